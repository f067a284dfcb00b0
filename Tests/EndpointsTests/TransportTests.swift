import AutoML
import Synchronization
import Testing

@testable import Endpoints

/// Requests over real connections, to a server that does what a test says.
@Suite struct TransportTests {
  @Test func `answers come in the order of the requests`() throws {
    let server = try RawServer { request, _ in
      [.pause(milliseconds: request.body == "0" ? 60 : 1)] + RawServer.answer("\(request.body)!")
    }
    let answers = try transport(server).answers(
      to: (0..<8).map { Self.request("\($0)") },
      shouldStop: { false }
    )
    #expect(answers.map { String(decoding: $0.body, as: UTF8.self) } == (0..<8).map { "\($0)!" })
    #expect(answers.allSatisfy { $0.contentType == "text/csv" })
  }

  @Test func `a request has the contract's path and headers`() throws {
    let server = try RawServer { _, _ in RawServer.answer("1\n") }
    var request = Self.request("1,2\n")
    request.service = .sageMaker(endpoint: "churn", targetModel: "second.tar.gz")
    _ = try transport(server).answers(to: [request], shouldStop: { false })
    let sent = try #require(server.requests.first)
    #expect(sent.head.hasPrefix("POST /invocations HTTP/1.1\r\n"))
    #expect(sent.header("content-type") == "text/csv")
    #expect(sent.header("accept") == "text/csv")
    #expect(sent.header("x-amzn-sagemaker-target-model") == "second.tar.gz")
    #expect(sent.header("authorization") == nil)
    #expect(sent.body == "1,2\n")
  }

  @Test func `connections are kept, and no more requests fly than may`() throws {
    let server = try RawServer { _, _ in [.pause(milliseconds: 5)] + RawServer.answer("1\n") }
    let transport = transport(server, inFlight: 3)
    for _ in 0..<4 {
      _ = try transport.answers(to: (0..<12).map { Self.request("\($0)") }, shouldStop: { false })
    }
    #expect(server.requests.count == 48)
    #expect(server.mostOpen <= 3)
    #expect(server.connectionCount <= 3)
  }

  @Test(arguments: ["500 Internal Server Error", "503 Service Unavailable"])
  func `a failure of the server is tried once more`(status: String) throws {
    let server = try RawServer { _, number in
      number == 0 ? RawServer.answer("busy", status: status) : RawServer.answer("1\n")
    }
    let answers = try transport(server).answers(to: [Self.request("1")], shouldStop: { false })
    #expect(answers.count == 1)
    #expect(server.requests.count == 2)
  }

  @Test func `a failure that stays is told with the beginning of its body`() throws {
    let server = try RawServer { _, _ in
      RawServer.answer("could not convert", status: "500 Internal Server Error")
    }
    let failure = failure(of: transport(server))
    guard case .status(let name, let address, 500, let body)? = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(name == "churn")
    #expect(address == server.address + "/invocations")
    #expect(String(decoding: body, as: UTF8.self) == "could not convert")
    #expect(server.requests.count == 2)
  }

  @Test(arguments: ["400 Bad Request", "403 Forbidden", "424 Failed Dependency", "302 Found"])
  func `a refusal is not tried again`(status: String) throws {
    let server = try RawServer { _, _ in RawServer.answer("no", status: status) }
    let failure = failure(of: transport(server))
    guard case .status(_, _, Int(status.prefix(3)), _)? = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(server.requests.count == 1)
  }

  @Test func `an answer that is cut off is asked for once more`() throws {
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0.5\n"
    let server = try RawServer { _, number in
      number == 0 ? [.text(cut), .close] : RawServer.answer("1\n")
    }
    let answers = try transport(server).answers(to: [Self.request("1")], shouldStop: { false })
    #expect(answers.map(\.body) == [Array("1\n".utf8)])
    let broken = try RawServer { _, _ in [.text(cut), .close] }
    guard case .connection? = failure(of: transport(broken)) else {
      Issue.record("no failure of the connection")
      return
    }
    #expect(broken.requests.count == 2)
  }

  @Test func `garbage in place of HTTP is a failure of the connection`() throws {
    let server = try RawServer { _, _ in [.text("\u{1}\u{2} garbage\r\n\r\n"), .close] }
    guard case .connection? = failure(of: transport(server)) else {
      Issue.record("no failure of the connection")
      return
    }
  }

  @Test func `a refused connection says so`() throws {
    let address = "http://127.0.0.1:1"
    let transport = HTTPTransport(
      environment: ["AUTOML_ENDPOINTS": "churn=\(address)"],
      limits: .init(requestsInFlight: 2)
    )
    let failure = failure(of: transport)
    #expect(
      failure
        == .connection(
          name: "churn",
          address: address + "/invocations",
          reason: "connection refused"
        )
    )
  }

  @Test func `bytes that come slowly end at the time limit`() throws {
    let server = try RawServer { _, _ in
      [.text("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")]
        + (0..<100).flatMap { _ in [.pause(milliseconds: 50), .text("1")] as [RawServer.Part] }
    }
    let transport = transport(server, seconds: 1)
    #expect(
      failure(of: transport)
        == .timeout(name: "churn", address: server.address + "/invocations", seconds: 1)
    )
    #expect(server.requests.count == 1)
  }

  @Test func `a long answer is taken, and one beyond the limit refused`() throws {
    let body = String(repeating: "0.123456789\n", count: 900_000)
    let server = try RawServer { _, _ in RawServer.answer(body) }
    let answers = try transport(server).answers(to: [Self.request("1")], shouldStop: { false })
    #expect(answers.first?.body.count == body.utf8.count)
    let failure = failure(of: transport(server, bytes: 1 << 20))
    #expect(
      failure == .tooLong(name: "churn", address: server.address + "/invocations", limit: 1 << 20)
    )
  }

  @Test func `requests in flight end when the user stops`() throws {
    let server = try RawServer { _, _ in [.pause(milliseconds: 30_000)] }
    let count = Mutex(0)
    let start = ContinuousClock.now
    let failure = failure(of: transport(server), bodies: ["1", "2"]) {
      count.withLock { count in
        count += 1
        return count > 2
      }
    }
    #expect(failure == .interrupted)
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test func `the first failure ends the other requests`() throws {
    let server = try RawServer { request, _ in
      request.body == "bad"
        ? RawServer.answer("no", status: "400 Bad Request") : [.pause(milliseconds: 30_000)]
    }
    let start = ContinuousClock.now
    let failure = failure(of: transport(server), bodies: ["1", "bad"])
    guard case .status(_, _, 400, _)? = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  private static func request(_ body: String) -> EndpointRequest {
    EndpointRequest(
      service: .sageMaker(endpoint: "churn", targetModel: nil),
      contentType: "text/csv",
      accept: "text/csv",
      body: Array(body.utf8)
    )
  }

  private func transport(
    _ server: RawServer,
    inFlight: Int = 4,
    seconds: Int = 20,
    bytes: Int = 32 << 20
  ) -> HTTPTransport {
    HTTPTransport(
      environment: ["AUTOML_ENDPOINTS": "churn=\(server.address)"],
      limits: .init(requestsInFlight: inFlight, answerSeconds: seconds, answerBytes: bytes)
    )
  }

  /// The failure of requests; nil where there is none.
  private func failure(
    of transport: HTTPTransport,
    bodies: [String] = ["1"],
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) -> EndpointFailure? {
    do throws(EndpointFailure) {
      _ = try transport.answers(to: bodies.map(Self.request), shouldStop: shouldStop)
      return nil
    } catch { return error }
  }
}
