internal import AsyncHTTPClient
import Foundation
internal import NIOCore
internal import NIOPosix

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
      let text = POSIXErrorCode(rawValue: error.errnoCode).map { POSIXError($0) }
      // Foundation says first that something went wrong.
      let reason = text?.localizedDescription.components(separatedBy: ". ").last
      return reason?.lowercased() ?? "error \(error.errnoCode) of the system"
    }
    if let error = error as? HTTPClientError, error == .remoteConnectionClosed {
      return "the connection was closed before the answer was whole"
    }
    let text = "\(error)"
    // The library's words have the place in its source.
    if text.contains("CERTIFICATE_VERIFY_FAILED") {
      return "its certificate is none that this machine trusts for that host"
    }
    return text
  }
}
