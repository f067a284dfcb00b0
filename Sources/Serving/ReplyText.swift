import AutoML

/// Predictions as the text of an answer.
struct ReplyText {
  private let rows: PredictedRows
  private let fields: [OutputFields.Field]
  private let labels: [String]
  private let isMissing: Set<Int>
  private let isWhole: Bool

  /// The predictions of a model.
  init(_ rows: PredictedRows, _ fields: OutputFields, of predictor: Predictor) {
    self.rows = rows
    self.fields = fields.fields
    labels = predictor.labels
    isMissing = Set(rows.missingRows)
    isWhole = predictor.predictsWholeNumbers
  }

  /// The text in a format.
  ///
  /// - Complexity: O(rows x values of each).
  func bytes(as type: MediaType) -> [UInt8] {
    type == .csv ? csv : json(isLines: type == .jsonLines)
  }

  private var csv: [UInt8] {
    var text: [UInt8] = []
    for row in 0..<rows.count {
      for (index, field) in fields.enumerated() {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        let values = values(field, ofRow: row)
        for index in 0..<count(values) {
          if index > 0 { text.append(UInt8(ascii: ",")) }
          if isMissing.contains(row) { continue }
          switch value(index, of: values) {
          case .number(let number) where number.isFinite: text.append(number, isWhole: isWhole)
          case .number: break
          case .label(let label): text.append(csvField: labels[label])
          }
        }
      }
      text.append(UInt8(ascii: "\n"))
    }
    return text
  }

  private func json(isLines: Bool) -> [UInt8] {
    var writer = JSONWriter()
    if !isLines { writer.append("{\"predictions\":[") }
    for row in 0..<rows.count {
      if row > 0, !isLines { writer.append(",") }
      writer.append("{")
      for (index, field) in fields.enumerated() {
        if index > 0 { writer.append(",") }
        writer.append(string: field.rawValue)
        writer.append(":")
        append(values(field, ofRow: row), ofRow: row, to: &writer)
      }
      writer.append("}")
      if isLines { writer.append("\n") }
    }
    if !isLines { writer.append("]}\n") }
    return writer.bytes
  }

  private func append(_ values: Values, ofRow row: Int, to writer: inout JSONWriter) {
    if values.isList { writer.append("[") }
    for index in 0..<count(values) {
      if index > 0 { writer.append(",") }
      switch value(index, of: values) {
      case _ where isMissing.contains(row): writer.append("null")
      case .number(let number): writer.append(number: number, isWhole: isWhole)
      case .label(let label): writer.append(string: labels[label])
      }
    }
    if values.isList { writer.append("]") }
  }

  private enum Value {
    case number(Double)
    case label(Int)
  }

  /// The values of a field in a row: one, or one for each label.
  private enum Values {
    case single(Value)
    case forEachLabel((Int) -> Value)

    var isList: Bool { if case .forEachLabel = self { true } else { false } }
  }

  private func count(_ values: Values) -> Int { values.isList ? labels.count : 1 }

  private func value(_ index: Int, of values: Values) -> Value {
    switch values {
    case .single(let value): value
    case .forEachLabel(let value): value(index)
    }
  }

  private func values(_ field: OutputFields.Field, ofRow row: Int) -> Values {
    switch rows.values {
    case .numbers(let numbers): return .single(.number(numbers[row]))
    case .classes(let classes, let probabilities):
      switch field {
      case .predictedLabel, .predictedScore: return .single(.label(classes[row]))
      case .score, .probability:
        return .single(.number(probabilities[labels.count == 2 ? 1 : classes[row]][row]))
      case .probabilities: return .forEachLabel { .number(probabilities[$0][row]) }
      case .labels: return .forEachLabel { .label($0) }
      }
    }
  }
}

extension Predictor {
  /// Whether predictions are whole numbers, written without a point.
  fileprivate var predictsWholeNumbers: Bool {
    labels.isEmpty && (targetTypeName == "INTEGER" || targetTypeName.hasSuffix("INT"))
  }

  /// Whether predictions are classes, or numbers as JSON has them: of dates and times no text is written.
  var hasWritablePredictions: Bool {
    !labels.isEmpty || predictsWholeNumbers || targetTypeName.hasPrefix("DECIMAL")
      || ["FLOAT", "DOUBLE"].contains(targetTypeName)
  }
}

extension [UInt8] {
  /// Appends a text as a field of CSV, in quotes where it needs them.
  fileprivate mutating func append(csvField text: String) {
    let needsQuotes =
      text.isEmpty
      || text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
    guard needsQuotes else {
      self += text.utf8
      return
    }
    self.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { self.append(byte) }
      self.append(byte)
    }
    self.append(UInt8(ascii: "\""))
  }
}
