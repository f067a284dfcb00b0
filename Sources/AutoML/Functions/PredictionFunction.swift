import DuckDB
import Models

/// Predictions as SQL functions: registered scalar functions under a name of their own, and macros with
/// the user's name.
///
/// A registered function cannot be dropped and lives in no schema; a macro can, does, and is kept
/// in the database file.
struct PredictionFunction: Sendable {
  /// The name that the prediction is registered under; the others add a suffix.
  let internalName: String
  /// The predictor that the functions call.
  let predictor: any BatchPredictor

  private var signature: FunctionSignature { predictor.signature }

  /// The functions of a predictor; the internal name has the checksum of what predicts, so that no two
  /// models share it.
  init(_ predictor: any BatchPredictor, name: String, checksum: String) {
    self.predictor = predictor
    internalName = Self.internalName(of: name, checksum: checksum)
  }

  /// The name that the prediction of a function is registered under.
  static func internalName(of function: String, checksum: String) -> String {
    "\(prefix)\(function)_\(checksum)"
  }

  /// The beginning of every internal name.
  static let prefix = "__automl_"

  /// Whether a macro of this definition, as the engine prints it, calls a function by its internal name.
  static func isCalled(in definition: String, _ place: FunctionPlace) -> Bool {
    let name = internalName(of: place.function, checksum: place.checksum ?? "")
    let quoted = quoted(name).utf8.dropFirst().dropLast()
    return definition.contains(String(decoding: Array(quoted), as: UTF8.self))
  }

  /// Makes the functions that are called from SQL known to the engine, under their internal names, until
  /// the database is closed.
  func register(on connection: Connection) throws(DuckDBError) {
    try connection.register(scalarFunction(.value))
    guard signature.isClassifier else { return }
    // A database with a thousand models is opened in the time that this takes a thousand times.
    try connection.register(
      overloads: [scalarFunction(.rankedProbabilities), scalarFunction(.labelProbability)]
    )
    try connection.register(scalarFunction(.classProbabilities))
  }

  /// Makes some functions known, which differ in their names.
  func register(_ kinds: [PredictionKind], on connection: Connection) throws(DuckDBError) {
    for kind in kinds { try connection.register(scalarFunction(kind)) }
  }

  func scalarFunction(_ kind: PredictionKind) -> ScalarFunction {
    let predictor = predictor
    let planned = PlannedCalls.Function(
      name: Self.withUserNames(internalName),
      parameters: signature.parameters
    )
    return ScalarFunction(
      name: internalName + kind.suffix,
      parameterTypes: kind.parameterTypes(in: signature),
      returnType: kind.type(in: signature),
      isPure: predictor.isPure,
      isToldCaller: predictor.isToldCaller,
      preparation: {
        PlannedCalls.note(planned)
        try predictor.prepare()
      }
    ) { arguments, output in
      try predictor.predict(kind, of: arguments, into: &output)
    }
  }
}

extension PredictionKind {
  /// The end of the registered name, behind `internalName`.
  fileprivate var suffix: String {
    switch self {
    case .value: ""
    case .rankedProbabilities, .labelProbability: "_prob"
    case .classProbabilities: "_classes"
    case .contributions, .labelContributions: "_explain"
    case .reasons: "_reasons"
    case .interval: "_interval"
    case .distance: "_distance"
    case .distances: "_distances"
    }
  }
}

extension PredictionKind {
  /// The argument behind those of the model: its name, unless an input is called so, and its type;
  /// nil where there is none.
  fileprivate var furtherArgument: (name: String, type: String)? {
    switch self {
    case .value, .rankedProbabilities, .classProbabilities, .contributions, .distance, .distances:
      nil
    // A number or a boolean is taken for a label too.
    case .labelProbability, .labelContributions: ("label", "VARCHAR")
    case .reasons: ("n", "BIGINT")
    case .interval: ("level", "DOUBLE")
    }
  }
}

extension PredictionFunction {
  /// Makes the macros that users call; `takingRows` in place of those that there are.
  ///
  /// A form that takes a row costs each opening of the database as much as all others: it is made when a row
  /// is first given.
  func createMacros(
    schema: String,
    function: String,
    takingRows: Bool = false,
    on connection: Connection
  ) throws(DuckDBError) {
    let place = "\(quoted(try connection.currentDatabase())).\(quoted(schema))"
    func create(_ name: String, _ kinds: [PredictionKind]) throws(DuckDBError) {
      let forms = overloads(kinds, takingRows: takingRows).joined(separator: ", ")
      let create = takingRows ? "CREATE OR REPLACE MACRO" : "CREATE MACRO"
      try connection.execute("\(create) \(place).\(quoted(name))\(forms)")
    }
    try create(function, [.value])
    guard signature.isClassifier else { return }
    for name in ProbabilityFunction.names(for: function) {
      try create(name, [.rankedProbabilities, .labelProbability])
    }
  }

