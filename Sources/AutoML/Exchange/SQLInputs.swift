import DuckDB
import Models

/// The features of a model as columns of a query, each made once, when it is first asked for.
struct SQLInputs {
  /// The query.
  var levels: SQLLevels

  private let encoding: FeatureEncoding
  private let featureInputs: [Int]
  private let featureNames: [String]
  private var values: [Int: String] = [:]
  private var parts: [Int: String] = [:]
  private var places: [Int: String] = [:]

  /// Features in `levels`.
  init(_ encoding: FeatureEncoding, levels: SQLLevels) {
    self.encoding = encoding
    self.levels = levels
    featureInputs = encoding.featureInputs
    featureNames = encoding.featureNames
  }

  /// The input that a feature is made of.
  func input(of feature: Int) -> InputColumn { encoding.inputs[featureInputs[feature]] }

  /// The part of a date or time that a feature is; nil where it is its input.
  func part(of feature: Int) -> DatePartName? {
    let name = featureNames[feature].dropFirst(input(of: feature).name.count + 1)
    return DatePartName(rawValue: String(name))
  }

  /// The column of a feature that is a number: NULL where it is missing.
  ///
  /// - Throws: where the three engines have no common form for the input.
  mutating func number(_ feature: Int) throws -> String {
    let value = try value(featureInputs[feature])
    guard let part = part(of: feature) else { return value }
    if let known = parts[feature] { return known }
    let name = levels.add(
      part.expression(of: value, kind: input(of: feature).kind),
      to: .parts,
      letter: "d"
    )
    parts[feature] = name
    return name
  }

  /// The text of a feature that is a category.
  ///
  /// - Throws: where its values have another text from engine to engine.
  func text(_ feature: Int) throws -> String {
    let input = input(of: feature)
    let isInteger = LogicalType(plainName: input.typeName)?.targetKind == .integer
    guard input.kind != .category || isInteger || input.typeName == "DATE" else {
      throw Self.refusal(
        input.name,
        "has values as categories whose texts differ from engine to engine"
      )
    }
    // An ENUM is compared with none but its own texts; VARCHAR alone is 256 bytes in Redshift.
    return input.typeName == "VARCHAR"
      ? quoted(input.name) : "CAST(\(quoted(input.name)) AS VARCHAR(65535))"
  }

  /// The column of a category's places among its levels, from 1 on: NULL for NULL and any other text.
  ///
  /// - Throws: where its values have another text from engine to engine, or a text has a NUL.
  mutating func place(_ feature: Int) throws -> String {
    if let known = places[feature] { return known }
    let numbers = input(of: feature).levels.indices.map { String($0 + 1) }
    let cases = try lookUp(feature, levels: numbers, missing: "NULL", unseen: "NULL")
    let name = levels.add(cases, to: .values, letter: "k")
    // Written out, the cases would stand wherever a tree asks for the place.
    levels.fence(.values)
    places[feature] = name
    return name
  }

  /// A value for each text of a category, for NULL and for any other text.
  ///
  /// - Throws: where a text has a NUL.
  func lookUp(
    _ feature: Int,
    levels values: [String],
    missing: String,
    unseen: String
  ) throws -> String {
    let text = try text(feature)
    let rows = try zip(levelTexts(feature), values).filter { $1 != unseen }
      .map { (condition: "\(text) = \($0)", value: $1) }
    let null =
      missing == unseen ? [] : [(condition: "\(text) IS NULL", value: missing)]
    let cases = null + rows
    return cases.isEmpty ? unseen : PortableSQL.cases(cases, otherwise: unseen)
  }

  /// The literals of a category's levels.
  ///
  /// - Throws: where a text has a NUL.
  func levelTexts(_ feature: Int) throws -> [String] {
    let input = input(of: feature)
    guard !input.levels.contains(where: { $0.utf8.contains(0) }) else {
      throw Self.refusal(input.name, "has a text with a NUL, which SQL has no literal for")
    }
    return input.levels.map { PortableSQL.text($0) }
  }

  private mutating func value(_ index: Int) throws -> String {
    if let known = values[index] { return known }
    let name = levels.add(try Self.value(of: encoding.inputs[index]), to: .values, letter: "x")
    values[index] = name
    return name
  }

