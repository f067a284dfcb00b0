import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import AutoMLTool

/// `serve-model`, from its start to SIGTERM, and the archive that SageMaker unpacks for it.
@Suite struct ServeModelCommandTests {
  private let tool: ToolProcess

  init() throws {
    tool = try ToolProcess()
    let made = try tool.run([
      "sql", "-d", "shop.duckdb", "-c",
      """
      CREATE TABLE t AS SELECT range % 60 AS age, range % 60 * 3 AS price FROM range(300);
      CREATE MODEL price FROM (SELECT age, price FROM t) TARGET price FUNCTION price
        AUTO OFF MODEL_TYPE LINEAR_LEARNER;
      CREATE MODEL far FUNCTION far (int) RETURNS double SAGEMAKER 'near';
      """,
    ])
    #expect(made.status == 0, "\(made.error)")
  }

  /// Starts a server, and waits until it says where it listens.
  private func start(_ arguments: [String]) throws -> (process: Process, address: String) {
    let process = try tool.start(["serve-model", "--port", "0"] + arguments)
    let deadline = ContinuousClock.now + .seconds(60)
    while process.isRunning, ContinuousClock.now < deadline {
      if let match = try tool.text(of: ".error").firstMatch(of: /(http:\S+:\d+)\n/) {
        return (process, String(match.1))
      }
      usleep(5_000)
    }
    Issue.record("no server: \(try tool.text(of: ".error"))")
    return (process, "")
  }

  private func invoke(_ address: String, _ body: String) async throws -> String {
    var request = HTTPClientRequest(url: address + "/invocations")
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "text/csv")
    request.body = .bytes(ByteBuffer(string: body))
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
    return String(buffer: try await response.body.collect(upTo: 1 << 20))
  }

  private func number(_ text: String) -> Double {
    text.split(separator: "\n").last.flatMap { Double($0) } ?? .nan
  }

  @Test func `a model of a database, a file and SageMaker's archive answer alike`() async throws {
    for output in ["m.automl", "model.tar.gz"] {
      let exported = try tool.run(["export", "price", "-d", "shop.duckdb", "--output", output])
      #expect(exported.status == 0, "\(exported.error)")
    }
    let unpacked = try tool.runShell("mkdir opt && tar -xzf model.tar.gz -C opt && ls opt")
    #expect(unpacked.output == "model.automl\n", "\(unpacked.error)")
    let expected = try tool.run(
      ["sql", "-d", "shop.duckdb", "--format", "csv", "-c", "SELECT price(40) AS price"])
    for source in [["price", "-d", "shop.duckdb"], ["m.automl"], ["model.tar.gz"], ["opt"]] {
      let (process, address) = try start(source)
      let answer = try await invoke(address, "40\n")
      #expect(abs(number(answer) - number(expected.output)) < 1e-9, "\(answer)")
      kill(process.processIdentifier, SIGTERM)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
  }

  @Test func `a remote function gets from the server what the model's own function gives`() throws {
    let (process, address) = try start(["price", "-d", "shop.duckdb"])
    defer {
      kill(process.processIdentifier, SIGTERM)
      process.waitUntilExit()
    }
    try tool.write(
      """
      SET automl.endpoints = 'near=\(address)';
      SELECT count(*) AS n, max(abs(far(age) - price(age))) < 1e-9 AS same FROM t;
      """,
      to: "script.sql"
    )
    let outcome = try tool.runAside(
      ["sql", "-d", "shop.duckdb", "--format", "csv", "-f", "script.sql"])
    #expect(outcome.output == "n,same\n300,true\n", "\(outcome.error)")
  }

  @Test func `Ctrl-C ends it as interrupted, and its log has no rows`() async throws {
    let (process, address) = try start(["price", "-d", "shop.duckdb", "--verbose"])
    _ = try await invoke(address, "41\n42\n")
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let lines = try tool.text(of: ".error").split(separator: "\n")
    #expect(lines[0] == "Serving price on \(address)")
    #expect(lines[1].hasPrefix("POST /invocations 200, 2 rows, "))
    #expect(lines[2] == "Stopping: what was asked is answered first")
  }

  @Test(arguments: [
    (["serve-model", "none.automl"], 1, "\"none.automl\" cannot be read"),
    (["serve-model", "price"], 2, "a model's name needs '--database'"),
    (["serve-model", "none", "-d", "shop.duckdb"], 1, "model \"none\" does not exist"),
    (["serve-model", "far", "-d", "shop.duckdb"], 1, "model \"far\" is behind an endpoint"),
    (["serve-model", "."], 1, "has no model file"),
    (["serve-model", "price", "price", "-d", "shop.duckdb"], 1, "are both called \"price\""),
    (["serve-model", "price", "-d", "shop.duckdb", "--output", "x"], 2, "--output"),
    (
      ["serve-model", "price", "-d", "shop.duckdb", "--output", "probability"], 1,
      "predicts numbers: it has no probability"
    ), (["serve-model", "x", "--port", "70000"], 2, "between 0 and 65535"),
    (["serve-model", "price", "-d", "shop.duckdb", "--host", "256.1.1.1"], 1, "256.1.1.1"),
  ])
  func `what cannot be served is told`(arguments: [String], status: Int32, words: String) throws {
    let outcome = try tool.run(arguments)
    #expect(outcome.status == status && outcome.error.contains(words), "\(outcome)")
  }
}
