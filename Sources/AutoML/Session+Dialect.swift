import DuckDB
import ModelSQL

/// Redshift's SQL beside the statements about models, where a session is told to take it.
extension Session {
  /// Takes another dialect from here on.
  func take(_ dialect: SQLDialect) throws -> StatementResult {
    // In Redshift 7 / 2 is 3.
    try connection.execute("SET integer_division = \(dialect == .redshift)")
    self.dialect = dialect
    return .done(tag: "SET")
  }

  /// The result of a statement that means nothing without a server, with a notice; nil for any other.
  func ignoring(_ sql: String) -> StatementResult? {
    guard let reason = RedshiftText(sql).ignored else { return nil }
    observer.notice("\(reason), nothing was done")
    return .done(tag: "NOTHING")
  }

  /// The statement as the engine takes it.
  ///
  /// - Throws: what Redshift has and the engine has nothing for.
  func inEngineDialect(_ sql: String) throws(SyntaxError) -> RewrittenText {
    guard dialect == .redshift else { return RewrittenText(sql) }
    var truncations: Set<Int> = []
    while true {
      let written = try RedshiftText(sql, timeTruncations: truncations).rewritten()
      guard let call = timeTruncation(in: written), truncations.insert(call).inserted else {
        return written
      }
    }
  }

  /// The result for the statement with a query that the engine takes; a place in that query is one in the
  /// user's.
  func inEngineDialect<Result>(
    _ create: CreateModel,
    _ body: (CreateModel) throws -> Result
  ) throws -> Result {
    guard let source = create.source, case .query(let sql) = source.value else {
      return try body(create)
    }
    let written = try inEngineDialect(sql)
    var create = create
    create.source = Located(.query(written.text), at: source.range)
    do { return try body(create) } catch let error as PlanningError where written.isChanged {
      guard case .sourceRefused(let message) = error.cause,
        let place = EngineMessage(message).place(in: written.text).map(written.place)
      else { throw error }
      let start = source.range.lowerBound
      throw PlanningError(error.cause, at: place.lowerBound + start..<place.upperBound + start)
    }
  }

  /// Where TRUNC is called with a time, which the engine alone can tell: it is asked for a plan.
  private func timeTruncation(in written: RewrittenText) -> Int? {
    guard EngineText(written.original).calls(of: "trunc").contains(where: { $0.argumentCount == 1 })
    else { return nil }
    let schema = (PublicSchema.name, PublicSchema.substitute)
    let sql = EngineText(written.text).replacing(schema: schema.0, with: schema.1) ?? written.text
    do throws(DuckDBError) {
      _ = try supplying(sql) { () throws(DuckDBError) in try connection.prepare(sql) }
      return nil
    } catch {
      let message = EngineMessage(error.message)
      guard Self.isTimeTruncation(message) else { return nil }
      return message.place(in: sql).map { written.place(of: $0).lowerBound }
    }
  }

  /// Whether the engine has refused to cut off the time of day.
  private static func isTimeTruncation(_ message: EngineMessage) -> Bool {
    ["'trunc(TIMESTAMP", "'trunc(DATE)"].contains(where: message.text.contains)
  }

  /// The advice for a statement of Redshift's that the engine has refused at `place`; nil for any other.
  func dialectHint(_ message: EngineMessage, _ sql: String, at place: Range<Int>?) -> String? {
    guard dialect == .duckdb else { return nil }
    let text = RedshiftText(sql)
    let isKnown: Bool
    if text.ignored != nil || Self.isTimeTruncation(message) {
      isKnown = true
    } else if let written = try? text.rewritten(), written.isChanged {
      isKnown =
        place.map { written.isChanged(at: $0.lowerBound) }
        ?? message.text.hasPrefix("Parser Error")
    } else {
      isKnown = false
    }
    return isKnown ? "SET automl.dialect = 'redshift' takes Redshift's SQL." : nil
  }
}