  /// The forms of a macro: each kind with all arguments, without those that the model does not use, and,
  /// `takingRows`, with a row or struct that has these, whatever else and in whatever order.
  ///
  /// A form of as many arguments as one before it is not made: a call could mean both.
  func overloads(_ kinds: [PredictionKind], takingRows: Bool = true) -> [String] {
    let count = signature.parameters.count
    let usedCount = signature.parameters.count(where: \.isUsed)
    let ways = [(MacroForm.full, count), (.used, usedCount)] + (takingRows ? [(.row, 1)] : [])
    let forms = ways.flatMap { form, count in
      kinds.map { (form, kind: $0, count: count + ($0.furtherArgument == nil ? 0 : 1)) }
    }
    var taken: Set<Int> = []
    return forms.filter { taken.insert($0.count).inserted }.map { overload($0.kind, $0.0) }
  }

  /// The ways to give a macro the model's arguments.
  private enum MacroForm {
    /// All of them, one by one.
    case full
    /// Those that the prediction depends on, one by one.
    case used
    /// A row that has these.
    case row
  }

  /// The parameters of a macro and the call that it is.
  private func overload(_ kind: PredictionKind, _ form: MacroForm) -> String {
    var free = FreeNames(taken: signature.parameters.map(\.name))
    let row = quoted(free.take("row"))
    var (parameters, arguments): ([String], [String])
    switch form {
    case .full:
      parameters = signature.parameters.map { quoted($0.name) }
      arguments = signature.parameters.map { parameter in
        signature.castsArguments
          ? "CAST(\(quoted(parameter.name)) AS \(parameter.type))" : quoted(parameter.name)
      }
    case .used:
      parameters = signature.parameters.filter(\.isUsed).map { quoted($0.name) }
      arguments = signature.parameters.map(\.column)
    case .row:
      parameters = [row]
      arguments = signature.parameters.map { parameter in
        parameter.isUsed
          ? "system.main.struct_extract(\(row), \(literal(parameter.name)))" : parameter.column
      }
    }
    if let further = kind.furtherArgument {
      let name = quoted(free.take(further.name))
      parameters.append(name)
      arguments.append("CAST(\(name) AS \(further.type))")
    }
    return "(\(parameters.joined(separator: ", "))) AS "
      + "\(Self.place).\(quoted(internalName + kind.suffix))(\(arguments.joined(separator: ", ")))"
  }

  /// Drops the macros of a function, those that are there and were made for it; gives their names.
  @discardableResult
  static func dropMacros(
    _ place: FunctionPlace,
    on connection: Connection
  ) throws(DuckDBError) -> [String] {
    let schema = "\(quoted(try connection.currentDatabase())).\(quoted(place.schema))"
    let names = try FunctionListing(on: connection).names(of: place)
    for name in names {
      try connection.execute("DROP MACRO IF EXISTS \(schema).\(quoted(name))")
    }
    return names
  }

  /// A call with arguments that are SQL: the prediction, or the probabilities by class.
  func call(_ arguments: [String], byClass: Bool = false) -> String {
    call(byClass ? .classProbabilities : .value, arguments)
  }

  /// A call with arguments that are SQL.
  func call(_ kind: PredictionKind, _ arguments: [String]) -> String {
    let list = arguments.joined(separator: ", ")
    return "\(Self.place).\(quoted(internalName + kind.suffix))(\(list))"
  }

  /// Where registered functions are: a macro of the same name in the database is passed over.
  private static let place = "system.main"

  /// `text` with each internal name, `__automl_f_<checksum>`, replaced by the function's own, `f`.
  static func withUserNames(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.range(of: prefix) {
      result += rest[..<start.lowerBound]
      rest = rest[start.upperBound...]
      // The user's part may have any characters: it ends where the checksum begins.
      guard let checksum = rest.indices.first(where: { isChecksum(rest[$0...]) }) else { break }
      result += rest[..<checksum]
      rest = rest[checksum...].dropFirst(ModelArchive.checksumDigits + 1)
    }
    return result + rest
  }

  /// Whether a statement was refused because a macro calls a function that is not registered.
  static func isMissing(for error: DuckDBError) -> Bool {
    error.message.hasPrefix("Catalog Error: Scalar Function with name \(prefix)")
  }

  private static func isChecksum(_ text: Substring) -> Bool {
    let digits = text.dropFirst().prefix(ModelArchive.checksumDigits)
    return text.first == "_" && digits.count == ModelArchive.checksumDigits
      && digits.allSatisfy { $0.isHexDigit && $0.isASCII }
  }
}

extension Substring {
  /// Where `text` first stands.
  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) {
        return start..<index(start, offsetBy: text.count)
      }
      start = index(after: start)
    }
    return nil
  }
}
