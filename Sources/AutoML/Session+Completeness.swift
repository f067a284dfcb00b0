import ModelSQL

extension Session {
  /// Whether nothing more has to come before typed SQL can run: it ends behind a semicolon, or no
  /// statement has begun.
  ///
  /// - Complexity: O(`script`).
  public static func isComplete(_ script: String) -> Bool { Script.isComplete(script) }
}

/// SQL that is typed a line at a time.
public struct TypedSQL: Sendable {
  /// The lines so far.
  public private(set) var text = ""
  private var completeness = Completeness()

  /// Nothing typed yet.
  public init() {}

  /// Whether no line has come.
  public var isEmpty: Bool { text.isEmpty }
  /// The answer of `Session.isComplete(_:)` for `text`.
  public var isComplete: Bool { completeness.isComplete }

  /// Whether a text, a name or a comment is open.
  package var isInsideQuotes: Bool { completeness.isInsideQuotes }

  /// Takes the next line, which is without its end.
  ///
  /// - Complexity: O(`line`), whatever came before it.
  public mutating func append(_ line: String) {
    if !text.isEmpty { text += "\n" }
    text += line
    completeness.add(line)
  }
}
