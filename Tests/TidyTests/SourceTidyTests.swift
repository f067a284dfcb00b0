import TestSupport
import Testing

/// Rules that no linter checks; `TidyRules` has the limits and the exceptions.
@Suite struct SourceTidyTests {
  /// Read once for all tests.
  private static let files = Result {
    (sources: try SourceFile.all(under: "Sources"), tests: try SourceFile.all(under: "Tests"))
  }

  private let sources: [SourceFile]
  private let tests: [SourceFile]
  /// Sources, tests and everything else in Swift.
  private let all: [SourceFile]

  init() throws {
    (sources, tests) = try Self.files.get()
    all =
      try sources + tests + SourceFile.all(under: "Benchmarks") + [SourceFile("Package.swift")]
  }

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
    var unused = Set(TidyRules.longFunctions.keys)
    for file in sources {
      for function in file.functions where function.count > TidyRules.functionLineLimit {
        let name = "\(file.path): \(function.name)"
        unused.remove(name)
        guard TidyRules.longFunctions[name] == nil else { continue }
        Issue.record("\(file.path):\(function.line): \(function.name) has \(function.count) lines")
      }
    }
    expectNone(unused)
  }

  /// Records an issue for each exception that nothing needs.
  private func expectNone(_ unused: Set<String>) {
    for exception in unused.sorted() { Issue.record("\(exception) is no exception any more") }
  }

  @Test func `lines are short`() {
    for file in all {
      let lines = file.lines(longerThan: TidyRules.columnLimit)
      guard !lines.isEmpty else { continue }
      Issue.record("\(file.path) has lines of more than \(TidyRules.columnLimit) columns: \(lines)")
    }
  }

  @Test func `a doc comment states the thing itself`() {
    for file in all {
      for opening in file.commentOpenings {
        let word = opening.text.prefix { $0.isLetter }
        guard TidyRules.refusedCommentOpenings.contains(word) else { continue }
        Issue.record("\(file.path):\(opening.line): begins with \(word)")
      }
    }
  }

  private func isUnsafe(_ line: String) -> Bool {
    line.contains("unsafe") && line.contains(/\bunsafe\b/)
  }

  @Test func `unsafe code is where it may be`() {
    var unused = Set(TidyRules.unsafePaths)
    for file in sources where file.code.contains(where: isUnsafe) {
      let allowed = TidyRules.unsafePaths.first { path in
        path.hasSuffix("/") ? file.path.hasPrefix(path) : file.path == path
      }
      #expect(allowed != nil, "\(file.path) uses unsafe code")
      if let allowed { unused.remove(allowed) }
    }
    expectNone(unused)
  }

  @Test(arguments: [
    ("@unchecked Sendable", TidyRules.uncheckedSendableCount),
    ("nonisolated(unsafe)", TidyRules.nonisolatedUnsafeCount),
  ])
  func `a check that is switched off has its reason on the line, and is rare`(
    word: String,
    count: Int
  ) {
    var places: [String] = []
    for file in sources {
      for (index, line) in file.lines.enumerated() where file.code[index].contains(word) {
        places.append("\(file.path):\(index + 1)")
        #expect(line.contains("  // "), "\(file.path):\(index + 1): \(word) without a reason")
      }
    }
    #expect(places.count == count, "\(word) in \(places)")
  }

  @Test func `a target imports what it may`() {
    let own = Set(TidyRules.imports.keys).union(["ArgumentParser"])
    var unused = TidyRules.imports
    for file in sources {
      guard let allowed = TidyRules.imports[file.target] else {
        Issue.record("\(file.target) is not in the table of imports")
        continue
      }
      for module in file.imports where own.contains(module) {
        #expect(allowed.contains(module), "\(file.path) imports \(module)")
        unused[file.target]?.remove(module)
      }
    }
    for (target, modules) in unused {
      #expect(modules.isEmpty, "\(target) does not import \(modules) any more")
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

  @Test func `nothing prints but through a descriptor`() {
    for file in sources {
      let prints = file.code.contains {
        ($0.contains("rint(") || $0.contains("dump(")) && !$0.contains("func print(")
          && $0.contains(/(^|[^.\w])(debugPrint|print|dump)\(/)
      }
      #expect(!prints, "\(file.path) prints")
    }
  }

  @Test func `only the library's targets are public`() {
    var unused = TidyRules.publicTargets
    for file in sources {
      let isPublic = file.code.contains {
        $0.contains("public ") && $0.contains(/^\s*public (?!import)/)
      }
      guard isPublic, unused.remove(file.target) == nil else { continue }
      #expect(
        TidyRules.publicTargets.contains(file.target),
        "\(file.path) declares something public"
      )
    }
    expectNone(unused)
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
