import Synchronization

@testable import AutoML

/// Endpoints of the tests, in process: each name answers in a way of its own.
final class FakeEndpoints: EndpointTransport {
  private let log = Mutex<[EndpointRequest]>([])
  /// Answers of endpoints that a test has made up, by name.
  private let answers: [String: @Sendable (EndpointRequest) -> EndpointAnswer]

  /// The endpoints that all tests have, and some more.
  init(_ answers: [String: @Sendable (EndpointRequest) -> EndpointAnswer] = [:]) {
    self.answers = answers
  }

  /// The requests so far.
  var requests: [EndpointRequest] { log.withLock { $0 } }

  func answers(
    to requests: [EndpointRequest],
    shouldStop: @escaping @Sendable () -> Bool
  ) throws(EndpointFailure) -> [EndpointAnswer] {
    log.withLock { $0 += requests }
    var answers: [EndpointAnswer] = []
    for request in requests {
      if let answer = self.answers[request.endpointName] {
        answers.append(answer(request))
      } else {
        answers.append(try Self.answer(to: request, shouldStop: shouldStop))
      }
    }
    return answers
  }

  /// The sum of each line's fields, in the form that the endpoint's name says.
  private static func answer(
    to request: EndpointRequest,
    shouldStop: () -> Bool
  ) throws(EndpointFailure) -> EndpointAnswer {
    let body = String(decoding: request.body, as: UTF8.self)
    let lines = body.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let sums = lines.map { line in
      line.split(separator: ",").reduce(0) { $0 + (Double($1) ?? 0) }
    }
    let csv = { (text: String) in EndpointAnswer(contentType: "text/csv", body: Array(text.utf8)) }
    let json = { (text: String) in
      EndpointAnswer(contentType: "application/json", body: Array(text.utf8))
    }
    switch request.endpointName {
    case "sum": return csv(sums.map { "\($0)\n" }.joined())
    case "lines": return csv(lines.map { "\($0)\n" }.joined())
    case "commas": return csv(sums.map { "\($0)" }.joined(separator: ",") + "\n")
    case "windows": return csv(sums.map { "\($0)\r\n" }.joined())
    case "list": return json("\(sums)")
    case "predictions":
      return json("{\"predictions\":[\(sums.map { "{\"score\":\($0)}" }.joined(separator: ","))]}")
    case "labels":
      let items = sums.map { "{\"score\":\($0),\"predicted_label\":\"c\(Int($0))\"}" }
      return json("{\"predictions\":[\(items.joined(separator: ","))]}")
    case "jsonlines":
      let text = sums.map { "{\"score\":\($0)}\n" }.joined()
      return EndpointAnswer(contentType: "application/jsonlines", body: Array(text.utf8))
    case "pairs": return csv(sums.map { "\($0),0.5\n" }.joined())
    case "quoted": return csv(sums.map { "\"a,\"\"\($0)\"\"\"\n" }.joined())
    case "model": return json("{\"echo\":\(body)}")
    case "short": return csv(sums.dropLast().map { "\($0)\n" }.joined())
    case "words": return csv(sums.map { _ in "high\n" }.joined())
    case "halves": return csv(sums.map { _ in "0.5\n" }.joined())
    case "empty": return csv("")
    case "page":
      return EndpointAnswer(
        contentType: "text/html; charset=utf-8",
        body: Array("<!DOCTYPE html>\n<html><title>502 Bad Gateway</title></html>".utf8)
      )
    case "broken": return json("{\"predictions\": [1, 2")
    case "failing":
      throw .status(
        name: request.endpointName,
        address: "http://127.0.0.1:1/invocations",
        code: 500,
        body: Array("could not convert string to float: 'a'".utf8)
      )
    case "closed":
      throw .connection(
        name: request.endpointName,
        address: "http://127.0.0.1:1/invocations",
        reason: "connection refused"
      )
    case "endless":
      while !shouldStop() {}
      throw .interrupted
    default:
      throw .unknownEndpoint(name: request.endpointName, advice: "the tests have no such one")
    }
  }
}
