/// The SQL that a session takes beside the statements about models.
package enum SQLDialect: String, Sendable, CaseIterable {
  /// The engine's own.
  case duckdb
  /// Amazon Redshift's, as far as the engine has something for it.
  case redshift
}

/// `SET automl.dialect = 'redshift'`, and RESET for the engine's own.
package struct DialectSetting: Sendable, Equatable {
  /// The dialect from here on.
  package let dialect: SQLDialect

  /// The setting that a statement is; nil for any other.
  ///
  /// - Throws: the dialects that there are, where it is none of them.
  package init?(_ statement: String) throws(SyntaxError) {
    var lexer = Lexer(Array(statement.utf8.prefix(Self.byteLimit)))
    let verb = lexer.next()
    let isReset = lexer.isWord(verb, "RESET")
    guard isReset || lexer.isWord(verb, "SET"), case let schema = lexer.next(), schema.isName,
      isSameName(lexer.name(schema), "automl"), lexer.next().isSymbol("."),
      lexer.isWord(lexer.next(), "DIALECT")
    else { return nil }
    guard !isReset else {
      dialect = .duckdb
      return
    }
    let sign = lexer.next()
    let isAssigned = sign.isSymbol("=") || lexer.isWord(sign, "TO")
    let value = isAssigned ? lexer.next() : sign
    let name: String? =
      switch value.kind {
      case .word, .quotedName: lexer.name(value)
      case .string(let style): lexer.string(value, style: style)
      default: nil
      }
    let dialects = SQLDialect.allCases
    guard isAssigned, let name, let known = dialects.first(where: { isSameName($0.rawValue, name) })
    else {
      throw SyntaxError(
        .redshift(
          name.map { "dialect \"\($0)\"" } ?? "dialect without a name",
          advice: "the dialects are \(dialects.map(\.rawValue).joined(separator: ", "))"
        ),
        at: value.range,
        of: statement
      )
    }
    dialect = known
  }

  private static let byteLimit = 1 << 10
}
