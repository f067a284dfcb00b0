import NIOCore
import NIOPosix
import Synchronization

/// An HTTP server of the tests that sends whatever bytes a test says, when it says.
final class RawServer: Sendable {
  /// A request as it came.
  struct Request: Sendable {
    /// The request line and the headers.
    let head: String
    let body: String
    /// Which connection it came over, from 0.
    let connection: Int

    /// The value of a header; nil where there is none.
    func header(_ name: String) -> String? {
      head.split(separator: "\r\n").dropFirst().lazy.compactMap { line -> String? in
        guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name else {
          return nil
        }
        return String(line[line.index(after: colon)...].drop { $0 == " " })
      }.first
    }
  }

  /// A part of an answer.
  enum Part: Sendable {
    case text(String)
    case pause(milliseconds: Int64)
    /// The connection is closed.
    case close
  }

  private struct State {
    var requests: [Request] = []
    var connectionCount = 0
    var openCount = 0
    var mostOpen = 0
  }
  private let state = Mutex(State())
  private let channel: any Channel

  /// A server whose answers `answer` gives, by the number of the request, from 0.
  init(_ answer: @escaping @Sendable (Request, Int) -> [Part]) throws {
    let holder = Holder()
    channel = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 64)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(RawHandler(holder: holder, answer: answer))
        }
      }
      .bind(host: "127.0.0.1", port: 0).wait()
    holder.hold(self)
  }

  deinit { channel.close(promise: nil) }

  /// The address of the server.
  var address: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }

  /// The requests so far.
  var requests: [Request] { state.withLock { $0.requests } }
  /// The connections so far.
  var connectionCount: Int { state.withLock { $0.connectionCount } }
  /// The most requests that were being answered at one time.
  var mostOpen: Int { state.withLock { $0.mostOpen } }

  fileprivate func connect() -> Int {
    state.withLock { state in
      state.connectionCount += 1
      return state.connectionCount - 1
    }
  }

  fileprivate func begin(_ request: Request) -> Int {
    state.withLock { state in
      state.requests.append(request)
      state.openCount += 1
      state.mostOpen = max(state.mostOpen, state.openCount)
      return state.requests.count - 1
    }
  }

  fileprivate func end() { state.withLock { $0.openCount -= 1 } }

  /// An answer with a length.
  static func answer(
    _ body: String,
    status: String = "200 OK",
    type: String = "text/csv"
  ) -> [Part] {
    [
      .text(
        "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
      )
    ]
  }
}

/// The server that handlers tell of what comes.
private final class Holder: Sendable {
  private let server = Mutex<Weak>(Weak())

  private struct Weak {
    weak var server: RawServer?
  }

  func hold(_ server: RawServer) { self.server.withLock { $0.server = server } }

  func withServer<Value: Sendable>(_ body: (RawServer?) -> Value) -> Value {
    body(server.withLock { $0.server })
  }
}

/// Collects the bytes of one connection into requests.
private final class RawHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let holder: Holder
  private let answer: @Sendable (RawServer.Request, Int) -> [RawServer.Part]
  private var text = ""
  private var connection = 0

  init(holder: Holder, answer: @escaping @Sendable (RawServer.Request, Int) -> [RawServer.Part]) {
    self.holder = holder
    self.answer = answer
  }

  func channelActive(context: ChannelHandlerContext) {
    connection = holder.withServer { $0?.connect() ?? 0 }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    text += String(buffer: unwrapInboundIn(data))
    while let end = text.range(of: "\r\n\r\n") {
      let head = String(text[..<end.lowerBound])
      let length =
        RawServer.Request(head: head, body: "", connection: 0).header("content-length")
        .flatMap { Int($0) } ?? 0
      let rest = text[end.upperBound...]
      guard rest.utf8.count >= length else { return }
      let body = String(decoding: rest.utf8.prefix(length), as: UTF8.self)
      text = String(decoding: rest.utf8.dropFirst(length), as: UTF8.self)
      let request = RawServer.Request(head: head, body: body, connection: connection)
      let number = holder.withServer { $0?.begin(request) ?? 0 }
      send(answer(request, number)[...], context)
    }
  }

  private func send(_ parts: ArraySlice<RawServer.Part>, _ context: ChannelHandlerContext) {
    guard let part = parts.first else { return holder.withServer { $0?.end() } }
    switch part {
    case .text(let text):
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
      send(parts.dropFirst(), context)
    case .pause(let milliseconds):
      let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
      context.eventLoop.scheduleTask(in: .milliseconds(milliseconds)) {
        let (handler, context) = bound.value
        handler.send(parts.dropFirst(), context)
      }
    case .close:
      holder.withServer { $0?.end() }
      context.close(promise: nil)
    }
  }
}

extension String {
  fileprivate func range(of other: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(other) { return start..<index(start, offsetBy: other.count) }
      start = index(after: start)
    }
    return nil
  }
}
