import AutoML
import Endpoints
import Foundation
import Synchronization

/// Endpoints over HTTP, whose client is made when the first is called: most sessions call none.
final class RemoteEndpoints: EndpointTransport {
  private let transport = Mutex<HTTPTransport?>(nil)

  func answers(
    to requests: [EndpointRequest],
    shouldStop: @escaping @Sendable () -> Bool
  ) throws(EndpointFailure) -> [EndpointAnswer] {
    let made = transport.withLock { transport in
      let made = transport ?? Self.make()
      transport = made
      return made
    }
    return try made.answers(to: requests, shouldStop: shouldStop)
  }

  private static func make() -> HTTPTransport {
    let environment = ProcessInfo.processInfo.environment
    var limits = HTTPTransport.Limits(
      requestsInFlight: 2 * ProcessInfo.processInfo.activeProcessorCount
    )
    if let seconds = environment["AUTOML_ENDPOINT_SECONDS"].flatMap({ Int($0) }), seconds > 0 {
      limits.answerSeconds = seconds
    }
    return HTTPTransport(environment: environment, limits: limits)
  }
}
