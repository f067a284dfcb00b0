import AutoML
import NIOHTTP1
import Testing

@testable import Serving

/// Answers have the numbers and labels of the SQL function.
@Suite struct PredictionTests {
  private let fixture: ServerFixture
  private static let arguments = "age, town, since, member"

  init() throws { fixture = try ServerFixture() }

  private func numbers(_ sql: String) throws -> [Double?] {
    let column = try fixture.values(sql)
    return (0..<column.count).map {
      if case .double(let number) = column[$0] { number } else { nil }
    }
  }

  private func texts(_ sql: String) throws -> [String] {
    guard case .texts(let texts) = try fixture.values(sql).values else { return [] }
    return texts
  }

  @Test func `numbers of CSV are the function's, NULL, quotes and unseen texts among them`()
    async throws
  {
    let server = try fixture.server([fixture.price])
    defer { server.stop() }
    let expected = try numbers("SELECT price(\(Self.arguments)) FROM rows")
    let answer = try await server.invoke(fixture.body())
    #expect(answer.status == 200 && answer.type == "text/csv")
    #expect(answer.numbers == expected && expected.count == 53)
    // A body of many rows is predicted by the pool, and lines may end as on Windows.
    let large = try fixture.body(repeats: 40).replacing("\n", with: "\r\n")
    let repeated = try await server.invoke(large)
    #expect(repeated.numbers == (0..<40).flatMap { _ in expected })
  }

  @Test func `every form of JSON gives the same`() async throws {
    let server = try fixture.server([fixture.price])
    defer { server.stop() }
    let expected = try numbers("SELECT price(\(Self.arguments)) FROM rows")
    let lines = try fixture.body("FORMAT json")
    let objects = lines.split(separator: "\n").joined(separator: ",")
    let lists = try texts(
      "SELECT to_json([age::JSON, town::JSON, since::JSON, member::JSON])::VARCHAR FROM "
        + "(SELECT to_json(age) AS age, to_json(town) AS town, to_json(since) AS since, "
        + "to_json(member) AS member FROM rows)"
    ).joined(separator: ",")
    let bodies = [
      "[\(objects)]", "{\"instances\":[\(objects)]}", "[\(lists)]",
      " { \"parameters\" : {\"a\":[1,\"]\"]} , \"instances\" : [ \(lists) ] } ",
      "{\"instances\":[\(lists.replacing("[", with: "{\"features\":[").replacing("]", with: "]}"))]}",
    ]
    let text = "{\"predictions\":["
    for body in bodies {
      let answer = try await server.invoke(body, type: "application/json")
      #expect(answer.type == "application/json" && answer.text.hasPrefix(text), "\(answer)")
      let scores = answer.text.matches(of: /\{"score":([^}]*)\}/).map { Double($0.1) }
      #expect(scores == expected)
    }
    let answer = try await server.invoke(lines, type: "application/jsonlines")
    #expect(answer.type == "application/jsonlines")
    #expect(answer.lines.map { Double($0.dropFirst(9).dropLast()) } == expected)
    let csv = try await server.invoke(lines, type: "application/jsonlines", ["Accept": "text/csv"])
    #expect(csv.type == "text/csv" && csv.numbers == expected)
  }

  @Test func `classes have labels and probabilities`() async throws {
    let server = try fixture.server([fixture.churn])
    defer { server.stop() }
    let body = try fixture.body()
    let labels = try texts("SELECT churn(\(Self.arguments)) FROM rows")
    let positive = try numbers("SELECT churn_prob(\(Self.arguments), 'yes') FROM rows")
    let quoted = labels.map { $0.contains(",") ? "\"\($0)\"" : $0 }
    #expect(Set(labels) == ["no, never", "yes"])
    #expect(try await server.invoke(body).lines == quoted)

    let attributes: KeyValuePairs = [
      "X-Amzn-SageMaker-Custom-Attributes": "predicted_label, probability"
    ]
    let both = try await server.invoke(body, attributes)
    #expect(both.lines == zip(quoted, positive).map { "\($0),\($1 ?? .nan)" })
    let asked = try await server.invoke(body, path: "/invocations?probabilities=1")
    let pairs = asked.lines.map { $0.split(separator: ",").map { Double($0) } }
    #expect(pairs.map { $0[1] } == positive)
    #expect(pairs.allSatisfy { abs(($0[0] ?? 0) + ($0[1] ?? 0) - 1) < 1e-12 })

    let json = try await server.invoke(body, ["Accept": "application/jsonlines"])
    #expect(json.lines[0] == #"{"predicted_label":"\#(labels[0])","score":\#(positive[0] ?? 0)}"#)
    let list = try await server.invoke(
      body,
      ["Accept": "application/json", "X-Amzn-SageMaker-Custom-Attributes": "labels,probabilities"]
    )
    #expect(
      list.text.hasPrefix(#"{"predictions":[{"labels":["no, never","yes"],"probabilities":["#)
    )
    // Attributes that are another program's change nothing.
    let other = try await server.invoke(body, ["X-Amzn-SageMaker-Custom-Attributes": "trace=7"])
    #expect(other.lines == quoted)
  }

  @Test func `a server has an output of its own`() async throws {
    let server = try fixture.server([fixture.churn]) { $0.output = OutputFields("probability") }
    defer { server.stop() }
    let positive = try numbers("SELECT churn_prob(\(Self.arguments), 'yes') FROM rows")
    #expect(try await server.invoke(fixture.body()).numbers == positive)
    #expect(OutputFields("probability,none") == nil && OutputFields("") == nil)
    #expect(throws: AutoMLError.self) {
      try fixture.server([fixture.price]) { $0.output = OutputFields("probability") }
    }
  }

  @Test func `of several models a request names one`() async throws {
    let server = try fixture.server([fixture.price, fixture.churn])
    defer { server.stop() }
    let body = try fixture.body()
    let target: KeyValuePairs = ["X-Amzn-SageMaker-Target-Model": "churn.automl"]
    let churn = try await server.invoke(body, target)
    #expect(churn.lines.contains("yes"))
    #expect(try await server.invoke(body, path: "/models/churn/invoke") == churn)
    #expect(
      try await server.invoke(body, path: "/models/pric%65.automl/invoke").numbers.count == 53
    )
    let unnamed = try await server.invoke(body)
    #expect(unnamed.status == 400 && unnamed.text.contains("price.automl, churn.automl"))
    #expect(try await server.invoke(body, path: "/models/none/invoke").status == 404)
    let models = try await server.send(.GET, "/models")
    #expect(models.text.hasPrefix(#"{"models":[{"modelName":"price.automl","modelUrl":"price","#))
    let model = try await server.send(.GET, "/models/churn")
    #expect(
      model.text == #"{"modelName":"churn.automl","modelUrl":"churn","inputs":["#
        + #"{"name":"age","type":"DOUBLE"},{"name":"town","type":"VARCHAR"},"#
        + #"{"name":"since","type":"DATE"},{"name":"member","type":"BOOLEAN"}],"#
        + #""labels":["no, never","yes"]}"# + "\n"
    )
  }
}
