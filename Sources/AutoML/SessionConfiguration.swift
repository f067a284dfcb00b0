/// How a session is opened.
public struct SessionConfiguration: Sendable {
  /// The database file; nil keeps everything in memory.
  public var databasePath: String?
  /// Threads for training and queries, 1 or more; nil takes every core.
  public var threadCount: Int?

  /// A session in memory on every core.
  public init(databasePath: String? = nil, threadCount: Int? = nil) {
    self.databasePath = databasePath
    self.threadCount = threadCount
  }
}
