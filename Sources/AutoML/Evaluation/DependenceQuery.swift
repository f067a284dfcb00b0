import DuckDB
import ModelSQL
import Models

/// The query that gives a model's partial dependence on a column (Friedman 2001, section 8.2): the mean
/// prediction of some rows with the column set to each of several values.
struct DependenceQuery {
  /// The model.
  let called: CalledModel
  /// The column's place among the arguments.
  private let index: Int
  private let source: String

  /// Rows whose predictions are averaged.
  private static let rowLimit = 1_000
  /// Values that a column is set to.
  private static let valueLimit = 20

  /// The dependence on a column, over the rows of a query or of a table.
  ///
  /// - Throws: where the model has no such column, does not use it, or knows no values of it.
  init(_ called: CalledModel, on column: String, data: String) throws(FunctionRefusal) {
    self.called = called
    source = EvaluatedRows.source(data)
    let names = called.signature.parameters.map(\.name)
    guard let index = names.firstIndex(where: { isSameName($0, column) }) else {
      let advice = nearest(to: column, in: names).map { "did you mean \"\($0)\"?" }
      throw FunctionRefusal(
        "the model has no column \"\(column)\": \(advice ?? "it has \(list(names))")"
      )
    }
    self.index = index
  }

  /// The query: `value`, `label` of classes, `prediction` with its standard error over the rows, and `rows`,
  /// those of training with the value, or above the value before.
  ///
  /// - Throws: where the model knows no values of the column.
  func text() throws(FunctionRefusal) -> String {
    let values = try values().enumerated().map {
      "(\($0.offset), \($0.element.value), \($0.element.rowCount))"
    }
    let arguments = called.signature.parameters.enumerated().map { place, parameter in
      place == index ? "CAST(\"value of column\" AS \(parameter.type))" : parameter.column
    }
    let labels = called.model.printedLabels
    let isClassifier = called.signature.isClassifier
    let call = called.function.call(arguments, byClass: isClassifier)
    let (prediction, label) =
      switch labels.count {
      case 0: (call, "CAST(NULL AS VARCHAR)")
      case 2: (EngineSQL.member(2, of: call), literal(labels[1]))
      default:
        ("unnest(\(call))", "unnest(\(EngineSQL.list(labels.map { literal($0) })))")
      }
    return """
      SELECT "value of column" AS value, label, system.main.avg(prediction) AS prediction,
        system.main.divide(system.main.stddev_samp(prediction),
          system.main.sqrt(system.main.count(prediction))) AS standard_error, "rows of value" AS rows
      FROM (SELECT "value of column", "rows of value", place, \(label) AS label,
        \(prediction) AS prediction
        FROM (\(CalledModel.sample(of: source, limit: Self.rowLimit))), (VALUES
        \(values.joined(separator: ", "))) AS grid(place, "value of column", "rows of value"))
      GROUP BY ALL ORDER BY system.main.min(place), label
      """
  }

  /// Values of the column as SQL of texts, with the rows of training that each stands for.
  private func values() throws(FunctionRefusal) -> [(value: String, rowCount: Int)] {
    let input = called.model.encoding.inputs[index]
    guard input.isUsed, let profile = called.model.profile else {
      throw FunctionRefusal(
        input.isUsed
          ? "the model has no profile of its training rows"
          : "the model does not use column \"\(input.name)\""
      )
    }
    let distribution = profile.inputs[index]
    let presentCount = Double(profile.rowCount) * (1 - distribution.missingShare)
    if let numbers = distribution.numbers {
      let kind = input.kind.ofValues
      return numbers.grid(of: Self.valueLimit).compactMap { value, share in
        kind.text(of: value).map { ($0, Int((share * presentCount).rounded())) }
      }
    }
    guard let levels = distribution.levels else {
      throw FunctionRefusal("column \"\(input.name)\" is free text, which has no values to set")
    }
    let order = levels.indices.sorted { (levels[$1], $0) < (levels[$0], $1) }
    return order.prefix(Self.valueLimit).map { (literal(input.levels[$0]), Int(levels[$0])) }
  }
}

extension NumberDistribution {
  /// Some of the steps, and the share of the values above the one before and up to each.
  fileprivate func grid(of limit: Int) -> [(value: Double, share: Double)] {
    var grid: [(value: Double, share: Double)] = []
    var before = 0.0
    for (index, share) in shares.enumerated() {
      let isChosen = share * Double(limit) >= Double(grid.count + 1) - 1e-9
      guard shares.count <= limit || isChosen || index + 1 == shares.count else { continue }
      grid.append((steps[index], share - before))
      before = share
    }
    return grid
  }
}
