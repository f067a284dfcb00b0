import DuckDB
import Models

/// From scores to predictions, as the columns of a query.
struct SQLPrediction {
  /// The query's levels.
  private(set) var levels: SQLLevels

  private let model: Model
  private var names: FreeNames

  /// The predictions of a model, in columns that are called otherwise than those that are kept.
  init(_ model: Model, kept: [String], levels: SQLLevels) {
    self.model = model
    self.levels = levels
    names = FreeNames(taken: kept)
  }

  /// The prediction's column, and with `withProbabilities` one for each class.
  ///
  /// - Throws: where a label has no literal.
  mutating func columns(
    of scores: [String],
    withProbabilities: Bool
  ) throws -> [(name: String, expression: String)] {
    let name = names.take("prediction")
    guard scores.count == 1 else {
      return try columns(ofMany: scores, name, withProbabilities: withProbabilities)
    }
    let score = levels.add(scores[0], to: .scores, letter: "s")
    guard case .classes(let labels) = model.predicted.values else {
      guard case .number = model.predicted.values else { return [(name, "0")] }
      return [(name, rounded(linked(score)))]
    }
    let probability = levels.add(linked(score), to: .predictions, letter: "p")
    let labelTexts = try labels.map(literal(ofLabel:))
    let prediction =
      "CASE WHEN \(probability) > \(PortableSQL.operand(model.threshold)) "
      + "THEN \(labelTexts[1]) ELSE \(labelTexts[0]) END"
    guard withProbabilities else { return [(name, prediction)] }
    let probabilities = zip(probabilityNames(), ["1 - \(probability)", probability])
    return [(name, prediction)] + probabilities.map { ($0, $1) }
  }

  /// The same where there is a score for each class or cluster: the greatest wins, the first of two alike.
  private mutating func columns(
    ofMany scores: [String],
    _ name: String,
    withProbabilities: Bool
  ) throws -> [(name: String, expression: String)] {
    let scores = scores.map { levels.add($0, to: .scores, letter: "s") }
    let largest = levels.add(PortableSQL.greatest(scores), to: .largest, letter: "m")
    levels.fence(.scores)
    levels.fence(.largest)
    let values =
      model.labels.isEmpty
      ? scores.indices.map { "\($0)" } : try model.labels.map(literal(ofLabel:))
    let prediction = PortableSQL.cases(
      zip(scores, values).dropLast().map { ("\($0) >= \(largest)", $1) },
      otherwise: values[values.count - 1]
    )
    guard withProbabilities, !model.labels.isEmpty else { return [(name, prediction)] }
    let probabilities = probabilities(of: scores, largest)
    return [(name, prediction)] + zip(probabilityNames(), probabilities).map { ($0, $1) }
  }

  private mutating func probabilities(of scores: [String], _ largest: String) -> [String] {
    let link = model.learner.link
    guard [.softmax, .shares].contains(link) else { return scores.map(linked) }
    let weights = scores.map {
      levels.add(
        link == .softmax ? PortableSQL.exponential("\($0) - \(largest)") : PortableSQL.share($0),
        to: .weights,
        letter: "w"
      )
    }
    let total = levels.add(PortableSQL.sum(weights), to: .totals, letter: "t")
    levels.fence(.weights)
    levels.fence(.totals)
    return weights.map { "\($0) / \(total)" }
  }

  /// The columns of the labels, as `automl predict` calls them.
  private mutating func probabilityNames() -> [String] {
    model.printedLabels.map { names.take("p_\($0)") }
  }

  /// A score behind the link.
  private func linked(_ score: String) -> String {
    switch model.learner.link {
    case .identity, .softmax: score
    case .logistic: "1 / (1 + \(PortableSQL.exponential("-\(score)")))"
    case .exponential: PortableSQL.exponential(score)
    case .sign: "CASE WHEN \(score) > 0 THEN 1 ELSE 0 END"
    case .shares: PortableSQL.share(score)
    }
  }
}

extension SQLPrediction {
  /// A class's label as a value of the target's type.
  private func literal(ofLabel label: String) throws -> String {
    let type = LogicalType(plainName: model.predicted.typeName)
    switch type?.targetKind {
    case .boolean: return label == "t" ? "TRUE" : "FALSE"
    case .integer:
      guard label.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }) else {
        throw ModelError.corrupt(detail: "labels")
      }
      return label
    case .decimal: return "CAST(\(PortableSQL.text(label)) AS \(model.predicted.typeName))"
    case .floating: return "CAST(\(PortableSQL.text(label)) AS FLOAT8)"
    case .text, nil:
      guard !label.utf8.contains(0) else {
        throw SQLInputs.refusal(
          model.predicted.name,
          "has a label with a NUL, which SQL has no literal for"
        )
      }
      return PortableSQL.text(label)
    }
  }

  /// A number as a value of the target's type: rounded to even by the casts of all three engines, and
  /// brought between the type's ends.
  private func rounded(_ number: String) -> String {
    switch LogicalType(plainName: model.predicted.typeName) {
    case .float: "CAST(\(number) AS REAL)"
    case .tinyint: integer(number, Int8.self, "SMALLINT")
    case .utinyint: integer(number, UInt8.self, "SMALLINT")
    case .smallint: integer(number, Int16.self, "SMALLINT")
    case .usmallint: integer(number, UInt16.self, "INTEGER")
    case .integer: integer(number, Int32.self, "INTEGER")
    case .uinteger: integer(number, UInt32.self, "BIGINT")
    case .bigint: integer(number, Int64.self, "BIGINT")
    case .ubigint, .hugeint, .uhugeint: "ROUND(\(number))"
    case .decimal(let width, let scale): decimal(number, width: width, scale: scale)
    default: number
    }
  }

  private func integer<Integer: FixedWidthInteger>(
    _ number: String,
    _ limits: Integer.Type,
    _ type: String
  ) -> String {
    // The largest Int64 is no Double: the one below is.
    let largest = min(
      Double(Integer.max),
      Double(sign: .plus, exponent: 63, significand: 1).nextDown
    )
    return "CAST(\(between(number, Double(Integer.min), largest)) AS \(type))"
  }

  private func decimal(_ number: String, width: Int, scale: Int) -> String {
    let unit = power(10, scale)
    let type = "DECIMAL(\(width), \(scale))"
    let limit = power(10, width) - 1
    guard width <= 18 else {
      return "CAST(\(between(number, -limit / unit, limit / unit)) AS \(type))"
    }
    let scaled = between("(\(number)) * \(PortableSQL.operand(unit))", -limit, limit)
    return
      "CAST(CAST(CAST(\(scaled) AS BIGINT) AS FLOAT8) / \(PortableSQL.operand(unit)) AS \(type))"
  }

  private func between(_ number: String, _ lowest: Double, _ highest: Double) -> String {
    "GREATEST(LEAST(\(number), \(PortableSQL.number(highest))), \(PortableSQL.number(lowest)))"
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { power, _ in power * base }
  }
}
