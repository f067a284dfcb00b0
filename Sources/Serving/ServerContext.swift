import NIOPosix
import Synchronization

/// The parts of a server that all its connections use.
final class ServerContext: Sendable {
  /// The routes of requests.
  let router: RequestRouter
  /// The threads that predict large bodies.
  let pool: NIOThreadPool
  /// The most bytes of a body.
  let bodyByteLimit: Int
  /// Takes a line for each request.
  let log: (@Sendable (AccessRecord) -> Void)?

  private let stopping = Atomic(false)

  /// The parts.
  init(
    router: RequestRouter,
    pool: NIOThreadPool,
    bodyByteLimit: Int,
    log: (@Sendable (AccessRecord) -> Void)?
  ) {
    self.router = router
    self.pool = pool
    self.bodyByteLimit = bodyByteLimit
    self.log = log
  }

  /// Whether the server stops: connections end with their next answer.
  var isStopping: Bool { stopping.load(ordering: .acquiring) }

  /// Says that the server stops.
  func stop() { stopping.store(true, ordering: .releasing) }
}

/// A request as a log tells of it: nothing of its rows.
public struct AccessRecord: Sendable, Equatable {
  /// The method.
  public let method: String
  /// The path, without a query.
  public let path: String
  /// The status of the answer.
  public let status: Int
  /// The number of rows that were predicted.
  public let rowCount: Int
  /// The time from the request's head to the answer.
  public let seconds: Double
}
