import Foundation
import TestSupport
import Testing

/// Rules for the documents: links, files and types that they name are there.
@Suite struct DocumentTidyTests {
  /// The documents of the folders of sources: their decisions, each with its reason.
  private static func folderDocuments() throws -> [String] {
    try RepositoryPaths.files(under: "Sources", suffix: ".md")
  }

  /// Where a document is, with a slash at the end.
  private func folder(of path: String) -> String {
    path.split(separator: "/").dropLast().map { $0 + "/" }.joined()
  }

  private func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: RepositoryPaths.fullPath(path))
  }

  @Test func `links in the documents lead somewhere`() throws {
    let documents =
      try RepositoryTidyTests.topFiles.filter { $0.hasSuffix(".md") } + Self.folderDocuments()
      + RepositoryPaths.files(under: "Benchmarks", suffix: ".md")
      + RepositoryPaths.files(under: "datasets", suffix: ".md")
    for path in documents {
      for match in try RepositoryPaths.text(path).matches(of: /\]\(([^)#:]+)(#[^)]*)?\)/) {
        #expect(exists(folder(of: path) + match.1), "\(path) links to \(match.1)")
      }
    }
  }

  @Test func `files that a recipe names are there`() throws {
    for match in try RepositoryPaths.text("CONTRIBUTING.md").matches(of: /`(\w+\/[^` ]+)`/) {
      #expect(exists(String(match.1)), "CONTRIBUTING.md names \(match.1)")
    }
  }

  @Test func `the architecture links to the document of each folder`() throws {
    let architecture = try RepositoryPaths.text("ARCHITECTURE.md")
    let documents = try Self.folderDocuments()
    #expect(documents.count > 5)
    for path in documents {
      let isLinked = architecture.contains("](\(path))")
      #expect(isLinked, "ARCHITECTURE.md does not link to \(path)")
    }
  }

  @Test func `each decision has its date`() throws {
    for path in try Self.folderDocuments() {
      let text = try RepositoryPaths.text(path)
      guard let heading = text.firstRange(of: "## Decisions\n") else {
        Issue.record("\(path) has no decisions")
        continue
      }
      for decision in text[heading.lowerBound...].split(separator: "\n- ").dropFirst() {
        #expect(
          decision.hasPrefix("**") && decision.contains(/\(\d{4}-\d\d-\d\d\)\s*$/),
          "\(path): no date of \(decision.prefix(40))"
        )
      }
    }
  }

  @Test func `types that the architecture and the folders' documents name are there`() throws {
    var words: Set<String> = []
    for path in try RepositoryPaths.files(under: "Sources", suffix: ".swift") {
      words.formUnion(SwiftWords(try RepositoryPaths.text(path)).all)
    }
    var count = 0
    for path in try ["ARCHITECTURE.md"] + Self.folderDocuments() {
      for match in try RepositoryPaths.text(path).matches(of: /`([A-Z]\w+)(?!\.(?:swift|c)`)[`.(]/)
      where match.1.contains(/[a-z]/) {
        count += 1
        #expect(
          words.contains(String(match.1)) || exists("Sources/\(match.1)")
            || exists("Sources/AutoML/\(match.1)"),
          "\(path) names \(match.1)"
        )
      }
    }
    #expect(count > 80)
  }

  @Test func `files that the architecture and the folders' documents name are there`() throws {
    let files = try ["Sources", "Tests", "scripts", "datasets"].flatMap {
      try RepositoryPaths.files(under: $0)
    }
    for path in try ["ARCHITECTURE.md"] + Self.folderDocuments() {
      for match in try RepositoryPaths.text(path)
        .matches(of: /`([\w+\/.\-]+\.(?:swift|c|h|py|sh|md|slt|csv))`/)
      {
        #expect(
          files.contains { $0 == match.1 || $0.hasSuffix("/" + match.1) },
          "\(path) names \(match.1)"
        )
      }
    }
  }
}
