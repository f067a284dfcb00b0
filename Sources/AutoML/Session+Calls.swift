import DuckDB
import ModelSQL
import Models

/// Calls of models' functions that are likely slips.
extension Session {
  /// Tells of calls whose arguments are columns that other arguments are named after: of two columns of one
  /// type in the wrong order nothing else would tell.
  func noticeSwappedArguments(of functions: [PlannedCalls.Function], in sql: String) {
    guard !functions.isEmpty, sql.utf8.count <= 1 << 20 else { return }
    let text = EngineText(sql)
    for function in functions {
      let names = [function.name] + ProbabilityFunction.names(for: function.name)
      for name in names {
        for call in text.calls(of: name) {
          let given = text.columnNames(ofArgumentsOf: call)
          guard let notice = Self.swapNotice(name, function.parameters, given) else { continue }
          observer.notice(notice)
        }
      }
    }
  }

  /// The notice of one call; nil where no argument is named after another one.
  private static func swapNotice(
    _ name: String,
    _ parameters: [FunctionSignature.Parameter],
    _ given: [String?]
  ) -> String? {
    // The form without the columns that training left out has the others in their order.
    let used = parameters.filter(\.isUsed)
    let takes = given.count < parameters.count ? used : parameters
    guard takes.count <= given.count else { return nil }
    let isSwapped = zip(takes, given).contains { parameter, column in
      guard let column, !isSameName(column, parameter.name) else { return false }
      return takes.contains { isSameName($0.name, column) }
    }
    guard isSwapped else { return nil }
    let columns = given.prefix(takes.count).map { $0 ?? "..." }
    let order = takes.map(\.name)
    return "\(name)(\(shortened(columns))) has columns in the places of others: the order is"
      + " (\(shortened(order))); names make it safe, as in \(name)(\(order.first ?? "") := ...)"
  }

  private static func shortened(_ names: [String]) -> String {
    let shown = names.prefix(8).joined(separator: ", ")
    return names.count > 8 ? "\(shown), ..." : shown
  }

  /// The error of a call with one row in place of the arguments that is no row, or lacks a column; nil where
  /// no call is the reason.
  func rowError(_ message: EngineMessage, _ text: EngineText, in sql: String) -> AutoMLError? {
    let missing = message.text.between("Could not find key \"", "\" in struct")
    guard missing != nil || message.text.contains("'struct_extract("),
      let models = try? store.names()
    else { return nil }
    for function in models.flatMap({ ModelFunctions.names(for: $0.functionName) }) {
      let calls = text.calls(of: function).filter { $0.argumentCount <= 2 }
      guard let call = calls.first, let inputs = inputs(ofFunction: function) else { continue }
      guard let missing else {
        let refused = RefusedCall(
          of: function,
          argumentCount: call.argumentCount,
          at: calls.count == 1 ? call.name : nil
        )
        return callError(refused, in: sql)
      }
      let needed = inputs.filter(\.isUsed).map(\.name)
      guard needed.contains(where: { isSameName($0, missing) }) else { continue }
      return AutoMLError(
        sqlState: SQLState.undefinedColumn,
        message: "the row that function \(function) is called with has no column \"\(missing)\"",
        hint: "It needs \(list(needed)), in any order and beside any others.",
        excerpt: calls.count == 1 ? excerpt(of: sql, at: call.arguments) : nil
      )
    }
    return nil
  }
}
