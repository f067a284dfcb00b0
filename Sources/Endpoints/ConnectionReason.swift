internal import AsyncHTTPClient
internal import NIOPosix

/// The words for what a connection failed for.
enum ConnectionReason {
  /// A sentence without a full stop.
  static func text(of error: any Error) -> String {
    if let error = error as? NIOConnectionError {
      let reasons = error.connectionErrors.map { "\($0.error)" }
      if let first = reasons.first { return first }
      return "its host \(error.host) is not known"
    }
    if let error = error as? HTTPClientError, error == .remoteConnectionClosed {
      return "the connection was closed before the answer was whole"
    }
    return "\(error)"
  }
}
