/// A statement of the engine's that writes a database into a folder, or reads one from there.
package enum DatabaseTransfer: Equatable, Sendable {
  /// `EXPORT DATABASE [name TO] 'folder' [(options)]`; the name of the database, and whether it is written
  /// as Parquet and not as CSV.
  case exporting(database: String?, isParquet: Bool)
  /// `IMPORT DATABASE 'folder'`.
  case importing(folder: String)

  /// The transfer that a statement is; nil for any other.
  ///
  /// - Complexity: O(1): no more than the beginning of a statement is looked at.
  package init?(_ statement: String) {
    var lexer = Lexer(Array(statement.utf8.prefix(Self.byteLimit)))
    let verb = lexer.next()
    let isExport = lexer.isWord(verb, "EXPORT")
    guard isExport || lexer.isWord(verb, "IMPORT"), lexer.isWord(lexer.next(), "DATABASE") else {
      return nil
    }
    let first = lexer.next()
    guard isExport else {
      guard case .string(let style) = first.kind else { return nil }
      self = .importing(folder: lexer.string(first, style: style))
      return
    }
    var (isParquet, isFormat) = (false, false)
    while case let token = lexer.next(), token.kind != .end {
      isParquet = isParquet || isFormat && lexer.isFormat(token, "parquet")
      isFormat = lexer.isWord(token, "FORMAT")
    }
    self = .exporting(database: first.isName ? lexer.name(first) : nil, isParquet: isParquet)
  }

  /// The longest path of a file system, several times over.
  private static let byteLimit = 1 << 15
}

extension Lexer {
  /// Whether a token names a format: as a word, a quoted name or a string.
  fileprivate func isFormat(_ token: Token, _ format: String) -> Bool {
    switch token.kind {
    case .word, .quotedName: isSameName(name(token), format)
    case .string(let style): isSameName(string(token, style: style), format)
    default: false
    }
  }
}
