public import AutoML
internal import AsyncHTTPClient
import Dispatch
internal import NIOCore
internal import NIOHTTP1

/// Requests over HTTP/1.1 with connections that are kept, some at a time.
///
/// A request is sent once more, after a pause, when its connection fails or breaks or the status is 500 to
/// 599; never for any other reason. Redirections are not followed: a signature is for one address.
public final class HTTPTransport: EndpointTransport {
  /// The limits of a transport.
  public struct Limits: Sendable {
    /// Requests in flight, over all threads.
    public var requestsInFlight: Int
    /// Seconds until a connection has to stand.
    public var connectSeconds: Int
    /// Seconds for a request and its answer: SageMaker gives a model 60.
    public var answerSeconds: Int
    /// Bytes of an answer.
    public var answerBytes: Int

    /// Two requests for each of the machine's cores, and SageMaker's times.
    public init(
      requestsInFlight: Int,
      connectSeconds: Int = 10,
      answerSeconds: Int = 70,
      answerBytes: Int = 32 << 20
    ) {
      self.requestsInFlight = max(1, requestsInFlight)
      self.connectSeconds = connectSeconds
      self.answerSeconds = answerSeconds
      self.answerBytes = answerBytes
    }
  }

  private let addresses: AddressBook
  private let limits: Limits
  private let client: HTTPClient
  private let slots: DispatchSemaphore

  /// A transport that finds endpoints and credentials in an environment, which has variables by name.
  public init(environment: [String: String], limits: Limits) {
    self.limits = limits
    slots = DispatchSemaphore(value: limits.requestsInFlight)
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow,
      timeout: .init(connect: .seconds(Int64(limits.connectSeconds)))
    )
    configuration.httpVersion = .http1Only
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit =
      limits.requestsInFlight
    // The client's own attempts would hide how often a host was tried.
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    addresses = AddressBook(environment: environment, client: client)
  }

  deinit {
    // The last one to let go may be a thread of the connections, which must not wait for itself.
    client.shutdown(queue: .global()) { [client] _ in _ = client }
  }

  /// Sends requests, several at a time, and gives their answers in the order of the requests.
  ///
  /// - Throws: the first failure, after one repetition where that may help; `.interrupted` where
  ///   `shouldStop` was true.
  public func answers(
    to requests: [EndpointRequest],
    shouldStop: @escaping @Sendable () -> Bool
  ) throws(EndpointFailure) -> [EndpointAnswer] {
    let flight = Flight(count: requests.count)
    for (index, request) in requests.enumerated() {
      let target = try addresses.target(of: request)
      guard takesSlot(for: flight, shouldStop) else { break }
      flight.begin()
      send(Sending(request: request, target: target, index: index), in: flight)
    }
    while !flight.isLanded(within: Self.pollInterval) {
      if shouldStop() { flight.stop(.interrupted) }
    }
    return try flight.answers()
  }

  /// Whether the environment names an endpoint.
  public func hasAddress(of name: String) -> Bool { addresses.hasName(name) }

  /// Waits until another request may be sent; false once the flight has failed, or is to stop.
  private func takesSlot(for flight: Flight, _ shouldStop: () -> Bool) -> Bool {
    while slots.wait(timeout: .now() + Self.pollInterval) == .timedOut {
      if shouldStop() { flight.stop(.interrupted) }
      guard flight.failure == nil else { return false }
    }
    guard flight.failure == nil else {
      slots.signal()
      return false
    }
    return true
  }

  private static let pollInterval = DispatchTimeInterval.milliseconds(50)

  /// A request and the place that it goes to.
  private struct Sending: Sendable {
    let request: EndpointRequest
    let target: EndpointTarget
    let index: Int
    var isRepeated = false
  }

  /// Sends a request that has a slot, and once more where that may help.
  ///
  /// All of it happens on the threads of the connections: whoever calls may be on any thread, and blocks it.
  private func send(_ sending: Sending, in flight: Flight) {
    let task: HTTPClient.Task<HTTPClient.Response>
    do {
      let request = try sending.target.signed(sending.request)
      task = client.execute(
        request: request,
        delegate: ResponseAccumulator(request: request, maxBodySize: limits.answerBytes),
        deadline: .now() + .seconds(Int64(limits.answerSeconds))
      )
    } catch { return land(sending, .failure(failure(for: error, of: sending)), in: flight) }
    flight.track(task)
    task.futureResult.whenComplete { [self] result in
      let outcome = outcome(of: result, sending)
      guard case .failure(let failure) = outcome, failure.mayPass, !sending.isRepeated,
        flight.failure == nil
      else { return land(sending, outcome, in: flight) }
      var again = sending
      again.isRepeated = true
      task.eventLoop.scheduleTask(in: Self.pause) { [self, again] in
        if let failure = flight.failure { return land(again, .failure(failure), in: flight) }
        send(again, in: flight)
      }
    }
  }

  private static let pause = TimeAmount.milliseconds(250)

  private func land(
    _ sending: Sending,
    _ outcome: Result<EndpointAnswer, EndpointFailure>,
    in flight: Flight
  ) {
    slots.signal()
    flight.land(sending.index, outcome)
  }

  /// The answer, or why there is none.
  private func outcome(
    of result: Result<HTTPClient.Response, any Error>,
    _ sending: Sending
  ) -> Result<EndpointAnswer, EndpointFailure> {
    switch result {
    case .failure(let error): return .failure(failure(for: error, of: sending))
    case .success(let response):
      let body = response.body.map { Array($0.readableBytesView) } ?? []
      let code = Int(response.status.code)
      guard (200..<300).contains(code) else {
        return .failure(
          .status(
            name: sending.request.endpointName,
            address: sending.target.url,
            code: code,
            body: Array(body.prefix(Self.errorBytes))
          )
        )
      }
      let type = response.headers.first(name: "content-type") ?? ""
      return .success(EndpointAnswer(contentType: type, body: body))
    }
  }

  private static let errorBytes = 4 << 10

  private func failure(for error: any Error, of sending: Sending) -> EndpointFailure {
    let (name, address) = (sending.request.endpointName, sending.target.url)
    if error is ResponseAccumulator.ResponseTooBigError {
      return .tooLong(name: name, address: address, limit: limits.answerBytes)
    }
    guard let error = error as? HTTPClientError else {
      return .connection(name: name, address: address, reason: ConnectionReason.text(of: error))
    }
    switch error {
    case .cancelled: return .interrupted
    case .deadlineExceeded, .readTimeout:
      return .timeout(name: name, address: address, seconds: limits.answerSeconds)
    case .connectTimeout:
      let reason = "no connection within \(limits.connectSeconds) s"
      return .connection(name: name, address: address, reason: reason)
    default:
      return .connection(name: name, address: address, reason: ConnectionReason.text(of: error))
    }
  }
}

extension EndpointFailure {
  /// Whether another attempt may succeed.
  fileprivate var mayPass: Bool {
    switch self {
    case .connection: true
    case .status(_, _, let code, _): code >= 500
    case .unknownEndpoint, .timeout, .tooLong, .interrupted: false
    }
  }
}
