import DuckDB

/// A statement of the engine's that is planned once and run often, each time with values of its own.
///
/// Its parameters are `$1`, `$2` and so on, or `?`. It belongs to its session, and to that session's thread.
public final class PreparedQuery {
  private var statement: PreparedStatement?
  private let interrupter: SessionInterrupter

  init(_ statement: PreparedStatement, _ interrupter: SessionInterrupter) {
    self.statement = statement
    self.interrupter = interrupter
  }

  /// The number of parameters to bind; 0 once it is closed.
  public var parameterCount: Int { statement?.parameterCount ?? 0 }

  /// Whether it is ATTACH.
  var attachesDatabase: Bool { statement?.kind == .attach }

  /// Names and types of the columns that running gives; one column `unknown` where the engine cannot
  /// tell the type of a parameter, which a cast does: `$1::BIGINT`.
  public var columns: [ResultColumn] {
    guard let statement else { return [] }
    return zip(statement.columnNames, statement.columnTypes).map { name, type in
      ResultColumn(name: name, typeName: type.description, kind: type.resultKind)
    }
  }

  /// Gives parameter `position`, from 1, a value; parameters keep theirs from one run to the next.
  ///
  /// - Throws: when there is no such parameter.
  public func bind(_ value: SQLValue, at position: Int) throws(AutoMLError) {
    do throws(DuckDBError) { try open().bind(value.engineValue, at: position) } catch {
      throw AutoMLError(engine: error)
    }
  }

  /// Runs it, after binding `values` to the first parameters.
  ///
  /// - Throws: what the engine says; that it was interrupted.
  public func execute(_ values: [SQLValue] = []) throws(AutoMLError) -> ResultTable {
    try interrupter.whileWorking { () throws(AutoMLError) in
      do throws(DuckDBError) {
        return try ResultTable(open().execute(binding: values.map(\.engineValue)))
      } catch { throw AutoMLError(engine: error).withUserNames }
    }
  }

  /// Forgets the plan; the statement cannot be run any more.
  public func close() { statement = nil }

  private func open() throws(DuckDBError) -> PreparedStatement {
    guard let statement else { throw DuckDBError(message: "the prepared statement is closed") }
    return statement
  }
}
