import Foundation

/// A block of examples of a document: fenced, or indented by four blanks.
struct ReadmeBlock: Equatable {
  /// The word behind the fence; `sh` for an indented block.
  let language: String
  /// The lines, without fence and indentation.
  let lines: [String]
  /// The text of the fenced block `text` right behind this one: what it prints.
  var output: String?

  /// The first line, by which exceptions name the block.
  var firstLine: String { lines.first ?? "" }

  /// The blocks of a document, in order.
  static func all(in document: String) -> [ReadmeBlock] {
    var blocks: [ReadmeBlock] = []
    var rest = document.split(separator: "\n", omittingEmptySubsequences: false)[...]
    var isBehindBlock = false
    while let line = rest.popFirst() {
      if line.hasPrefix("```") {
        let lines = rest.prefix { !$0.hasPrefix("```") }.map(String.init)
        rest = rest.dropFirst(lines.count + 1)
        let language = String(line.dropFirst(3))
        if language == "text", isBehindBlock, let last = blocks.indices.last {
          blocks[last].output = lines.map { $0 + "\n" }.joined()
        } else {
          blocks.append(ReadmeBlock(language: language, lines: lines))
        }
        isBehindBlock = language != "text"
      } else if line.hasPrefix("    ") {
        rest = [line] + rest
        let lines = rest.prefix { $0.hasPrefix("    ") }.map { String($0.dropFirst(4)) }
        rest = rest.dropFirst(lines.count)
        blocks.append(ReadmeBlock(language: "sh", lines: lines))
        isBehindBlock = true
      } else if !line.isEmpty {
        isBehindBlock = false
      }
    }
    return blocks
  }

  /// A line for the shell: where commands stand side by side, one after the other.
  var shellScript: String {
    lines.map { $0.replacing(#/ {4,}(?=automl )/#, with: "\n") }.joined(separator: "\n") + "\n"
  }

  /// A text with times, sizes and versions masked, which differ from run to run.
  static func masked(_ text: String) -> String {
    text.replacing(#/\d+(\.\d+)? (ms|s)\b/#, with: "<time>")
      .replacing(#/\b\d+:\d\d\b/#, with: "<time>")
      .replacing(#/[\d.,]+ ([kMG]?B)\b/#, with: "<bytes>")
      .replacing(#/\b\d+\.\d+\.\d+\b/#, with: "<version>")
  }
}
