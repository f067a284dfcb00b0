import Foundation
import Models
import Testing

@testable import AutoMLTool

/// A database that a stranger made runs none of its SQL, and opens no file and no network, until its
/// user calls something of it.
@Suite(
  .enabled(if: TracedCalls.strace != nil, "there is no strace here: apt-get install strace")
)
struct StrangersDatabaseTests {
  private let tool: ToolProcess
  private var canary: String { tool.folder.appending(path: "canary").path }

  init() throws {
    tool = try ToolProcess()
    try tool.write("it sings", to: "canary")
    try tool.write("a,d,y\n1,2024-02-03,1\n2,2024-02-04,2\n", to: "rows.csv")
    try tool.write("a,d,y\n1,13/02/2024,1\n", to: "days.csv")
    try tool.write(#"{"a":1.5,"d":"2024-02-03","y":1}"#, to: "rows.json")
    try run(
      """
      CREATE TABLE t AS SELECT range % 37 AS a, DATE '2024-01-01' + (range % 11)::INT AS d,
        range % 37 * 2 AS y FROM range(200);
      CREATE MODEL m FROM t TARGET y FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER
      """
    )
  }

  /// The end of what the runs said, should one have ended early.
  private var outputs: String { String(((try? tool.text(of: "runs.txt")) ?? "").suffix(600)) }

  private func run(_ sql: String) throws {
    try tool.write(sql, to: "made.sql")
    let made = try tool.run(["sql", "-d", "shop.duckdb", "-f", "made.sql"])
    #expect(made.status == 0, "\(made.error)")
  }

  /// Everything that is done with a database and calls nothing of it by name.
  private static let uses = [
    ["sql", "-d", "shop.duckdb", "-c", "SHOW MODEL ALL; SHOW MODEL m"],
    ["usage", "-d", "shop.duckdb", "--json"],
    [
      "predict", "-d", "shop.duckdb", "--model", "m", "--data", "rows.csv", "--output", "out.csv",
    ],
    ["predict", "-d", "shop.duckdb", "--model", "m", "--data", "days.csv", "--output", "out.json"],
    ["predict", "-d", "shop.duckdb", "--model", "m", "--data", "rows.json", "--output", "-"],
    ["export", "-d", "shop.duckdb", "m", "--output", "m.automl"],
    [
      "sql", "-d", "shop.duckdb", "-c",
      """
      EXPLAIN CREATE MODEL n FROM t TARGET y FUNCTION g;
      CREATE MODEL n FROM t TARGET y FUNCTION g AUTO OFF MODEL_TYPE LINEAR_LEARNER;
      CREATE OR REPLACE MODEL n FROM t TARGET y FUNCTION g AUTO OFF MODEL_TYPE XGBOOST
        OBJECTIVE 'reg:squarederror' HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '2')
        SETTINGS (MAX_CELLS 100000000);
      CREATE MODEL IF CHANGED n FROM t TARGET y FUNCTION g AUTO OFF MODEL_TYPE LINEAR_LEARNER;
      SHOW MODEL n VERSIONS;
      ALTER MODEL n USE VERSION 1;
      DROP MODEL n VERSION 2;
      DROP MODEL n;
      """,
    ],
    // What is looked up for a hint.
    ["sql", "-d", "shop.duckdb", "-c", "CREATE MODEL n FROM tt TARGET y FUNCTION g"],
    ["sql", "-d", "shop.duckdb", "-c", "CREATE MODEL mai.n FROM t TARGET y FUNCTION g"],
    ["sql", "-d", "shop.duckdb", "-c", "DROP MODEL m"],
  ]

  @Test(arguments: Poison.all)
  func `what a stranger put into a database does not run`(poison: Poison) throws {
    try run(poison.sql(canary))
    let calls = try tool.traced(Self.uses)
    #expect(calls.firstNaming("/canary") == nil, "\(poison.name) ran\n\(outputs)")
  }

  /// Text in the place of a type's name, which SQL is made with.
  private static let typeNames = [
    "INTEGER, (SELECT content FROM read_text('CANARY'))",
    "VARCHAR FROM read_text('CANARY')",
    "VARCHAR); COPY (SELECT 1) TO 'CANARY'; SELECT (1",
    "DATE[(SELECT 1 FROM read_text('CANARY'))]",
    "DECIMAL((SELECT 1 FROM read_text('CANARY')), 2)",
    "ENUM((SELECT content FROM read_text('CANARY')))",
  ]

  @Test(arguments: typeNames, [false, true])
  func `the name of a type in a model is no SQL`(typeName: String, isTarget: Bool) throws {
    let poison = typeName.replacing("CANARY", with: canary)
    let exported = try tool.run(["export", "-d", "shop.duckdb", "m", "--output", "m.automl"])
    #expect(exported.status == 0, "\(exported.error)")
    let file = tool.folder.appending(path: "m.automl")
    let model = try ModelArchive.model(from: [UInt8](Data(contentsOf: file)))
    let archive = ModelArchive.bytes(
      of: isTarget ? model.with(target: poison) : model.with(input: poison)
    )
    try Data(archive).write(to: file)
    try run(
      "UPDATE automl.models SET archive = unhex('\(archive.map { hex($0) }.joined())'), "
        + "archive_checksum = '\(ModelArchive.checksumText(archive))', "
        + (isTarget
          ? "return_type = \(literal(poison))"
          : "argument_types = list_concat([\(literal(poison))], argument_types[2:])")
    )
    let calls = try tool.traced(
      [["predict", "--model", "m.automl", "--data", "rows.csv", "--output", "file.csv"]] + Self.uses
    )
    #expect(calls.firstNaming("/canary") == nil, "\(typeName) ran\n\(outputs)")
  }

  private func literal(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

  private func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

  @Test func `a database opens no file beside it, and no network`() throws {
    let calls = try tool.traced(Self.uses)
    #expect(calls.sockets == [])
    let folder = tool.folder.path + "/"
    let own = Set(
      calls.openedPaths.compactMap { path -> String? in
        if path.hasPrefix(folder) { return String(path.dropFirst(folder.count)) }
        return path.hasPrefix("/") ? nil : path
      }
    )
    let named: Set = [
      "runs.sh", "runs.txt", "shop.duckdb", "shop.duckdb.wal", "rows.csv", "days.csv",
      "rows.json", "m.automl",
    ]
    let others = own.subtracting(named).filter {
      // What is written is written in a folder beside it, which is renamed out of and removed.
      !$0.hasPrefix("out.csv") && !$0.hasPrefix("m.automl") && !$0.hasPrefix("./.automl-")
        && $0 != "."
    }
    #expect(others == [])
    let places = ["/proc/", "/sys/", "/dev/", "/etc/", "/lib", "/usr/", "/opt/", folder]
    let home = ToolProcess.executable.deletingLastPathComponent().resolvingSymlinksInPath().path
    let elsewhere = calls.openedPaths.filter { path in
      path.hasPrefix("/") && !path.hasPrefix(home) && !path.contains("/.deps/lib/")
        && !places.contains { path.hasPrefix($0) }
    }
    #expect(elsewhere == [])
    #expect(calls.openedPaths.contains { $0.hasSuffix("shop.duckdb") }, "nothing was traced")
  }
}

extension Model {
  fileprivate func with(target typeName: String) -> Model {
    Model(
      encoding: encoding,
      predicted: PredictedColumn(
        name: predicted.name,
        typeName: typeName,
        values: predicted.values
      ),
      learner: learner,
      summary: summary
    )
  }

  /// The model with another name for the types of its inputs that are no numbers.
  fileprivate func with(input typeName: String) -> Model {
    let inputs = encoding.inputs.map { input in
      InputColumn(
        name: input.name,
        kind: input.kind,
        typeName: input.kind == .number ? input.typeName : typeName,
        levels: input.levels,
        isUsed: input.isUsed
      )
    }
    return Model(
      encoding: FeatureEncoding(inputs: inputs),
      predicted: predicted,
      learner: learner,
      summary: summary
    )
  }
}
