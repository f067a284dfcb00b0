internal import AsyncHTTPClient
internal import NIOCore
internal import NIOPosix

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The words for what a connection failed for.
enum ConnectionReason {
  /// A sentence without a full stop.
  static func text(of error: any Error) -> String {
    if let error = error as? NIOConnectionError {
      guard let first = error.connectionErrors.first else {
        return "host \(error.host) is not known"
      }
      return text(of: first.error)
    }
    if let error = error as? IOError {
      return unsafe String(cString: strerror(error.errnoCode)).lowercased()
    }
    if let error = error as? HTTPClientError, error == .remoteConnectionClosed {
      return "the connection was closed before the answer was whole"
    }
    return "\(error)"
  }
}
