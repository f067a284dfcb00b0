import TestSupport
import Testing

/// What no linter checks; `TidyRules` has the limits and the exceptions.
@Suite struct SourceTidyTests {
  /// Read once for all tests.
  private static let files = Result {
    (sources: try SourceFile.all(under: "Sources"), tests: try SourceFile.all(under: "Tests"))
  }

  private let sources: [SourceFile]
  private let tests: [SourceFile]

  init() throws { (sources, tests) = try Self.files.get() }

  @Test func `files are short`() {
    for file in sources + tests where file.lines.count - 1 > TidyRules.fileLineLimit {
      #expect(
        TidyRules.longFiles[file.path] != nil,
        "\(file.path) has \(file.lines.count - 1) lines of \(TidyRules.fileLineLimit)"
      )
    }
    for path in TidyRules.longFiles.keys.sorted() {
      let isLong = (sources + tests).contains {
        $0.path == path && $0.lines.count - 1 > TidyRules.fileLineLimit
      }
      #expect(isLong, "\(path) is no exception any more")
    }
  }

  @Test func `functions are short`() {
    for file in sources {
      for function in file.functions where function.count > TidyRules.functionLineLimit {
        guard TidyRules.longFunctions["\(file.path): \(function.name)"] == nil else { continue }
        Issue.record("\(file.path):\(function.line): \(function.name) has \(function.count) lines")
      }
    }
  }

  private func isUnsafe(_ line: String) -> Bool {
    line.contains("unsafe") && line.contains(/\bunsafe\b/)
  }

  @Test func `unsafe code is where it may be`() {
    for file in sources where file.code.contains(where: isUnsafe) {
      let isAllowed = TidyRules.unsafePaths.contains { path in
        path.hasSuffix("/") ? file.path.hasPrefix(path) : file.path == path
      }
      #expect(isAllowed, "\(file.path) uses unsafe code")
    }
  }

  @Test(arguments: [
    ("@unchecked Sendable", TidyRules.uncheckedSendableLimit),
    ("nonisolated(unsafe)", TidyRules.nonisolatedUnsafeLimit),
  ])
  func `a check that is switched off has its reason on the line, and is rare`(
    word: String,
    limit: Int
  ) {
    var places: [String] = []
    for file in sources {
      for (index, line) in file.lines.enumerated() where file.code[index].contains(word) {
        places.append("\(file.path):\(index + 1)")
        #expect(line.contains("  // "), "\(file.path):\(index + 1): \(word) without a reason")
      }
    }
    #expect(places.count <= limit, "\(word) in \(places)")
  }

  @Test func `a target imports what it may`() {
    let own = Set(TidyRules.imports.keys).union(["ArgumentParser"])
    for file in sources {
      guard let allowed = TidyRules.imports[file.target] else {
        Issue.record("\(file.target) is not in the table of imports")
        continue
      }
      for module in file.imports where own.contains(module) {
        #expect(allowed.contains(module), "\(file.path) imports \(module)")
      }
    }
  }

  @Test(arguments: TidyRules.foldersWithoutEngine)
  func `the inner folders of AutoML know no engine`(folder: String) {
    let files = sources.filter { $0.path.hasPrefix("Sources/AutoML/\(folder)/") }
    #expect(!files.isEmpty, "AutoML has no folder \(folder)")
    for file in files {
      #expect(!file.imports.contains("DuckDB"), "\(file.path) imports DuckDB")
    }
  }

  @Test func `no source says what none may`() {
    for file in sources {
      for (text, reason) in TidyRules.forbidden {
        for (index, line) in file.lines.enumerated() where line.contains(text) {
          Issue.record("\(file.path):\(index + 1): \(text): \(reason)")
        }
      }
    }
  }

  @Test func `learning chooses by the seeded generator alone`() {
    for file in sources where TidyRules.reproducibleTargets.contains(file.target) {
      for (index, line) in file.code.enumerated() {
        for text in TidyRules.irreproducible where line.contains(text) {
          Issue.record("\(file.path):\(index + 1): \(text): SeededGenerator has it")
        }
      }
    }
  }

  @Test func `only the command line prints`() {
    for file in sources where !TidyRules.printingTargets.contains(file.target) {
      let prints = file.code.contains {
        ($0.contains("rint(") || $0.contains("dump("))
          && $0.contains(/(^|[^.\w])(debugPrint|print|dump)\(/)
      }
      #expect(!prints, "\(file.path) prints")
    }
  }

  @Test func `only the library's targets are public`() {
    for file in sources where !TidyRules.publicTargets.contains(file.target) {
      let isPublic = file.code.contains {
        $0.contains("public ") && $0.contains(/^\s*public (?!import)/)
      }
      #expect(!isPublic, "\(file.path) declares something public")
    }
  }

  @Test func `a file starts with its imports and then its type's comment`() {
    for file in sources {
      let first = file.lines.first { line in
        !line.isEmpty && !line.hasPrefix("#") && !line.contains(#/^\s*(@\w+ )?(\w+ )?import /#)
      }
      // Type+Concern.swift may begin with the extension itself.
      let isExtension =
        file.name.contains("+") && first?.contains(/^(extension |\/\/ )/) == true
      #expect(
        first?.hasPrefix("///") == true || isExtension,
        "\(file.path) starts with: \(first ?? "nothing")"
      )
    }
  }
}
