/// Statements and calls of Aurora's, by their words alone.
package struct AuroraText: Sendable {
  let text: EngineText

  /// A statement without its semicolon.
  ///
  /// - Complexity: O(`text`).
  package init(_ text: String) { self.text = EngineText(text) }

  /// Whether a text has a word of Aurora's, without which it needs no look.
  ///
  /// - Complexity: O(`text`).
  package static func mayConcern(_ text: String) -> Bool {
    let words = ["aws_", "sagemaker", "comprehend"]
    let lower = text.lowercased()
    return words.contains(where: lower.contains)
  }

  /// The statements that are carried out here, or are accepted and do nothing.
  package enum Statement: Sendable, Equatable {
    /// `CREATE EXTENSION [IF NOT EXISTS] aws_ml [CASCADE]`.
    case createExtension
    /// `DROP EXTENSION [IF EXISTS] aws_ml [CASCADE]`.
    case dropExtension
    /// A privilege, which nobody has to have.
    case privilege
  }

  /// The statement that the text is; nil for any other.
  package var statement: Statement? {
    let words = text.tokens.prefix(12).map { text.lexer.text($0.range).asciiUppercased }
    guard let verb = words.first else { return nil }
    if words.count > 2, words[1] == "EXTENSION", words.contains("AWS_ML") {
      if verb == "CREATE" { return .createExtension }
      if verb == "DROP" { return .dropExtension }
    }
    guard verb == "GRANT" || verb == "REVOKE" || verb == "SET" && words.dropFirst().first == "ROLE"
    else { return nil }
    let isOurs = words.contains { word in
      ["SAGEMAKER", "COMPREHEND"].contains(where: word.contains)
    }
    return isOurs ? .privilege : nil
  }

  /// The text with each call of `aws_sagemaker.invoke_endpoint` by another name, with blanks that keep
  /// every other byte in its place; nil where there is none.
  ///
  /// - Precondition: `name` is no longer than `aws_sagemaker.invoke_endpoint`.
  package func invoking(_ name: String) -> String? {
    var bytes = text.lexer.bytes
    for call in text.calls(of: "invoke_endpoint") {
      let written = text.lexer.text(call.name).asciiLowercased
      guard written == "aws_sagemaker.invoke_endpoint" else { continue }
      let blanks = [UInt8](repeating: UInt8(ascii: " "), count: call.name.count - name.utf8.count)
      bytes.replaceSubrange(call.name, with: Array(name.utf8) + blanks)
    }
    return bytes == text.lexer.bytes ? nil : String(decoding: bytes, as: UTF8.self)
  }
}
