/// A script of SQL and what it must give: the sqllogictest dialect, cut down, with two kinds for our stages.
///
/// A file is made of records with a blank line between them; `#` begins a comment there. A record is
/// a header, SQL, and, after a line `----`, the expected lines:
///
///     statement ok                             runs, and succeeds
///     statement error                          runs, and fails with exactly this text
///     query TYPES [rowsort] [tolerance X]      runs, and returns these rows
///     syntax                                   parses, and prints as this canonical SQL
///     plan                                     plans, and prints as this tree
///
/// TYPES has a letter for each column: `T` text, `I` integer, `R` real (6 significant digits), `B`
/// boolean. The columns of a row are separated by two spaces; NULL is `NULL` and an empty text
/// `(empty)`. `rowsort` sorts the lines of both sides; `tolerance` is relative, for the columns of
/// type `R`. `<slt:ignore>` in an expected line stands for any text.
package struct SQLScript: Equatable {
  /// The file's parts, in order.
  package internal(set) var parts: [Part]

  /// A record, or what stands between two.
  package enum Part: Equatable {
    /// A comment line, or an empty line.
    case text(String)
    case record(Record)
  }

  /// One thing to run and what it must give.
  package struct Record: Equatable {
    /// The line of the header, from 1.
    package let line: Int
    /// The kind that the header says.
    package let kind: Kind
    /// The header as written.
    package let header: String
    /// The SQL, lines joined by newlines.
    package let sql: String
    /// The lines after `----`; nil where there is no such line.
    package internal(set) var expected: [String]?
  }

  /// The kinds of records, by what they do with their SQL.
  package enum Kind: Equatable {
    case statementOK
    case statementError
    case query(Query)
    case syntax
    case plan
  }

  /// The comparison of a query's rows.
  package struct Query: Equatable {
    /// One for each column.
    package var types: [ColumnType]
    /// Whether the order of rows counts for nothing.
    package var isSorted = false
    /// The relative difference that real columns may have.
    package var tolerance: Double?
  }

  /// The ways to print a column.
  package enum ColumnType: Character {
    case text = "T"
    case integer = "I"
    case real = "R"
    case boolean = "B"
  }

  /// The records, in order.
  package var records: [Record] {
    parts.compactMap { if case .record(let record) = $0 { record } else { nil } }
  }
}

/// A script that breaks the format.
package struct SQLScriptError: Error, Equatable, CustomStringConvertible {
  /// The line, from 1.
  package let line: Int
  /// The fault.
  package let reason: String

  /// The line and the reason.
  package var description: String { "line \(line): \(reason)" }
}
