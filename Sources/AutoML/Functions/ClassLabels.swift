import DuckDB

/// The labels of a classifier's classes, as functions return and take them.
struct ClassLabels: Sendable {
  /// As values of the target's type.
  let values: ValueTable
  /// As texts.
  let texts: ValueTable
  private let codes: StringDictionary

  /// Labels of a target whose predictions have a type.
  ///
  /// - Precondition: no label is there twice.
  /// - Throws: where a label is no value of the type.
  init(_ labels: [String], as type: LogicalType) throws(DuckDBError) {
    values = try ValueTable(labels, as: type)
    texts = try ValueTable(labels, as: .varchar())
    codes = StringDictionary(labels)
  }

  /// The class of the label in each row of a column of texts; nil for NULL.
  ///
  /// - Throws: where a text is no label.
  func classes(ofColumn column: Int, of chunk: borrowing DataChunk) throws -> [Int?] {
    var distinct = StringDictionary(limit: chunk.rowCount)
    var rows: [UInt32] = []
    chunk.appendCodes(ofColumn: column, insertingInto: &distinct, to: &rows)
    var classes: [Int] = []
    for code in 0..<UInt32(distinct.count) {
      let text = distinct.string(code)
      guard let index = index(of: text) else {
        throw FunctionRefusal.unknownLabel(text, known: names)
      }
      classes.append(index)
    }
    return rows.map { $0 == StringDictionary.missingCode ? nil : classes[Int($0)] }
  }

  /// The class of the label that all rows of a column of texts have; nil where they have several, or none.
  ///
  /// - Throws: where the text is no label.
  func commonClass(ofColumn column: Int, of chunk: borrowing DataChunk) throws -> Int? {
    guard chunk.hasOneText(inColumn: column), let text = chunk.text(row: 0, column: column) else {
      return nil
    }
    guard let index = index(of: text) else {
      throw FunctionRefusal.unknownLabel(text, known: names)
    }
    return index
  }

  /// The class whose label is written so, or is the same value of the target's type: `1.0` is the
  /// integer `1`, and `true` the boolean `t`.
  func index(of text: String) -> Int? {
    if let code = codes.code(of: text) { return Int(code) }
    guard values.type != .varchar() else { return nil }
    return values.index(of: text) ?? values.index(of: Self.withoutZeros(text))
  }

  /// A plain number without the zeros that its fraction ends with; any other text as it is.
  private static func withoutZeros(_ text: String) -> String {
    guard text.contains("."), text.allSatisfy({ "-.0123456789".contains($0) }) else { return text }
    let digits = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
    return String(digits.reversed())
  }

  /// The labels as the engine prints predictions.
  private var names: [String] {
    let labels = (0..<UInt32(codes.count)).map { codes.string($0) }
    return values.type == .boolean ? labels.map { $0 == "t" ? "true" : "false" } : labels
  }
}

extension FunctionRefusal {
  /// The refusal of a text that is to be a label, and is none.
  fileprivate static func unknownLabel(_ text: String, known: [String]) -> FunctionRefusal {
    FunctionRefusal(
      "\(literal(text)) is no label of the model; its labels are \(list(known.map { literal($0) }))"
    )
  }
}