  /// The error on a column that a query cannot read.
  static func refusal(_ column: String, _ reason: String) -> AutoMLError {
    AutoMLError(
      sqlState: SQLState.featureNotSupported,
      message: "column \"\(column)\" \(reason)",
      hint: "The formats automl and text take every model; or train without the column."
    )
  }
}

extension SQLInputs {
  /// An input as a number, in the units of `FeatureEncoding`.
  private static func value(of input: InputColumn) throws -> String {
    let column = quoted(input.name)
    switch input.kind {
    case .number:
      let number = "CAST(\(column) AS \(PortableSQL.numberType))"
      guard ["FLOAT", "DOUBLE"].contains(input.typeName) else { return number }
      // NaN is above all numbers in DuckDB and PostgreSQL, and not below any where it is as IEEE says.
      return "CASE WHEN \(number) <= \(PortableSQL.number(.infinity)) THEN \(number) END"
    case .boolean:
      return "CAST(CASE WHEN \(column) THEN 1 WHEN NOT \(column) THEN 0 END AS FLOAT8)"
    case .date:
      let date = "CAST(\(column) AS DATE)"
      return between(
        date,
        "DATE '0001-01-01'",
        "DATE '9999-12-31'",
        value: "CAST(\(date) - DATE '1970-01-01' AS FLOAT8)"
      )
    case .timestamp:
      let type = input.typeName == "TIMESTAMP WITH TIME ZONE" ? "TIMESTAMPTZ" : "TIMESTAMP"
      let time = "CAST(\(column) AS \(type))"
      return between(
        time,
        "CAST('0001-01-02 00:00:00' AS \(type))",
        "CAST('9999-12-30 23:59:59' AS \(type))",
        value: "CAST(EXTRACT(EPOCH FROM \(time)) AS FLOAT8)"
      )
    case .time where input.typeName != "TIME WITH TIME ZONE":
      // Not every engine has an epoch of times.
      return "CAST(EXTRACT(EPOCH FROM (DATE '1970-01-01' + CAST(\(column) AS TIME))) AS FLOAT8)"
    case .time:
      throw refusal(input.name, "is a time with a time zone, which Redshift does not bring to UTC")
    case .numberText, .dateText, .timestampText, .timeText:
      throw refusal(
        input.name,
        "holds numbers, dates or times in texts, for which SQL has no reading that all engines share"
      )
    case .text, .category: return column
    case .words:
      throw refusal(input.name, "is free text, for whose words SQL has no reading that all share")
    }
  }

  /// `value`, and an infinity where a date is outside of the years that all engines have.
  private static func between(
    _ date: String,
    _ first: String,
    _ last: String,
    value: String
  ) -> String {
    PortableSQL.cases(
      [
        (condition: "\(date) > \(last)", value: PortableSQL.number(.infinity)),
        (condition: "\(date) < \(first)", value: PortableSQL.number(-.infinity)),
      ],
      otherwise: value
    )
  }
}

/// A part of a date or time, by the ending that it gives to a feature's name.
enum DatePartName: String {
  case year, month, day, weekday, hour

  /// The part of a date in days, or a time in seconds; NULL where that is NULL or infinite.
  func expression(of value: String, kind: InputKind) -> String {
    if kind == .time { return "FLOOR(\(value) / 3600)" }
    let isDate = kind == .date
    let days = isDate ? value : "FLOOR(\(value) / 86400)"
    let (first, last) = isDate ? (-719_162, 2_932_896) : (-62_135_596_800, 253_402_300_799)
    let part =
      switch self {
      case .year, .month, .day:
        "CAST(EXTRACT(\(rawValue.uppercased()) FROM (DATE '1970-01-01' + "
          + "CAST(\(days) AS INTEGER))) AS FLOAT8)"
      // 1970-01-01 was a Thursday, day 4 of its week.
      case .weekday: "\(days) + 4 - 7 * FLOOR((\(days) + 3) / 7)"
      case .hour: "FLOOR((\(value) - 86400 * \(days)) / 3600)"
      }
    return "CASE WHEN \(value) BETWEEN \(first) AND \(last) THEN \(part) END"
  }
}
