import TestSupport
import Testing

@testable import ModelSQL

@Suite struct MutationTests {
  private let statements: [[UInt8]]

  init() throws { statements = try SyntaxScripts.validStatements().map { Array($0.utf8) } }

  /// Parses a script and renders what comes of it; whatever parses must survive printing.
  private func check(_ bytes: [UInt8], _ note: Comment) {
    let text = String(decoding: bytes, as: UTF8.self)
    _ = Script.isComplete(text)
    var script = Script(text)
    var isAtEnd = false
    while !isAtEnd {
      do throws(SyntaxError) {
        guard let read = try script.next() else {
          isAtEnd = true
          continue
        }
        if case .engine = read.statement { continue }
        let printed = try? Parser.parse(read.statement.sql)
        #expect(printed == read.statement, note)
      } catch {
        #expect(error.range.upperBound <= error.text.utf8.count, note)
        #expect(error.description.contains("^"), note)
      }
    }
  }

  @Test func `every beginning of a statement parses or is refused`() {
    for (number, statement) in statements.enumerated() {
      for count in statement.indices {
        check(Array(statement[..<count]), "statement \(number), first \(count) bytes")
      }
    }
  }

  @Test func `statements with bytes changed parse or are refused`() {
    let bytes = Array("'\"$-/*;(){}:,. \n\\0aE_\u{e9}\u{0}".utf8) + [0xFF]
    for seed in 0..<3000 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      var statement = statements.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...4, using: &random) where !statement.isEmpty {
        let index = statement.indices.randomElement(using: &random) ?? 0
        let byte = bytes.randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<3, using: &random) {
        case 0: statement[index] = byte
        case 1: statement.insert(byte, at: index)
        default: statement.remove(at: index)
        }
      }
      check(statement, "seed \(seed)")
    }
  }

  @Test func `statements with words moved parse or are refused`() {
    for seed in 0..<3000 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      var words = (statements.randomElement(using: &random) ?? []).split(
        separator: UInt8(ascii: " ")
      )
      let others = (statements.randomElement(using: &random) ?? []).split(
        separator: UInt8(ascii: " ")
      )
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = words.indices.randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<4, using: &random) {
        case 0: words.insert(others.randomElement(using: &random) ?? [], at: index)
        case 1: words.swapAt(index, words.indices.randomElement(using: &random) ?? 0)
        case 2: words.insert(words[index], at: index)
        default: if words.count > 1 { words.remove(at: index) }
        }
      }
      check(Array(words.joined(separator: [UInt8(ascii: " ")])), "seed \(seed)")
    }
  }
}
