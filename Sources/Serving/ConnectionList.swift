import NIOCore
import Synchronization

/// The open connections of a server, so that it can end them.
final class ConnectionList: Sendable {
  private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

  /// Adds a connection, until it is closed; where the server stops it ends at once.
  func add(_ channel: any Channel, isStopping: Bool) {
    let key = ObjectIdentifier(channel)
    channels.withLock { $0[key] = channel }
    channel.closeFuture.whenComplete { _ in self.channels.withLock { $0[key] = nil } }
    if isStopping { channel.close(promise: nil) }
  }

  /// Ends every connection when what was asked on it is answered.
  func end() {
    for channel in all {
      channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }
  }

  /// Closes every connection.
  func close() {
    for channel in all { channel.close(promise: nil) }
  }

  /// Waits until all those that are open now are closed.
  func waitUntilEmpty(on loop: any EventLoop) {
    // A connection that ends with an error has ended.
    try? EventLoopFuture.andAllComplete(all.map(\.closeFuture), on: loop).wait()
  }

  private var all: [any Channel] { channels.withLock { Array($0.values) } }
}
