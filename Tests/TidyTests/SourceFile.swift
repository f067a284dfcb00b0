import TestSupport
import Testing

/// A Swift file of the repository, as the tidy tests read it.
struct SourceFile: CustomTestStringConvertible {
  /// From the repository's root.
  let path: String
  /// As written.
  let lines: [String]

  /// The lines without comments and without the contents of one-line strings.
  let code: [String]

  init(_ path: String) throws {
    self.path = path
    lines = try RepositoryPaths.text(path).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    code = lines.map(Self.code)
  }

  private static func code(_ line: String) -> String {
    guard line.contains("\"") || line.contains("//") else { return line }
    var kept: [UInt8] = []
    var isString = false
    var previous: UInt8 = 0
    for byte in line.utf8 {
      if byte == UInt8(ascii: "\""), previous != UInt8(ascii: "\\") {
        isString.toggle()
        kept.append(byte)
      } else if !isString {
        kept.append(byte)
        if kept.suffix(2) == [UInt8(ascii: "/"), UInt8(ascii: "/")] {
          kept.removeLast(2)
          break
        }
      }
      previous = byte
    }
    return String(decoding: kept, as: UTF8.self)
  }

  /// The doc comments' first lines, with their numbers.
  var commentOpenings: [(line: Int, text: Substring)] {
    var found: [(line: Int, text: Substring)] = []
    var isInside = false
    for (index, line) in lines.enumerated() {
      let text = line.drop { $0 == " " }
      let isComment = text.hasPrefix("///")
      if isComment, !isInside { found.append((index + 1, text.dropFirst(3).drop { $0 == " " })) }
      isInside = isComment
    }
    return found
  }

  /// The lines' numbers whose length is above a limit, in characters.
  func lines(longerThan limit: Int) -> [Int] {
    lines.indices.filter { lines[$0].utf8.count > limit && lines[$0].count > limit }.map { $0 + 1 }
  }

  /// Every Swift file below a folder.
  static func all(under folder: String) throws -> [SourceFile] {
    try RepositoryPaths.files(under: folder, suffix: ".swift").map(SourceFile.init)
  }

  /// The second part of the path: the target, by the layout of the package.
  var target: String { String(path.split(separator: "/")[1]) }

  /// The name without folder and suffix.
  var name: String { String(path.split(separator: "/").last?.dropLast(".swift".count) ?? "") }

  /// The modules that the file imports.
  var imports: [String] {
    code.filter { $0.contains("import ") }.compactMap { line in
      (try? /^\s*(?:@\w+ )?(?:\w+ )?import (?:struct |class |enum |func )?(\w+)/.firstMatch(
        in: line
      ))
      .map { String($0.1) }
    }
  }

  /// Functions and initialisers with the number of lines they take, told by their indentation.
  var functions: [(name: String, line: Int, count: Int)] {
    var found: [(name: String, line: Int, count: Int)] = []
    for (index, line) in code.enumerated() where line.contains("func ") || line.contains("init") {
      guard
        let match = try? /^(\s*)(?:[@\w()]+ )*(func \S+?|init\??)[(<].*/.firstMatch(in: line),
        let end = code[index...].firstIndex(where: { $0 == match.1 + "}" })
      else { continue }
      // A requirement of a protocol, or a body on one line, has no closing brace of its own.
      let next = code[(index + 1)..<end].first {
        $0.prefix { $0 == " " }.count <= match.1.count && !$0.isEmpty
      }
      if line.hasSuffix("}") || (next != nil && next?.hasPrefix(match.1 + ")") == false) {
        continue
      }
      found.append((String(match.2), index + 1, end - index + 1))
    }
    return found
  }

  var testDescription: String { path }
}
