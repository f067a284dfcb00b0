import Foundation
import TestSupport
import Testing

@testable import AutoMLTool

/// README's examples do what they say, as they are printed.
@Suite struct ReadmeTests {
  /// Blocks that are not run, by language and first line, each with the reason.
  private static let exceptions = [
    ("swift", "import AutoML", "built as a program of its own, by another test"),
    (
      "sh",
      "make demo     # installs what is missing, builds, trains a churn model from SQL and queries it",
      "installs and builds"
    ),
    (
      "sql",
      "SET automl.endpoints = 'churn=http://127.0.0.1:8080';      -- without it: SageMaker, in AWS_REGION, "
        + "with the AWS command line's credentials",
      "calls an endpoint"
    ),
    (
      "sh",
      "automl serve-model churn.automl                     # or names of models and -d shop.duckdb; "
        + "several are found by their names",
      "serves until it is stopped"
    ),
  ]

  private let tool: ToolProcess

  init() throws {
    tool = try ToolProcess()
    try FileManager.default.createSymbolicLink(
      at: tool.folder.appendingPathComponent("datasets"),
      withDestinationURL: URL(filePath: RepositoryPaths.fullPath("datasets"))
    )
  }

  /// The user's own files that examples read.
  private func makeFiles() throws {
    // Whether one of two numbers is large: trees learn that, and linear models do not.
    let data = """
      FROM (SELECT range AS customer_id, hash(range) % 100 AS tenure, hash(range + 7) % 90 AS charges,
        CASE WHEN (tenure > 50) <> (charges > 40) THEN 'Yes' ELSE 'No' END AS churn FROM range(2000))
      """
    let outcome = try tool.run([
      "sql", "-d", "shop.duckdb", "-c",
      """
      COPY (\(data)) TO 'churn.csv'; COPY (\(data) LIMIT 50) TO 'new.parquet';
      COPY (\(data) LIMIT 500) TO 'holdout.csv';
      CREATE TABLE customers AS \(data) LIMIT 500;
      CREATE MODEL churn FROM (SELECT tenure, charges, churn FROM customers) TARGET churn
      AUTO OFF MODEL_TYPE XGBOOST;
      """,
    ])
    try #require(outcome.status == 0, "\(outcome.error)")
  }

  private func run(_ block: ReadmeBlock) throws -> ToolProcess.Outcome {
    if block.language == "sql" {
      return try tool.run(["sql"], input: block.lines.joined(separator: "\n"))
    }
    let folder = ToolProcess.executable.deletingLastPathComponent().path
    return try tool.runShell("set -e\nPATH='\(folder)':$PATH\n\(block.shellScript)")
  }

  @Test func `the examples of README run, and print what it shows`() throws {
    try makeFiles()
    var unused = Self.exceptions.map(\.1)
    var runCount = 0
    for block in ReadmeBlock.all(in: try RepositoryPaths.text("README.md")) {
      if let index = unused.firstIndex(of: block.firstLine) {
        unused.remove(at: index)
        continue
      }
      guard ["sh", "sql"].contains(block.language) else {
        Issue.record("a block of README is in \"\(block.language)\": \(block.firstLine)")
        continue
      }
      runCount += 1
      let outcome = try run(block)
      #expect(outcome.status == 0, "\(block.firstLine): \(outcome.error)")
      if let shown = block.output {
        #expect(
          ReadmeBlock.masked(outcome.output) == ReadmeBlock.masked(shown),
          "\(block.firstLine)"
        )
      }
    }
    #expect(runCount >= 2)
    #expect(unused == [], "exceptions that nothing needs any more")
  }

  @Test func `blocks are told apart, and have what they print`() {
    let blocks = ReadmeBlock.all(
      in: """
        # Title

        ```sql
        SELECT 1;
        ```

        ```text
         1
        ```

        Words.

            automl show        automl usage  # both
            automl train

        ```text
        shown
        ```
        Words.
        ```text
        no output
        ```
        """
    )
    #expect(blocks.map(\.language) == ["sql", "sh", "text"])
    #expect(blocks.map(\.output) == [" 1\n", "shown\n", nil])
    #expect(blocks[1].shellScript == "automl show\nautoml usage  # both\nautoml train\n")
  }

  @Test func `what differs from run to run is masked`() {
    #expect(
      ReadmeBlock.masked("m: 0.98 s, 12.3 MB of 1,024 B, at 0:12, automl 0.1.0, 5,631 rows")
        == "m: <time>, <bytes> of <bytes>, at <time>, automl <version>, 5,631 rows"
    )
  }
}
