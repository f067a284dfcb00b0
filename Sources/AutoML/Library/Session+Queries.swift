import DuckDB
import ModelSQL

/// Where a session stands between BEGIN and COMMIT or ROLLBACK.
public enum TransactionStatus: Sendable, Equatable {
  /// No transaction is open: each statement is one.
  case idle
  /// A transaction is open.
  case open
  /// A statement has failed in the transaction: ROLLBACK is all that it takes.
  case failed
}

extension Session {
  /// Runs one statement of the engine's SQL with values for its parameters, and returns all its rows.
  ///
  /// ML statements and scripts go through `execute(_:_:)`.
  ///
  /// - Throws: what the engine says; that it was interrupted.
  public func query(_ sql: String, _ parameters: [SQLValue] = []) throws(AutoMLError) -> ResultTable
  {
    let prepared = try prepare(sql)
    let rows = try prepared.execute(parameters)
    if prepared.attachesDatabase { try binding.bindAttached() }
    return rows
  }

  /// Plans one statement of the engine's SQL, and runs nothing.
  ///
  /// - Throws: what is wrong with a statement that cannot be planned.
  public func prepare(_ sql: String) throws(AutoMLError) -> PreparedQuery {
    try interrupter.whileWorking { () throws(AutoMLError) in
      let written: RewrittenText
      do throws(SyntaxError) { written = try inEngineDialect(sql) } catch {
        throw AutoMLError(error)
      }
      let sql = written.text
      do throws(DuckDBError) {
        let statement = try supplying(sql) { () throws(DuckDBError) in try connection.prepare(sql) }
        return PreparedQuery(statement, interrupter)
      } catch { throw AutoMLError(advised(error, of: sql, written)).withUserNames }
    }
  }

  /// Where the session stands between BEGIN and COMMIT or ROLLBACK.
  public var transactionStatus: TransactionStatus {
    do throws(DuckDBError) { return try Transaction.isOpen(on: connection) ? .open : .idle } catch {
      return .failed
    }
  }
}
