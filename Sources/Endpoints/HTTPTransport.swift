public import AutoML
internal import AsyncHTTPClient
import Dispatch
internal import NIOCore
internal import NIOHTTP1

/// Requests over HTTP/1.1 with connections that are kept, some at a time.
///
/// A request is sent once more, after a pause, when its connection fails or breaks or the status is 500 to 599;
/// never for any other reason. Redirections are not followed: a signature is for one address.
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
    addresses = AddressBook(environment: environment)
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
  }

  deinit { try? client.syncShutdown() }

  public func answers(
    to requests: [EndpointRequest],
    shouldStop: @escaping @Sendable () -> Bool
  ) throws(EndpointFailure) -> [EndpointAnswer] {
    let flight = Flight(count: requests.count)
    for (index, request) in requests.enumerated() {
      guard takesSlot(for: flight, shouldStop) else { break }
      flight.launch(index) { [self] () async -> Result<EndpointAnswer, EndpointFailure> in
        defer { slots.signal() }
        return await answer(to: request)
      }
    }
    while !flight.isLanded(within: Self.pollInterval) {
      if shouldStop() { flight.stop(.interrupted) }
    }
    return try flight.answers()
  }

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

  private func answer(
    to request: EndpointRequest
  ) async -> Result<EndpointAnswer, EndpointFailure> {
    do throws(EndpointFailure) {
      let target = try await addresses.target(of: request)
      do throws(EndpointFailure) { return .success(try await send(request, to: target)) } catch {
        guard error.mayPass, !Task.isCancelled else { throw error }
      }
      do { try await Task.sleep(nanoseconds: Self.pauseNanoseconds) } catch {
        throw .interrupted
      }
      return .success(try await send(request, to: target))
    } catch { return .failure(error) }
  }

  private static let pauseNanoseconds: UInt64 = 250_000_000

  private func send(
    _ request: EndpointRequest,
    to target: EndpointTarget
  ) async throws(EndpointFailure) -> EndpointAnswer {
    let (name, address) = (request.endpointName, target.url)
    do {
      let response = try await client.execute(
        try target.signed(request),
        deadline: .now() + .seconds(Int64(limits.answerSeconds))
      )
      let code = Int(response.status.code)
      let isAnswer = (200..<300).contains(code)
      var body = ByteBuffer()
      for try await part in response.body {
        body.writeImmutableBuffer(part)
        if !isAnswer, body.readableBytes >= Self.errorBytes { break }
        if body.readableBytes > limits.answerBytes {
          throw EndpointFailure.tooLong(name: name, address: address, limit: limits.answerBytes)
        }
      }
      let bytes = Array(body.readableBytesView)
      guard isAnswer else {
        throw EndpointFailure.status(
          name: name,
          address: address,
          code: code,
          body: Array(bytes.prefix(Self.errorBytes))
        )
      }
      return EndpointAnswer(
        contentType: response.headers.first(name: "content-type") ?? "",
        body: bytes
      )
    } catch let failure as EndpointFailure {
      throw failure
    } catch is CancellationError {
      throw .interrupted
    } catch let error as HTTPClientError where error == .deadlineExceeded || error == .cancelled {
      throw error == .cancelled
        ? .interrupted : .timeout(name: name, address: address, seconds: limits.answerSeconds)
    } catch let error as HTTPClientError where error == .connectTimeout {
      throw .connection(
        name: name,
        address: address,
        reason: "no connection within \(limits.connectSeconds) s"
      )
    } catch {
      throw .connection(name: name, address: address, reason: ConnectionReason.text(of: error))
    }
  }

  private static let errorBytes = 4 << 10
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
