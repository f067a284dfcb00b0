import AutoML
import Foundation
import Testing

@testable import AutoMLTool

/// Files that are written beside their place and renamed.
@Suite struct FileReplacementTests {
  private let tool: ToolProcess

  init() throws { tool = try ToolProcess() }

  private func path(_ name: String) -> String { tool.folder.appending(path: name).path }

  private func mode(_ name: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path(name))
    return try #require(attributes[.posixPermissions] as? Int)
  }

  private func setMode(_ name: String, _ mode: Int) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
  }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: path(name),
      withDestinationPath: target
    )
  }

  private func put(_ text: String, at name: String) throws {
    try FileReplacement.write(path(name), bytes: Array(text.utf8))
  }

  @Test func `a file that is there keeps its mode, and a new one has that of new files`() throws {
    try tool.write("plain", to: "plain")
    try tool.write("old", to: "old")
    try setMode("old", 0o640)
    try put("new", at: "old")
    try put("new", at: "fresh")
    #expect(try tool.text(of: "old") == "new")
    #expect(try mode("old") == 0o640)
    #expect(try mode("fresh") == mode("plain"))
    #expect(try tool.fileNames.sorted() == ["fresh", "old", "plain"])
  }

  @Test func `links that stand where something was written before are not followed`() throws {
    try tool.write("mine", to: "victim")
    for name in ["out.part", "out.partial", "out.tmp"] {
      try link(name, to: "victim")
    }
    try put("new", at: "out")
    #expect(try tool.text(of: "victim") == "mine")
    #expect(try tool.text(of: "out") == "new")
  }

  @Test func `a link stays, and what it leads to is replaced`() throws {
    try FileManager.default.createDirectory(
      atPath: path("folder"),
      withIntermediateDirectories: false
    )
    try tool.write("old", to: "folder/file")
    try link("link", to: "folder/file")
    try link("chain", to: "link")
    try link("dangling", to: "folder/none")
    try put("new", at: "chain")
    try put("made", at: "dangling")
    #expect(try tool.text(of: "folder/file") == "new")
    #expect(try tool.text(of: "folder/none") == "made")
    let manager = FileManager.default
    #expect(try manager.destinationOfSymbolicLink(atPath: path("link")) == "folder/file")
    #expect(try manager.destinationOfSymbolicLink(atPath: path("chain")) == "link")

    try link("circle", to: "circle")
    let error = #expect(throws: AutoMLError.self) { try put("new", at: "circle") }
    #expect(error?.message.hasPrefix("cannot write ") == true)
  }

  @Test func `a folder is refused before any work`() throws {
    #expect(try tool.runShell("mkdir folder").status == 0)
    let outcome = try tool.run([
      "train", "--query", "nonsense", "--target", "y", "--output", "folder",
    ])
    #expect(outcome.status == 1)
    #expect(outcome.error == "ERROR 58030: cannot write \"folder\": Is a directory\n")
  }

  @Test func `a failure leaves what was there, and nothing else`() throws {
    struct Failure: Error {}
    try tool.write("old", to: "out")
    #expect(throws: Failure.self) {
      try FileReplacement.write(path("out")) { partial in
        try "half".write(toFile: partial, atomically: false, encoding: .utf8)
        throw Failure()
      }
    }
    #expect(try tool.text(of: "out") == "old")
    #expect(try tool.fileNames == ["out"])
  }

  @Test func `two writers of one file do not disturb each other`() throws {
    try FileReplacement.write(path("out")) { partial in
      try "first".write(toFile: partial, atomically: false, encoding: .utf8)
      try put("second", at: "out")
      #expect(try tool.text(of: "out") == "second")
    }
    #expect(try tool.text(of: "out") == "first")
    #expect(try tool.fileNames == ["out"])
  }

  @Test func `what a killed process left is removed, and nothing that may be another's`() throws {
    let names = [".automl-abc123.tmp", ".automl-other.tmp", ".automl-ABC123.tmp", "automl-a.tmp"]
    for name in names {
      try FileManager.default.createDirectory(
        atPath: path(name),
        withIntermediateDirectories: false,
        attributes: [.posixPermissions: 0o700]
      )
      try tool.write("half", to: "\(name)/out")
    }
    // Open to others: not made here.
    try FileManager.default.createDirectory(
      atPath: path(".automl-abc456.tmp"),
      withIntermediateDirectories: false
    )
    try setMode(".automl-abc456.tmp", 0o755)
    try put("new", at: "out")
    #expect(
      try Set(tool.fileNames) == Set(names.dropFirst() + [".automl-abc456.tmp", "out"])
    )
  }

  @Test func `a pipe is written to, and not replaced`() throws {
    #expect(try tool.runShell("mkfifo pipe").status == 0)
    let read = try tool.runShell(
      "cat pipe > copy & '\(ToolProcess.executable.path)' train --query "
        + "'SELECT range AS a, range * 2 AS y FROM range(40)' --target y --auto off --model-type "
        + "linear_learner --output pipe && wait && ls copy pipe"
    )
    #expect(read.status == 0, "\(read.error)")
    #expect(try tool.text(atLeast: 8, of: "copy"))
    #expect(try tool.fileNames.sorted() == ["copy", "pipe"])
  }

  @Test func `predictions keep the mode of a file and follow no planted link`() throws {
    let made = try tool.run([
      "train", "--query", "SELECT range AS a, range * 2 AS y FROM range(40)", "--target", "y",
      "--auto", "off", "--model-type", "linear_learner", "--output", "m.automl",
    ])
    #expect(made.status == 0, "\(made.error)")
    try tool.write("a\n1\n", to: "rows.csv")
    for name in ["out.csv", "out.parquet", "out.json"] {
      try tool.write("old", to: name)
      try setMode(name, 0o604)
      try tool.write("mine", to: "victim")
      try link("\(name).partial", to: "victim")
      let run = try tool.run([
        "predict", "--model", "m.automl", "--data", "rows.csv", "--output", name,
      ])
      #expect(run.status == 0, "\(run.error)")
      #expect(try tool.text(of: "victim") == "mine")
      #expect(try mode(name) == 0o604)
      try FileManager.default.removeItem(atPath: path("\(name).partial"))
    }
    #expect(try tool.text(of: "out.csv").hasPrefix("a,prediction\n1,"))
    #expect(try tool.fileNames.allSatisfy { !$0.hasPrefix(".automl-") })
  }

  @Test func `a failed prediction names the file that was asked for`() throws {
    let made = try tool.run([
      "train", "--query", "SELECT range AS a, range * 2 AS y FROM range(40)", "--target", "y",
      "--auto", "off", "--model-type", "linear_learner", "--output", "m.automl",
    ])
    #expect(made.status == 0, "\(made.error)")
    let data = "COPY (SELECT range AS a FROM range(20000)) TO 'rows.csv'"
    #expect(try tool.run(["sql", "-c", data]).status == 0)
    let cut = try tool.runShell(
      "ulimit -f 4; exec '\(ToolProcess.executable.path)' predict --model m.automl "
        + "--data rows.csv --output out.csv"
    )
    #expect(cut.status == 1)
    #expect(cut.error.contains("\"out.csv\""))
    #expect(!cut.error.contains(".automl-"))
  }
}

extension ToolProcess {
  /// Whether a file has so many bytes.
  fileprivate func text(atLeast count: Int, of name: String) throws -> Bool {
    try Data(contentsOf: folder.appending(path: name)).count >= count
  }
}
