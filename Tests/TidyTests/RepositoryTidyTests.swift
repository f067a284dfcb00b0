import Foundation
import TestSupport
import Testing

/// Rules for the repository beside its sources.
@Suite struct RepositoryTidyTests {
  private static let folders = ["Sources", "Tests", "Benchmarks", "datasets", "scripts"]
  static let topFiles = [
    "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile", "Package.swift",
  ]

  @Test func `file names have no spaces`() throws {
    for folder in Self.folders {
      for path in try RepositoryPaths.files(under: folder) {
        #expect(!path.contains(" "), "\(path) has a space")
      }
    }
  }

  @Test func `no text names a place on one machine`() throws {
    let places = TidyRules.machinePaths + [RepositoryPaths.root + "/"]
    let texts = [".c", ".h", ".json", ".md", ".py", ".sh", ".slt", ".sql", ".swift", ".txt"]
    let paths = try Self.folders.flatMap { try RepositoryPaths.files(under: $0) }
      .filter { path in texts.contains { path.hasSuffix($0) } }
    for path in paths + Self.topFiles {
      let text = try RepositoryPaths.text(path)
      for place in places {
        #expect(!text.contains(place), "\(path) names \(place)")
      }
    }
  }

  @Test func `the architecture tells of every target`() throws {
    let text = try RepositoryPaths.text("ARCHITECTURE.md")
    let folders = Set(
      try RepositoryPaths.files(under: "Sources").map { $0.split(separator: "/")[1] }
    )
    for folder in folders.sorted() {
      #expect(text.contains("`\(folder)`"), "ARCHITECTURE.md does not name `\(folder)`")
      #expect(TidyRules.imports[String(folder)] != nil, "\(folder) is not in the table of imports")
    }
  }

  @Test func `folders that the architecture names are there`() throws {
    var count = 0
    for match in try RepositoryPaths.text("ARCHITECTURE.md").matches(of: /\b(\w+)\/(\w[\w.]*\w)/)
    where TidyRules.imports[String(match.1)] != nil {
      count += 1
      let path = RepositoryPaths.fullPath("Sources/\(match.0)")
      #expect(FileManager.default.fileExists(atPath: path), "ARCHITECTURE.md names \(match.0)")
    }
    #expect(count > 5)
  }

  @Test func `each data set is a file and a card with its checksum`() throws {
    let paths = try RepositoryPaths.files(under: "datasets").filter {
      $0.split(separator: "/").count == 3
    }
    let index = try RepositoryPaths.text("datasets/README.md")
    let sets = Set(paths.map { String($0.split(separator: "/")[1]) }).sorted()
    #expect(sets.count >= 8)
    for name in sets {
      let files = paths.filter { $0.hasPrefix("datasets/\(name)/") && !$0.hasSuffix(".md") }
      #expect(files.count == 1, "datasets/\(name) has \(files)")
      let card = try RepositoryPaths.text("datasets/\(name)/README.md")
      for file in files {
        #expect(card.contains(try checksum(of: file)), "the card of \(file) has another checksum")
      }
      for row in ["File", "Task", "Target", "Leave out", "Missing", "Origin", "Licence"] {
        #expect(card.contains("\n| \(row) | "), "the card of \(name) has no row \(row)")
      }
      #expect(index.contains("(\(name)/README.md)"), "datasets/README.md does not list \(name)")
    }
  }

  /// The SHA-256 of a file, by the system's own command.
  private func checksum(of path: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["sha256sum", RepositoryPaths.fullPath(path)]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(String(decoding: data, as: UTF8.self).prefix(64))
  }
}
