/// Who is told what a session does while it works.
public struct SessionObserver: Sendable {
  /// Told of things that the user should know: sampling, dropped columns, suspicious features.
  public var notice: @Sendable (String) -> Void
  /// Told how far the work is, at least once for each candidate and a few times a second at most.
  public var progress: @Sendable (TrainingProgress) -> Void

  /// An observer that ignores what it is not given a closure for.
  public init(
    notice: @escaping @Sendable (String) -> Void = { _ in },
    progress: @escaping @Sendable (TrainingProgress) -> Void = { _ in }
  ) {
    self.notice = notice
    self.progress = progress
  }
}

/// The progress of a training, or of predicting a file.
public struct TrainingProgress: Sendable, Equatable {
  /// The kinds of work, in their order.
  public enum Stage: String, Sendable {
    /// Reading rows from the engine.
    case extract
    /// Trying candidates.
    case search
    /// Training the winner on all rows.
    case refit
    /// Training the one candidate that was asked for.
    case train
    /// Compiling and storing the model.
    case store
    /// Predicting the rows of a file.
    case predict
  }

  /// The work that is being done.
  public let stage: Stage
  /// The share of the whole work that is done, from 0 to 1; 0 where the whole is not known.
  public let fraction: Double
  /// The place in the stage: the candidate tried, or the rows read.
  public let detail: String

  /// A state of the work.
  public init(stage: Stage, fraction: Double, detail: String) {
    self.stage = stage
    self.fraction = fraction
    self.detail = detail
  }
}
