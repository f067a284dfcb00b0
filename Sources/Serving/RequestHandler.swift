import NIOCore
import NIOHTTP1
import NIOPosix

/// One connection: gathers a request, has it answered, and writes the answer.
///
/// The pipeline gives it one request after another, the next when the answer to the last is written.
/// Small bodies are predicted on the event loop, which the way to another thread would take longer than;
/// others by the pool, so that the loop is free for the other connections.
final class RequestHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  /// A body of more bytes goes to the pool: some rows of a usual model are predicted in 0.1 ms.
  private static let smallByteCount = 2_048
  /// The time in which a client that was refused may send the rest of its body.
  private static let drainTime = TimeAmount.seconds(5)

  private let server: ServerContext
  private var head: HTTPRequestHead?
  private var body: ByteBuffer?
  private var start = NIODeadline.now()
  /// Whether the answer was written before the request had ended.
  private var isRefused = false
  private var isAnswering = false

  /// A handler of one connection of a server.
  init(_ server: ServerContext) { self.server = server }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): begin(head, context)
    case .body(var part):
      guard !isRefused else { return }
      guard (body?.readableBytes ?? 0) + part.readableBytes <= server.bodyByteLimit else {
        return refuse(context)
      }
      if body == nil { body = part } else { body?.writeBuffer(&part) }
    case .end: end(context)
    }
  }

  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    self.head = head
    body = nil
    isRefused = false
    start = .now()
    let length = head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
    guard length <= server.bodyByteLimit else { return refuse(context) }
    if head.headers.first(name: "Expect")?.lowercased() == "100-continue" {
      let next = HTTPResponseHead(version: head.version, status: .continue)
      context.writeAndFlush(wrapOutboundOut(.head(next)), promise: nil)
    }
    // The room for all of the body at once, where its length is known and not a mere claim.
    if length > Self.smallByteCount, body == nil {
      body = context.channel.allocator.buffer(capacity: min(length, 1 << 16))
    }
  }

  private func end(_ context: ChannelHandlerContext) {
    guard let head else { return }
    if isRefused {
      context.close(promise: nil)
      return
    }
    let body = body ?? ByteBuffer()
    self.body = nil
    switch server.router.route(head, body) {
    case .reply(let reply): write(reply, context)
    case .predict(let invocation) where body.readableBytes <= Self.smallByteCount:
      write(invocation.reply(), context)
    case .predict(let invocation):
      isAnswering = true
      let loop = context.eventLoop
      let future = server.pool.runIfActive(eventLoop: loop) { invocation.reply() }
      future.assumeIsolated().whenComplete { result in
        self.isAnswering = false
        switch result {
        case .success(let reply): self.write(reply, context)
        case .failure: context.close(promise: nil)
        }
      }
    }
  }

  private func refuse(_ context: ChannelHandlerContext) {
    body = nil
    isRefused = true
    let error = RequestError(
      status: .payloadTooLarge,
      message: "the body has more than \(server.bodyByteLimit) bytes: send its rows in several "
        + "requests, or start the server with a larger --max-body"
    )
    write(error.reply, context)
    let channel = context.channel
    context.eventLoop.scheduleTask(in: Self.drainTime) { channel.close(promise: nil) }
  }

  private func write(_ reply: Reply, _ context: ChannelHandlerContext) {
    guard let head, context.channel.isActive else { return }
    var headers = HTTPHeaders()
    if let type = reply.contentType { headers.add(name: "Content-Type", value: type) }
    if reply.status != .noContent {
      headers.add(name: "Content-Length", value: "\(reply.body.count)")
    }
    if let method = reply.allowed { headers.add(name: "Allow", value: method.rawValue) }
    let isLast = isRefused || server.isStopping || !head.isKeepAlive
    headers.add(name: "Connection", value: isLast ? "close" : "keep-alive")
    let answer = HTTPResponseHead(version: head.version, status: reply.status, headers: headers)
    context.write(wrapOutboundOut(.head(answer)), promise: nil)
    if !reply.body.isEmpty, head.method != .HEAD {
      var buffer = context.channel.allocator.buffer(capacity: reply.body.count)
      buffer.writeBytes(reply.body)
      context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
    }
    server.log?(
      AccessRecord(
        method: head.method.rawValue,
        path: String(head.uri.prefix { $0 != "?" }),
        status: Int(reply.status.code),
        rowCount: reply.rowCount,
        seconds: Double((NIODeadline.now() - start).nanoseconds) / 1e9
      )
    )
    guard isLast, !isRefused else {
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      return
    }
    let written = context.eventLoop.makePromise(of: Void.self)
    let channel = context.channel
    written.futureResult.whenComplete { _ in channel.close(promise: nil) }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
  }

  /// Nothing came for a while: nobody waits where no answer is due.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent {
      if !isAnswering { context.close(promise: nil) }
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
