import DuckDB
import Synchronization

/// A predictor that tells how many rows it has been given, a few times a second.
final class CountedPredictor: BatchPredictor {
  private let predictor: any BatchPredictor
  /// Nothing is told for so long after it has been.
  private static let pause = Duration.milliseconds(250)
  private let tell: @Sendable (_ rowCount: Int, _ elapsed: Duration) -> Void
  private let state: Mutex<(rowCount: Int, told: Duration)>
  private let start = ContinuousClock.now

  var signature: FunctionSignature { predictor.signature }
  var isPure: Bool { predictor.isPure }

  /// Another predictor, whose rows are told with the time since now, a few times a second.
  init(
    _ predictor: any BatchPredictor,
    tell: @escaping @Sendable (_ rowCount: Int, _ elapsed: Duration) -> Void
  ) {
    self.predictor = predictor
    self.tell = tell
    state = Mutex((0, .zero))
  }

  func prepare() throws { try predictor.prepare() }

  func predict(
    _ kind: PredictionKind,
    of chunk: borrowing DataChunk,
    into output: inout OutputVector
  ) throws {
    try predictor.predict(kind, of: chunk, into: &output)
    if kind == .value { add(chunk.rowCount) }
  }

  private func add(_ count: Int) {
    let elapsed = ContinuousClock.now - start
    let news: Int? = state.withLock { state in
      state.rowCount += count
      guard elapsed - state.told >= Self.pause else { return nil }
      state.told = elapsed
      return state.rowCount
    }
    if let news { tell(news, elapsed) }
  }
}
