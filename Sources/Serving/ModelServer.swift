public import AutoML
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Models behind HTTP/1.1, on the contract that SageMaker's containers keep.
public final class ModelServer: Sendable {
  /// The settings of a server.
  public struct Configuration: Sendable {
    /// The address that it listens on.
    public var host = "127.0.0.1"
    /// The port; 0 takes a free one.
    public var port = 8_080
    /// The most bytes of a body.
    public var bodyByteLimit = 6 << 20
    /// The values of an answer where a request names none; nil where the format decides.
    public var output: OutputFields?
    /// The time after which a connection is closed from which nothing comes.
    public var idleTime = Duration.seconds(60)
    /// Takes a record of each request.
    public var log: (@Sendable (AccessRecord) -> Void)?

    /// The standard settings.
    public init() {}
  }

  /// The port that it listens on.
  public let port: Int

  private let context: ServerContext
  private let group: MultiThreadedEventLoopGroup
  private let listener: any Channel
  private let connections: ConnectionList

  /// Starts a server of models.
  ///
  /// - Throws: where the address cannot be listened on, or a model has not what `output` names.
  public init(
    models: [ServedModel],
    configuration: Configuration = Configuration()
  ) throws(AutoMLError) {
    if let fields = configuration.output {
      for model in models { try model.require(fields) }
    }
    let connections = ConnectionList()
    let context = ServerContext(
      router: RequestRouter(
        models: models,
        fields: configuration.output,
        bodyByteLimit: configuration.bodyByteLimit,
        coreCount: System.coreCount
      ),
      pool: NIOThreadPool(numberOfThreads: System.coreCount),
      bodyByteLimit: configuration.bodyByteLimit,
      log: configuration.log
    )
    let group = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
    context.pool.start()
    let idleTime = TimeAmount(configuration.idleTime)
    do {
      listener = try ServerBootstrap(group: group)
        .serverChannelOption(.backlog, value: 1_024)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            connections.add(channel, isStopping: context.isStopping)
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(IdleStateHandler(readTimeout: idleTime))
            try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
            try pipeline.addHandler(RequestHandler(context))
          }
        }
        .bind(host: configuration.host, port: configuration.port).wait()
    } catch {
      context.pool.shutdownGracefully { _ in }
      group.shutdownGracefully { _ in }
      throw AutoMLError(error, listeningOn: configuration.host, configuration.port)
    }
    port = listener.localAddress?.port ?? configuration.port
    self.context = context
    self.group = group
    self.connections = connections
  }

  /// Stops: takes no more connections, answers what was asked, and returns when all is done; requests
  /// that last longer than `limit` are given up.
  public func stop(within limit: Duration = .seconds(30)) {
    context.stop()
    // A listener that is closed already is what is wanted.
    try? listener.close().wait()
    connections.end()
    let ending = group.next().scheduleTask(in: TimeAmount(limit)) { [connections] in
      connections.close()
    }
    connections.waitUntilEmpty(on: group.next())
    ending.cancel()
    try? context.pool.syncShutdownGracefully()
    try? group.syncShutdownGracefully()
  }
}

extension ServedModel {
  /// Refuses values that the model has not.
  fileprivate func require(_ fields: OutputFields) throws(AutoMLError) {
    guard let missing = fields.missing(in: predictor) else { return }
    throw AutoMLError(
      sqlState: "22023",
      message: "model \"\(name)\" predicts \(predictor.labels.isEmpty ? "numbers" : "classes"): it "
        + "has no \(missing)",
      hint: "The values are \(OutputFields.names.joined(separator: ", "))."
    )
  }
}

extension AutoMLError {
  /// Why an address cannot be listened on.
  fileprivate init(_ error: any Error, listeningOn host: String, _ port: Int) {
    let code = (error as? IOError)?.errnoCode
    switch code {
    case EADDRINUSE:
      self.init(
        sqlState: "08001",
        message: "port \(port) of \(host) is in use",
        hint: "--port takes another one; 0 takes a free one."
      )
    case EACCES:
      self.init(
        sqlState: "08001",
        message: "port \(port) of \(host) may not be listened on",
        hint: "Ports below 1024 are the system's: --port takes another one."
      )
    default:
      self.init(
        sqlState: "08001",
        message: "\(host), port \(port), cannot be listened on: \(error)",
        hint: "--host takes an address of this machine, such as 127.0.0.1 or 0.0.0.0."
      )
    }
  }
}
