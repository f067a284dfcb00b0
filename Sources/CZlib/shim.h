// zlib's files that read compressed and plain data alike.
#include <zlib.h>
