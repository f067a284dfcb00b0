import Learning
import Models

/// The time and the memory that a training will take, from its cells: an order of magnitude, told
/// before any training.
struct TrainingEstimate {
  /// Seconds by the clock on the wall.
  let seconds: Double
  /// Bytes of the whole process at its largest.
  let bytes: Double
  /// Bytes that a training takes beyond the rows that were read, at the least.
  let leastFurtherBytes: Int

  // Measured on the sets in `datasets/`, one thread of a server processor of 2025.
  /// Seconds that a tree takes for each value of a feature, all its levels together.
  private static let secondsPerTreeAndValue = 2.0e-9
  /// Seconds that a tree takes for each feature, to search the splits of its nodes.
  private static let secondsPerTreeAndFeature = 25.0e-6
  /// Rounds that early stopping leaves on average.
  private static let expectedRounds = 300.0
  /// Bytes of the extracted columns, bins and scores for a cell.
  private static let bytesPerCell = 10.0
  /// The least bytes of bins and scores for a cell.
  private static let leastFurtherBytesPerCell = 1.2
  /// Bytes of the process with the engine loaded.
  private static let baseBytes = 60e6

  /// The estimate of a plan.
  init(plan: ModelPlan, task: TrainingTask, rowCount: Int, threadCount: Int) {
    let features = Double(task.features.columns.count)
    let values = Double(task.rowCount) * features
    let roundSeconds =
      Double(task.outputCount)
      * (values * Self.secondsPerTreeAndValue + features * Self.secondsPerTreeAndFeature)
    let rounds: Double
    var neuralSeconds = 0.0
    var keptBytes = 0
    switch plan.training {
    case .fixed(let candidate):
      rounds = Double(candidate.roundCount ?? 20)
      if case .neural(let settings) = candidate {
        neuralSeconds = NetworkCost.seconds(
          settings,
          on: task.features,
          rowCount: task.rowCount,
          outputCount: task.outputCount
        )
      }
    case .search(let families):
      let learning = task.goal.target?.task ?? .regression
      let candidates = SearchSpace.candidates(families: families, task: learning)
      let folds = Double(TrainingSplit.foldCount(rowCount: task.rowCount, task: learning))
      let trees = Double(candidates.count { $0.first?.family.growsTrees == true })
      rounds = trees * Self.expectedRounds * folds + 20 * folds
      if candidates.contains(where: { $0.first?.family == .neural }) {
        neuralSeconds = SearchSpace.neuralSeconds(
          NeuralSettings(),
          on: task.features,
          task: learning
        )
        let limit = SearchSpace.neuralShare * Double(plan.maxRuntime)
        if families.contains(.trees), neuralSeconds > limit {
          neuralSeconds = 0
        }
      }
      keptBytes = HeldOutPredictions.byteCount(
        rowCount: TrainingSplit.heldOutRowCount(of: task.rowCount, task: learning),
        outputCount: learning.outputCount,
        candidateCount: candidates.reduce(0) { $0 + $1.count }
      )
    }
    seconds = rounds * roundSeconds / Double(max(threadCount, 1)) + neuralSeconds
    let cells = Double(rowCount) * Double(plan.columns.count)
    bytes = Self.baseBytes + cells * Self.bytesPerCell + Double(keptBytes)
    leastFurtherBytes = Int(cells * Self.leastFurtherBytesPerCell)
  }

  /// `about 3 s`, `under 1 s`.
  var secondsText: String {
    seconds < 1 ? "under 1 s" : "about \(grouped(Int(seconds.rounded(.up)))) s"
  }

  /// `about 12 MB`.
  var memoryText: String { "about \(grouped(max(1, Int((bytes / 1e6).rounded(.up))))) MB" }
}
