import DuckDB

/// One value of an answer.
enum AnswerValue: Equatable {
  case null
  case text(String)
}

/// Reads what an endpoint answers: lines or commas of CSV, a list of JSON, an object with `predictions`, or
/// lines of JSON.
struct AnswerReader {
  /// The endpoint's name, for errors.
  let endpoint: String
  /// The type that values are to be of.
  let type: LogicalType

  /// The media types to ask for.
  func accepted(for format: RequestBodies.Format) -> String {
    switch format {
    case .csv: type == .json ? "application/json" : "text/csv"
    case .json: "application/json"
    }
  }

  /// The values of an answer, one for each row that was sent.
  ///
  /// - Throws: a `FunctionRefusal` where they are not as many, or are none.
  func values(
    of answer: EndpointAnswer,
    rowCount: Int
  ) throws(FunctionRefusal) -> [AnswerValue] {
    let media = answer.contentType.lowercased().prefix { $0 != ";" }
    let first = answer.body.first { !Self.blanks.contains($0) }
    if media.contains("html") || first == UInt8(ascii: "<") {
      throw refusal("answered with a page of HTML where values must be", answer)
    }
    let values: [AnswerValue]
    if media.contains("jsonlines") {
      values = try jsonLines(answer)
    } else if media.contains("json") || !media.contains("csv") && Self.opensJSON(first) {
      values = try json(answer, rowCount: rowCount)
    } else {
      values = try csv(answer, rowCount: rowCount)
    }
    guard values.count == rowCount else {
      throw refusal(
        "answered \(grouped(values.count)) \(values.count == 1 ? "value" : "values") for"
          + " \(grouped(rowCount)) \(rowCount == 1 ? "row" : "rows")",
        answer
      )
    }
    return values
  }

  private static let blanks = Array(" \t\r\n".utf8)

  private static func opensJSON(_ byte: UInt8?) -> Bool {
    byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{")
  }

  private func refusal(_ what: String, _ answer: EndpointAnswer) -> FunctionRefusal {
    let shown = AnswerText.quoted(answer.body)
    return FunctionRefusal(
      "endpoint \"\(endpoint)\" \(what)\(shown.isEmpty ? ": the answer is empty" : shown)",
      sqlState: SQLState.externalRoutine
    )
  }
}

/// Text.
extension AnswerReader {
  private func csv(
    _ answer: EndpointAnswer,
    rowCount: Int
  ) throws(FunctionRefusal) -> [AnswerValue] {
    var records = CSVRecords.records(of: answer.body)
    while records.count > rowCount, records.last?.isBlank == true { records.removeLast() }
    if records.count == 1, rowCount > 1, records[0].fields.count == rowCount {
      return records[0].fields.map(Self.value)
    }
    guard let wide = records.first(where: { $0.fields.count > 1 }) else {
      return records.map { Self.value($0.fields[0]) }
    }
    guard type == .varchar() else {
      guard records.count == rowCount else {
        return [AnswerValue](repeating: .null, count: records.count)
      }
      throw refusal(
        "answers \(wide.fields.count) values a row where \(type) is one: RETURNS VARCHAR takes the line",
        answer
      )
    }
    return records.map { .text($0.line) }
  }

  private static func value(_ field: CSVRecords.Field) -> AnswerValue {
    field.text.isEmpty && !field.isQuoted ? .null : .text(field.text)
  }
}

/// JSON.
extension AnswerReader {
  private func jsonLines(_ answer: EndpointAnswer) throws(FunctionRefusal) -> [AnswerValue] {
    let lines = answer.body.split(separator: UInt8(ascii: "\n")).map {
      String(decoding: $0, as: UTF8.self)
    }.filter { line in !line.allSatisfy(\.isWhitespace) }
    var values: [AnswerValue] = []
    for line in lines {
      guard let value = JSON.value(AnswerDocument.self, from: line) else {
        throw refusal("answered with JSON that cannot be read", answer)
      }
      values.append(self.value(of: value))
    }
    return values
  }

