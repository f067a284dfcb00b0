import DuckDB
import ModelSQL
import Models

/// Errors of the engine's SQL that are about models, in words about these.
extension Session {
  /// The engine's refusal of SQL that has the same bytes at each place as `written` has: about the model or
  /// the function that it calls, where that is at fault, else as it is.
  ///
  /// Nothing is looked up but for an error that may be about a model, and nothing is looked for in SQL of
  /// more than a megabyte.
  func advised(_ error: DuckDBError, of sql: String, _ written: RewrittenText) -> any Error {
    if error.isInterrupt || error.isConflict || sql.utf8.count > 1 << 20 { return error }
    let message = EngineMessage(PredictionFunction.withUserNames(error.message))
    let user = written.original
    let text = EngineText(user)
    if let error = text.modelListError { return error }
    let place = message.place(in: sql).map(written.place)
    let call = RefusedCall(message, in: text, at: place)
    let shown = AutoMLError(engine: error)
    let advised =
      explanationError(message, text.calls(of: "explain_model"), at: place, in: user)
      ?? rowError(message, text, in: user)
      ?? call.flatMap { callError($0, in: user) }
      ?? lostFunctionError(message, at: place, in: user)
      ?? place.flatMap { valueError(message, text, at: $0, shown, in: user) }
    if let advised { return advised }
    if let hint = dialectHint(message, user, at: place) {
      return AutoMLError(message, shown, at: place, in: user).withHint(hint)
    }
    return sql == user ? error : AutoMLError(message, shown, at: place, in: user)
  }

  /// The error of a call of EXPLAIN_MODEL that names no model.
  private func explanationError(
    _ message: EngineMessage,
    _ calls: [EngineText.Call],
    at place: Range<Int>?,
    in sql: String
  ) -> AutoMLError? {
    guard let call = calls.first else { return nil }
    if message.text.contains("unction with name explain_model does not exist") {
      return AutoMLError(
        sqlState: SQLState.undefinedFunction,
        message: "there is no model to explain",
        hint: "CREATE MODEL makes one, and EXPLAIN_MODEL with the first.",
        excerpt: excerpt(of: sql, at: call.name)
      )
    }
    if let name = message.text.between("model \"", "\" does not exist; SHOW MODEL ALL") {
      let names = (try? store.names().map(\.modelName)) ?? []
      let publicPrefix = "\(PublicSchema.name)."
      let plain = name.hasPrefix(publicPrefix) ? String(name.dropFirst(publicPrefix.count)) : name
      return AutoMLError(
        PlanningError(
          .unknownModel(name: name, suggestion: nearest(to: plain, in: names)),
          at: calls.count == 1 ? call.arguments : nil
        ),
        in: sql
      )
    }
    return place.flatMap { unquotedNameError(message, calls, at: $0, in: sql) }
  }

  /// The error of `EXPLAIN_MODEL(churn)`, where the name is taken for a column, and of no name at all.
  private func unquotedNameError(
    _ message: EngineMessage,
    _ calls: [EngineText.Call],
    at place: Range<Int>,
    in sql: String
  ) -> AutoMLError? {
    let isMissing =
      message.text.contains("Referenced column") || message.text.contains("Referenced table")
    let isRefused = message.text.contains("Macro explain_model() does not support")
    for call in calls {
      let isArgument = call.arguments.contains(place.lowerBound) && isMissing
      guard isArgument || call.name == place && isRefused else { continue }
      let written = String(decoding: Array(sql.utf8)[place], as: UTF8.self)
      let name = isArgument ? written.filter { $0 != "\"" } : "model"
      return AutoMLError(
        sqlState: isArgument ? SQLState.undefinedColumn : SQLState.undefinedFunction,
        message: "EXPLAIN_MODEL takes the name of one model, in single quotes",
        hint: "Write EXPLAIN_MODEL(\(SQLText.literal(name))).",
        excerpt: excerpt(of: sql, at: place)
      )
    }
    return nil
  }

  /// The error of a call of a model's function whose arguments do not fit it; nil where no model has that
  /// function.
  func callError(_ call: RefusedCall, in sql: String) -> AutoMLError? {
    guard let inputs = inputs(ofFunction: call.name) else { return nil }
    let types = list(inputs.map(\.typeName))
    let message: String
    var advice = ""
    switch call.fault {
    case .types(let given):
      message = "function \(call.name) takes (\(types)), and is called with (\(given))"
      advice = " CAST(value AS type) gives a value another type."
    case .arguments(let count?) where count != inputs.count:
      let usedCount = inputs.count(where: \.isUsed)
      let other = usedCount < inputs.count ? " or \(usedCount)" : ""
      message =
        "function \(call.name) takes \(counted(inputs.count))\(other), and is called with \(count)"
    case .arguments:
      message = "function \(call.name) does not have the arguments that it is called with"
    }
    return AutoMLError(
      sqlState: SQLState.undefinedFunction,
      message: message,
      hint: "The function is \(Self.signature(call.name, inputs)).\(advice)",
      excerpt: call.place.map { excerpt(of: sql, at: $0) }
    )
  }

  /// The error of a call of a model's function that something has dropped, which knew of no models.
  private func lostFunctionError(
    _ message: EngineMessage,
    at place: Range<Int>?,
    in sql: String
  ) -> AutoMLError? {
    guard let name = message.text.between("Scalar Function with name ", " does not exist"),
      let models = try? store.names()
    else { return nil }
    for names in models {
      let functions = ModelFunctions.names(for: names.functionName)
      guard functions.contains(where: { isSameName($0, name) }),
        let entry = try? store.entry(schema: names.schemaName, name: names.modelName),
        let loss = try? loss(of: entry)
      else { continue }
      return AutoMLError(
        sqlState: SQLState.undefinedFunction,
        message: "model \(names.reference): \(loss.fact)",
        hint: "\(loss.advice(on: entry)).",
        excerpt: place.map { excerpt(of: sql, at: $0) }
      )
    }
    return nil
  }

