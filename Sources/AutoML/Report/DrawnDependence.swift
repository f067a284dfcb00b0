import DuckDB
import Models

/// Asks a model's function how its prediction moves with one input.
///
/// With rows it is the mean over a sample of them; without, of one row that is made of the values in the
/// middle of training.
struct DrawnDependence {
  /// The model with what calls it.
  let called: CalledModel
  /// The report of its training.
  let report: TrainingReport
  /// The importance of each input; NaN where it is not known.
  let strengths: [Double]
  /// The rows as SQL behind FROM; nil where there are none.
  let source: String?

  private static let sampleLimit = 300
  private static let stepLimit = 25
  private static let levelLimit = 10

  private var model: Model { called.model }

  /// The values that an input is given: as SQL, and as they are drawn.
  private struct Steps {
    let values: [String]
    let drawn: DependenceReport.Input.Steps
  }

  /// The effects of the strongest inputs; nil of clusters, and where no input's values are known.
  func report(on connection: Connection) throws -> DependenceReport? {
    if case .clusters = model.predicted.values { return nil }
    let (outputs, names) = outputs
    guard !outputs.isEmpty else { return nil }
    var inputs: [DependenceReport.Input] = []
    for index in order {
      guard inputs.count < DependenceReport.inputLimit else { break }
      guard let steps = try steps(of: index) ?? stepsOfData(index, on: connection),
        steps.values.count > 1
      else { continue }
      let means = try means(of: outputs, varying: index, steps.values, on: connection)
      guard let means, means.contains(where: { $0.contains(where: \.isFinite) }) else { continue }
      inputs.append(
        DependenceReport.Input(
          name: model.encoding.inputs[index].name,
          steps: steps.drawn,
          outputs: means
        )
      )
    }
    guard !inputs.isEmpty else { return nil }
    return DependenceReport(
      inputs: inputs,
      outputNames: names,
      predicted: predicted(names),
      rowCount: source == nil ? nil : try sampleCount(on: connection)
    )
  }

  private func predicted(_ names: [String]) -> String {
    if !model.labels.isEmpty {
      return names.count == 1 ? "probability of \(names[0].prefixed(24))" : "probability"
    }
    return report.problemType == "Ranking"
      ? "score" : "predicted \(model.predicted.name.prefixed(28))"
  }

  private func sampleCount(on connection: Connection) throws(DuckDBError) -> Int {
    let rows = try connection.query("SELECT system.main.count(*) FROM \(sample)").rows()
    guard case .integer(let count)?? = rows.first?.first else { return 0 }
    return Int(count)
  }

  // MARK: - Inputs

  /// The inputs, the strongest first.
  private var order: [Int] {
    let gains = (report.importance ?? []).map { ($0.feature, $0.gain) }
    let used = model.encoding.inputs.indices.filter { model.encoding.inputs[$0].isUsed }
    let known = strengths.contains { $0.isFinite }
    let weights = model.encoding.inputs.enumerated().map { index, input -> Double in
      if known { return strengths[index].isFinite ? strengths[index] : 0 }
      // A date's parts are features of their own.
      return gains.filter { $0.0 == input.name || $0.0.hasPrefix("\(input.name).") }
        .reduce(0) { $0 + $1.1 }
    }
    return used.sorted { weights[$0] == weights[$1] ? $0 < $1 : weights[$0] > weights[$1] }
  }

  /// The values that an input is varied over: its values in training; nil where they are not known.
  private func steps(of index: Int) -> Steps? {
    let input = model.encoding.inputs[index]
    guard let distribution = model.profile?.inputs[index], input.kind != .words else { return nil }
    if input.kind == .boolean {
      return Steps(values: ["'false'", "'true'"], drawn: .levels(["false", "true"]))
    }
    if let rows = distribution.levels {
      let shown = rows.indices.filter { rows[$0] > 0 }
        .sorted { rows[$0] == rows[$1] ? $0 < $1 : rows[$0] > rows[$1] }
        .prefix(Self.levelLimit).sorted()
      let levels = shown.map { input.levels[$0] }
      return Steps(values: levels.map { literal($0) }, drawn: .levels(levels))
    }
    guard let numbers = distribution.numbers else { return nil }
    let drawn = Self.steps(of: numbers)
      .compactMap { step in input.kind.ofValues.text(of: step).map { (step, $0) } }
    let moment: ChartAxis.Moment? =
      switch input.kind.ofValues {
      case .date: .days
      case .timestamp: .seconds
      case .time: .timeOfDay
      default: nil
      }
    return Steps(values: drawn.map(\.1), drawn: .numbers(drawn.map(\.0), moment))
  }

  /// All steps where they are few, else some at even shares of the rows, without the outermost.
  private static func steps(of numbers: NumberDistribution) -> [Double] {
    guard numbers.steps.count > stepLimit else { return numbers.steps }
    return Set(shares.map { numbers.quantile($0) }).sorted()
  }

  /// Shares of the rows at even distances, without the outermost.
  private static let shares = (0..<stepLimit).map {
    0.02 + 0.96 * Double($0) / Double(stepLimit - 1)
  }