  private func json(
    _ answer: EndpointAnswer,
    rowCount: Int
  ) throws(FunctionRefusal) -> [AnswerValue] {
    let text = String(decoding: answer.body, as: UTF8.self)
    guard let document = JSON.value(AnswerDocument.self, from: text) else {
      throw refusal("answered with JSON that cannot be read", answer)
    }
    // The whole of an answer to one row is its value.
    if type == .json, rowCount == 1 { return [.text(text)] }
    guard let list = document.predictions ?? (rowCount == 1 ? [document] : nil) else {
      throw refusal("answered with JSON in which no list of predictions is found", answer)
    }
    return list.map(value)
  }

  /// A prediction: a number or text, or of an object what its type asks for.
  private func value(of document: AnswerDocument) -> AnswerValue {
    if type == .json { return .text(JSON.text(document)) }
    switch document {
    case .null: return .null
    case .boolean(let value): return .text(value ? "true" : "false")
    case .integer(let value): return .text("\(value)")
    case .number(let value): return .text("\(value)")
    case .text(let value): return .text(value)
    case .list(let values):
      return values.count == 1 ? value(of: values[0]) : .text(JSON.text(document))
    case .object(let fields):
      let names =
        [LogicalType.float, .double].contains(type)
        ? ["score", "predicted_score", "predicted_label", "closest_cluster"]
        : ["predicted_label", "closest_cluster", "score", "predicted_score"]
      guard let name = names.first(where: { fields[$0] != nil }), let field = fields[name] else {
        return fields.count == 1
          ? fields.values.first.map(value) ?? .null
          : .text(JSON.text(document))
      }
      return value(of: field)
    }
  }
}

/// Values in the function's type.
extension AnswerReader {
  /// Writes a value to each row.
  ///
  /// - Throws: where one is none of the type.
  func write(_ values: [AnswerValue], to output: inout OutputVector) throws {
    switch type {
    case .varchar:
      for (row, value) in values.enumerated() {
        if case .text(let text) = value {
          output.setText(row, to: text)
        } else {
          output.setNull(row)
        }
      }
    case .tinyint, .smallint, .integer, .bigint:
      try output.write(try values.map { value in try number(value, Self.integer) ?? 0 })
      Self.setNulls(values, &output)
    case .boolean:
      try output.write(try values.map { try number($0, Self.boolean) ?? .nan })
      Self.setNulls(values, &output)
    default:
      try output.write(try values.map { try number($0, Self.double) ?? .nan })
    }
  }

  private static func setNulls(_ values: [AnswerValue], _ output: inout OutputVector) {
    for (row, value) in values.enumerated() where value == .null { output.setNull(row) }
  }

  private func number<Number>(
    _ value: AnswerValue,
    _ read: (Substring, LogicalType) -> Number?
  ) throws(FunctionRefusal) -> Number? {
    guard case .text(let text) = value else { return nil }
    if let number = read(text[...], type) { return number }
    let trimmed = text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()
    if let number = read(Substring(String(trimmed)), type) { return number }
    throw FunctionRefusal(
      "endpoint \"\(endpoint)\" answered '\(text.prefix(100))' where \(type) is returned",
      sqlState: SQLState.externalRoutine
    )
  }

  private static func double(_ text: Substring, _: LogicalType) -> Double? { Double(text) }

  /// A whole number in the type's range, be it written with a fraction of zero.
  private static func integer(_ text: Substring, _ type: LogicalType) -> Int64? {
    let value = Int64(text) ?? Double(text).flatMap { Int64(exactly: $0) }
    let bits: Int64 =
      switch type {
      case .tinyint: 7
      case .smallint: 15
      case .integer: 31
      default: 63
      }
    guard let value, bits == 63 || (-(1 << bits)..<(1 << bits)).contains(value) else { return nil }
    return value
  }

  private static func boolean(_ text: Substring, _: LogicalType) -> Double? {
    switch text.lowercased() {
    case "true", "t", "1", "1.0": 1
    case "false", "f", "0", "0.0": 0
    default: nil
    }
  }
}
