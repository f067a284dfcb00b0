/// The result of one statement of a script.
public enum StatementResult {
  /// Rows, to be read before the next statement runs.
  case rows(ResultRows)
  /// A statement without rows; `tag` is what was done, such as `CREATE MODEL`, or the rows changed.
  case done(tag: String)
  /// `CREATE MODEL` trained and stored a model.
  case trained(TrainingReport)
}

/// One column of a result.
public struct ResultColumn: Sendable, Equatable {
  /// The kinds of value that a column's texts stand for.
  public enum Kind: Sendable {
    /// A number; infinities and NaN are words.
    case number
    /// `true` or `false`.
    case boolean
    /// JSON text; of lists, structs, maps and unions in the notation of JSON only.
    case json
    /// Anything else.
    case text
  }

  /// The column's name.
  public let name: String
  /// The engine's name of its type.
  public let typeName: String
  /// The kind of value that its texts stand for.
  public let kind: Kind

  /// A column of a result.
  public init(name: String, typeName: String, kind: Kind) {
    self.name = name
    self.typeName = typeName
    self.kind = kind
  }
}

/// Rows of a result, as text, read a batch at a time.
public final class ResultRows {
  /// The form in which values are written.
  public enum Notation: Sendable {
    /// As the engine prints them.
    case plain
    /// As JSON; text and what has no form in JSON is not quoted.
    case json
  }

  /// The columns, in order.
  public let columns: [ResultColumn]
  private let readBatch: (Notation) throws(AutoMLError) -> [[String?]]?

  /// Rows that `readBatch` returns until it returns nil.
  init(
    columns: [ResultColumn],
    readBatch: @escaping (Notation) throws(AutoMLError) -> [[String?]]?
  ) {
    self.columns = columns
    self.readBatch = readBatch
  }

  /// Rows that are already here, without values inside values.
  convenience init(columns: [ResultColumn], rows: [[String?]]) {
    var rest: [[String?]]? = rows
    self.init(columns: columns) { _ in
      defer { rest = nil }
      return rest
    }
  }

  /// The next rows, each with a text or nil (NULL) for each column; nil at the end.
  ///
  /// - Throws: what the engine says when the query fails while it runs.
  public func nextBatch(_ notation: Notation = .plain) throws(AutoMLError) -> [[String?]]? {
    try readBatch(notation)
  }
}
