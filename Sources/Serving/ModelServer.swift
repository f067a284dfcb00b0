import AutoML
import Hummingbird

struct Probe {}
