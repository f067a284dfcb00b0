/// The settings that a session is opened with.
///
/// Descriptors 0 to 2 of the process have to be open, be it on `/dev/null`: the system gives the
/// number of a closed one to the file that is opened next, and what the program then prints would be
/// written over the database.
public struct SessionConfiguration: Sendable {
  /// The database file, made where there is none; nil keeps everything in memory.
  public var databasePath: String?
  /// Whether the file is only read: it may then be shared with other readers.
  public var isReadOnly: Bool
  /// Threads for training and queries, 1 or more; nil takes every core.
  public var threadCount: Int?
  /// The way to the endpoints of remote models; nil refuses their calls.
  public var endpoints: (any EndpointTransport)?

  /// A session in memory on every core, unless told otherwise.
  public init(
    databasePath: String? = nil,
    isReadOnly: Bool = false,
    threadCount: Int? = nil,
    endpoints: (any EndpointTransport)? = nil
  ) {
    self.databasePath = databasePath
    self.isReadOnly = isReadOnly
    self.threadCount = threadCount
    self.endpoints = endpoints
  }
}
