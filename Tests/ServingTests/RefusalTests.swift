import AsyncHTTPClient
import AutoML
import NIOCore
import NIOHTTP1
import Testing

@testable import Serving

/// The contract around predictions: paths, statuses, and words that help.
@Suite struct RefusalTests {
  private let fixture: ServerFixture
  private let server: ModelServer

  init() throws {
    fixture = try ServerFixture()
    server = try fixture.server([fixture.price])
  }

  @Test func `a container says that it lives, and what it takes`() async throws {
    defer { server.stop() }
    let ping = try await server.send(.GET, "/ping")
    #expect(
      ping == Answer(status: 200, type: "application/json", text: "{\"status\":\"Healthy\"}\n")
    )
    let parameters = try await server.send(.GET, "/execution-parameters")
    #expect(parameters.text.contains(#""BatchStrategy":"MULTI_RECORD","MaxPayloadInMB":6}"#))
    #expect(try await server.invoke("") == Answer(status: 204, type: nil, text: ""))
  }

  @Test(arguments: [
    ("POST", "/ping", 405, "takes GET, not POST"), ("GET", "/invocations", 405, "takes POST"),
    ("GET", "/", 404, "GET /ping, POST /invocations"), ("GET", "/models/x/y", 404, "there is no"),
    ("DELETE", "/models/price", 405, "takes GET"),
  ])
  func `a path or a method that is none is told`(
    method: String,
    path: String,
    status: Int,
    words: String
  ) async throws {
    defer { server.stop() }
    let answer = try await server.send(.init(rawValue: method), path)
    #expect(answer.status == status && answer.text.contains(words), "\(answer)")
  }

  @Test(arguments: [
    ("text/xml", nil, 415, "text/csv, application/json and application/jsonlines are read"),
    ("text/csv", "image/png", 406, "\\\"image/png\\\" is accepted: answers are"),
    ("text/csv; charset=utf-8", "*/*", 200, ""),
    ("TEXT/CSV", "image/png, application/json;q=0.5", 200, "predictions"),
    ("text/csv", "application/*", 200, "predictions"),
  ])
  func `formats are agreed on`(
    type: String,
    accept: String?,
    status: Int,
    words: String
  ) async throws {
    defer { server.stop() }
    let answer =
      if let accept {
        try await server.invoke("1,Bern,,", type: type, ["Accept": accept])
      } else { try await server.invoke("1,Bern,,", type: type) }
    #expect(answer.status == status && answer.text.contains(words), "\(answer)")
  }

  @Test(arguments: [
    ("1,Bern,,\n2,Ulm,\n", "line 2 has 3 fields, not 4: age, town, since, member"),
    ("1,Bern,,,5\n", "line 1 has more than 4 fields, not 4"),
    ("1,\"a\nb\",,\nold,Ulm,,\n", "line 3, column \\\"age\\\": 'old' is no number"),
    ("age,town,since,member\n", "'age' is no number: send no header"),
    ("1,Bern,1.2.2026,", "column \\\"since\\\": '1.2.2026' is no date, such as 2026-01-31"),
    ("1,Bern,2026-02-30,", "'2026-02-30' is no date"),
    ("1,Bern,,maybe", "column \\\"member\\\": 'maybe' is no boolean"),
    ("1,\"Bern,,\n", "line 1: the quotes that begin a field do not end"),
    ("1,\"Bern\"x,,\n", "line 1"), ("inf,Bern,,", "'inf' is no number"),
    ("1e999,Bern,,", "'1e999' is no number"),
  ])
  func `a bad line is named with its column and value`(body: String, words: String) async throws {
    defer { server.stop() }
    let answer = try await server.invoke(body)
    #expect(answer.status == 400 && answer.text.contains(words), "\(answer.text)")
  }

  @Test(arguments: [
    ("[[1,\"Bern\",null]]", "row 1 of the JSON has 3 values, not 4: age, town, since, member"),
    ("[[1,\"Bern\",null,true,5]]", "row 1 of the JSON has 5 values"),
    ("[{\"age\":1}]", "row 1 of the JSON has no \\\"town\\\"; null is NULL"),
    ("[[null,null,null,null],[\"x\",1,null,true]]", "row 2 of the JSON, column \\\"age\\\": 'x'"),
    ("[[[1],\"Bern\",null,true]]", "a list or an object is no value"),
    ("[1,2]", "row 1 of the JSON is neither a list nor an object"), ("{\"rows\":[]}", "instances"),
    ("\"a\"", "byte 1 of the JSON: a list of rows"), ("[[1,\"Bern\"", "is expected before the end"),
    ("[[1,\"B\\x\",null,true]]", "an escape is expected"), ("[] []", "the end is expected"),
    ("[[1,\"Bern\\u12\",null,true]]", "four digits"), ("{\"a\":{", "a value is expected"),
  ])
  func `bad JSON is told with its row or byte`(body: String, words: String) async throws {
    defer { server.stop() }
    let answer = try await server.invoke(body, type: "application/json")
    #expect(answer.status == 400 && answer.text.contains(words), "\(answer.text)")
  }

  @Test func `values that a model has not are refused`() async throws {
    defer { server.stop() }
    let answer = try await server.invoke("1,Bern,,", path: "/invocations?probabilities=1")
    #expect(answer.status == 400)
    #expect(
      answer.text.contains("model \\\"price.automl\\\" predicts numbers: it has no probabilities")
    )
  }

  @Test func `a body that is too long is refused, whether its length is told or not`() async throws
  {
    defer { server.stop() }
    let megabyte = ByteBuffer(repeating: UInt8(ascii: "1"), count: 1 << 20)
    for length in [HTTPClientRequest.Body.Length.known(Int64(10 << 20)), .unknown] {
      let parts = AsyncStream<ByteBuffer> { stream in
        for _ in 0..<10 { stream.yield(megabyte) }
        stream.finish()
      }
      let answer = try await server.send(
        .POST,
        "/invocations",
        body: .stream(parts, length: length)
      )
      #expect(answer.status == 413 && answer.text.contains("more than 6291456 bytes"), "\(answer)")
    }
    #expect(try await server.send(.GET, "/ping").status == 200)
  }

  @Test func `a port that is in use is named`() throws {
    defer { server.stop() }
    let error = #expect(throws: AutoMLError.self) {
      try fixture.server([fixture.price]) { $0.port = server.port }
    }
    #expect(error?.message == "port \(server.port) of 127.0.0.1 is in use")
  }
}