  /// The values that an input of a model without a profile is varied over: those of the data.
  private func stepsOfData(_ index: Int, on connection: Connection) throws -> Steps? {
    let (input, column) = (model.encoding.inputs[index], quoted(model.encoding.inputs[index].name))
    guard let source, model.profile == nil else { return nil }
    if input.kind == .number {
      let shares = Self.shares.map { fixed($0, digits: 4) }.joined(separator: ", ")
      let rows = try connection.query(
        "SELECT DISTINCT unnest(system.main.quantile_disc(\(column), [\(shares)])) FROM \(source)"
          + " WHERE system.main.isfinite(\(column)) ORDER BY 1"
      ).rows()
      let numbers = rows.compactMap { if case .double(let number) = $0[0] { number } else { nil } }
      return Steps(values: numbers.map { "\($0)" }, drawn: .numbers(numbers, nil))
    }
    guard input.kind.isCategory else { return nil }
    let text = "CAST(\(column) AS VARCHAR)"
    let rows = try connection.query(
      "SELECT \(text) FROM \(source) WHERE \(column) IS NOT NULL GROUP BY ALL"
        + " ORDER BY system.main.count(*) DESC, \(text) LIMIT \(Self.levelLimit)"
    ).rows()
    let levels = rows.compactMap { if case .text(let level) = $0[0] { level } else { nil } }
    return Steps(values: levels.map { literal($0) }, drawn: .levels(levels))
  }

  // MARK: - Outputs

  /// The numbers that are asked for, as functions of the prediction in SQL, and their names.
  private var outputs: (functions: [(String) -> String], names: [String]) {
    guard !model.labels.isEmpty else {
      return ([{ "CAST(\($0) AS DOUBLE)" }], [""])
    }
    let labels = model.printedLabels
    let shown: [Int]
    if labels.count == 2 {
      let positive = report.decision?.positiveClass
      shown = [
        model.labels.firstIndex { $0 == positive } ?? labels.firstIndex { $0 == positive } ?? 1
      ]
    } else {
      let counts = Dictionary(
        (report.classes ?? []).map { ($0.label, $0.rows) },
        uniquingKeysWith: { first, _ in first }
      )
      let ranked = labels.indices.sorted { a, b in
        let (x, y) = (counts[model.labels[a]] ?? 0, counts[model.labels[b]] ?? 0)
        return x == y ? a < b : x > y
      }
      shown = Array(ranked.prefix(DependenceReport.outputLimit))
    }
    return (
      shown.map { index in { "system.main.list_extract(\($0), \(index + 1))" } },
      shown.map { labels[$0] }
    )
  }

  // MARK: - SQL

  private var sample: String {
    guard let source else { return "(SELECT \(middle))" }
    return "(SELECT sample.* FROM \(source) AS sample"
      + " ORDER BY system.main.hash(system.main.hash(sample)) LIMIT \(Self.sampleLimit))"
  }

  /// The row in the middle of training.
  private var middle: String {
    let columns = zip(model.encoding.inputs.indices, called.signature.parameters).map {
      "CAST(\(value(inTheMiddleOf: $0)) AS \($1.type)) AS \(quoted($1.name))"
    }
    return columns.joined(separator: ", ")
  }

  private func value(inTheMiddleOf index: Int) -> String {
    let input = model.encoding.inputs[index]
    guard input.isUsed, let distribution = model.profile?.inputs[index] else { return "NULL" }
    if let rows = distribution.levels, let most = rows.max(),
      let level = rows.firstIndex(of: most)
    {
      return literal(input.levels[level])
    }
    guard let numbers = distribution.numbers else { return "NULL" }
    let median = numbers.quantile(0.5)
    if input.kind == .boolean { return median >= 0.5 ? "'true'" : "'false'" }
    return input.kind.ofValues.text(of: median) ?? "NULL"
  }

  /// For each output the mean at each value.
  private func means(
    of outputs: [(String) -> String],
    varying index: Int,
    _ values: [String],
    on connection: Connection
  ) throws -> [[Double]]? {
    let parameters = called.signature.parameters
    let arguments = parameters.enumerated().map { position, parameter in
      guard parameter.isUsed else { return parameter.column }
      return position == index ? "step.value" : "sample.\(quoted(parameter.name))"
    }
    let steps = values.enumerated().map {
      "(\($0.offset), CAST(\($0.element) AS \(parameters[index].type)))"
    }
    let prediction = called.function.call(arguments, byClass: !model.labels.isEmpty)
    let columns = outputs.enumerated().map { "\($0.element("prediction")) AS output\($0.offset)" }
    // Sums are taken here, in one order: threads would change their last digits.
    let rows = try connection.query(
      "SELECT number, \(columns.joined(separator: ", ")) FROM (SELECT step.number, \(prediction) AS"
        + " prediction FROM (VALUES \(steps.joined(separator: ", "))) AS step(number, value),"
        + " \(sample) AS sample) ORDER BY ALL"
    ).rows()
    guard !rows.isEmpty else { return nil }
    var sums = [[Double]](
      repeating: [Double](repeating: 0, count: values.count),
      count: outputs.count
    )
    var counts = sums
    for row in rows {
      guard case .integer(let step) = row[0] else { continue }
      for output in outputs.indices {
        guard case .double(let number) = row[output + 1], number.isFinite else { continue }
        sums[output][Int(step)] += number
        counts[output][Int(step)] += 1
      }
    }
    return zip(sums, counts).map { zip($0, $1).map { $1 > 0 ? $0 / $1 : .nan } }
  }
}