  /// The error of a value that is written in a call of a model's function, and is none of the argument's
  /// type; nil where it stands elsewhere.
  private func valueError(
    _ message: EngineMessage,
    _ text: EngineText,
    at place: Range<Int>,
    _ error: AutoMLError,
    in sql: String
  ) -> AutoMLError? {
    guard message.text.hasPrefix("Conversion Error"), let names = try? store.names() else {
      return nil
    }
    let functions = names.flatMap { ModelFunctions.names(for: $0.functionName) }
    for name in functions {
      let isWithin = text.calls(of: name).contains { $0.arguments.contains(place.lowerBound) }
      guard isWithin, let inputs = inputs(ofFunction: name) else { continue }
      return AutoMLError(
        sqlState: error.sqlState,
        message: message.text,
        hint: "The function is \(Self.signature(name, inputs)).",
        excerpt: excerpt(of: sql, at: place)
      )
    }
    return nil
  }

  private static func signature(_ name: String, _ inputs: [InputColumn]) -> String {
    let parameters = inputs.map { "\(SQLText.identifierKeepingCase($0.name)) \($0.typeName)" }
    let function = SQLText.identifierKeepingCase(name)
    let unused = inputs.filter { !$0.isUsed }.map { "\"\($0.name)\"" }
    return "\(function)(\(list(parameters)))"
      + (unused.isEmpty ? "" : ", and does without \(list(unused))")
  }

  /// The arguments of the function of a name, in the types of the data that its model was trained on.
  func inputs(ofFunction name: String) -> [InputColumn]? {
    do {
      let names = try store.names().first { names in
        ModelFunctions.names(for: names.functionName).contains { isSameName($0, name) }
      }
      guard let names,
        let entry = try store.entry(schema: names.schemaName, name: names.modelName)
      else { return nil }
      let inputs = try ModelArchive.model(from: store.archive(of: entry)).encoding.inputs
      let further = ExplanationFunction(name, beside: names.functionName)?.furtherArgument
      return inputs
        + (further.map { [InputColumn(name: $0.name, kind: .number, typeName: $0.typeName)] } ?? [])
    } catch { return nil }
  }

  private func counted(_ count: Int) -> String { count == 1 ? "1 argument" : "\(count) arguments" }
}

/// A call that the engine has refused for its arguments.
struct RefusedCall {
  /// The misfit.
  enum Fault {
    /// Of these types.
    case types(String)
    /// Of their number, which is told where it is known, or of their names.
    case arguments(count: Int?)
  }

  /// The function's name.
  let name: String
  /// The misfit.
  let fault: Fault
  /// The call's name in the statement; nil where there are several.
  let place: Range<Int>?

  /// A call that was given so many arguments.
  init(of name: String, argumentCount: Int, at place: Range<Int>?) {
    self.name = name
    fault = .arguments(count: argumentCount)
    self.place = place
  }

  /// The call that a message is about; nil where it is about something else.
  init?(_ message: EngineMessage, in text: EngineText, at place: Range<Int>?) {
    if let name = message.text.between("Binder Error: Macro ", "() does not support the supplied") {
      self.name = name
      let call = text.calls(of: name).first { $0.name == place }
      fault = .arguments(count: call?.argumentCount)
      self.place = place
    } else if let call = message.text.between("the given name and argument types '", "'. You might")
    {
      guard let end = call.firstIndex(of: "("), call.last == ")" else { return nil }
      let names = [String(call[..<end])] + ProbabilityFunction.otherNames(of: String(call[..<end]))
      name = names.first { !text.calls(of: $0).isEmpty } ?? names[0]
      let calls = text.calls(of: name)
      let types = String(call[end...].dropFirst().dropLast())
      // The engine's names of what is written in the SQL itself.
      fault = .types(
        types.replacing("INTEGER_LITERAL", with: "INTEGER")
          .replacing("STRING_LITERAL", with: "VARCHAR")
      )
      self.place = calls.count == 1 ? calls[0].name : nil
    } else {
      return nil
    }
  }
}

extension ProbabilityFunction {
  /// The other names of a function of probabilities, which the engine does not tell apart; none for any
  /// other function.
  fileprivate static func otherNames(of name: String) -> [String] {
    let mark = "f"
    let suffixes = names(for: mark).map { String($0.dropFirst(mark.count)) }
    return suffixes.filter(name.hasSuffix).flatMap { suffix in
      names(for: String(name.dropLast(suffix.count))).filter { $0 != name }
    }
  }
}

extension AutoMLError {
  /// An error of the engine about SQL that the user has `written` with other names.
  fileprivate init(
    _ message: EngineMessage,
    _ error: AutoMLError,
    at place: Range<Int>?,
    in written: String
  ) {
    self.init(
      sqlState: error.sqlState,
      message: message.text,
      hint: message.hint,
      excerpt: place.map { ModelSQL.excerpt(of: written, at: $0) }
    )
  }

  /// The error with this hint in place of any other.
  fileprivate func withHint(_ hint: String) -> AutoMLError {
    AutoMLError(sqlState: sqlState, message: message, hint: hint, excerpt: excerpt)
  }
}
