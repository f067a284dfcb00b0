/// A way to send requests to endpoints outside of the process.
///
/// The library itself knows no network: a session without a transport refuses calls of remote models. Module
/// `AutoMLEndpoints` has one over HTTP.
public protocol EndpointTransport: Sendable {
  /// Sends requests, several at a time, and gives their answers in the order of the requests.
  ///
  /// Called by several threads at once, each of which waits here. `shouldStop` is asked a few times a
  /// second; once it is true, requests in flight are given up.
  ///
  /// - Throws: the first failure, after one repetition where that may help; `.interrupted` where
  ///   `shouldStop` was true.
  func answers(
    to requests: [EndpointRequest],
    shouldStop: @escaping @Sendable () -> Bool
  ) throws(EndpointFailure) -> [EndpointAnswer]

  /// Whether the transport itself has been given an address for a name.
  func hasAddress(of name: String) -> Bool
}

extension EndpointTransport {
  /// Whether the transport itself has been given an address for a name: not by default.
  public func hasAddress(of name: String) -> Bool { false }
}

/// One request to an endpoint.
public struct EndpointRequest: Sendable, Equatable {
  /// The services that are called.
  public enum Service: Sendable, Equatable {
    /// A model behind an endpoint of SageMaker's contract; `targetModel` is the one meant where it has
    /// several.
    case sageMaker(endpoint: String, targetModel: String?)
    /// Amazon Comprehend's operation `BatchDetectSentiment`.
    case comprehend
  }

  /// The service.
  public var service: Service
  /// The URL that the session knows the endpoint by; nil where the transport has to know it.
  public var address: String?
  /// The body's media type.
  public var contentType: String
  /// The media types that the answer may have.
  public var accept: String
  /// The body.
  public var body: [UInt8]

  /// A request with these parts.
  public init(
    service: Service,
    address: String? = nil,
    contentType: String,
    accept: String,
    body: [UInt8]
  ) {
    self.service = service
    self.address = address
    self.contentType = contentType
    self.accept = accept
    self.body = body
  }

  /// The endpoint's name, as errors tell it.
  public var endpointName: String {
    switch service {
    case .sageMaker(let endpoint, _): endpoint
    case .comprehend: "comprehend"
    }
  }
}

/// The answer to a request, of status 200 to 299.
public struct EndpointAnswer: Sendable, Equatable {
  /// Its media type; empty where none was told.
  public var contentType: String
  /// Its body.
  public var body: [UInt8]

  /// An answer with these parts.
  public init(contentType: String, body: [UInt8]) {
    self.contentType = contentType
    self.body = body
  }
}

/// The reasons that there is no answer for.
public enum EndpointFailure: Error, Sendable, Equatable {
  /// The name leads to no address, or there are no credentials; with what to do.
  case unknownEndpoint(name: String, advice: String)
  /// No connection, or one that broke; in the words of the network.
  case connection(name: String, address: String, reason: String)
  /// No answer in time.
  case timeout(name: String, address: String, seconds: Int)
  /// A status other than 200 to 299, and the beginning of the body.
  case status(name: String, address: String, code: Int, body: [UInt8])
  /// An answer of more bytes than are taken.
  case tooLong(name: String, address: String, limit: Int)
  /// The user has stopped the work.
  case interrupted
}
