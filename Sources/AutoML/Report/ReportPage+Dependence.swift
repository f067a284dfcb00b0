import ModelSQL

/// The parts of the page on what moves predictions, and on how to ask for them.
extension ReportPage {
  var dependence: Markup {
    guard let report = content.dependence, !report.inputs.isEmpty else { return .none }
    let values = report.inputs.flatMap { $0.outputs.flatMap(\.self) }
    let axis = ChartAxis.numbers(report.predicted, values)
    let charts = report.inputs.map { chart($0, axis, report) }
    let base =
      report.rowCount.map {
        "Means over \(grouped($0)) rows of the data, drawn by a hash of each, in which one column is set "
          + "to the value while the others stay as they are."
      }
      ?? "One column is varied over the values of training, the others stand at their median or most "
      + "frequent level: a cut through the model. With --data the mean over rows is shown."
    return """
      <p class="note">\(base) All charts have the same scale of predictions.</p>
      <div class="charts">\(charts)</div>

      """
  }

  private func chart(
    _ input: DependenceReport.Input,
    _ predicted: ChartAxis,
    _ report: DependenceReport
  ) -> Markup {
    switch input.steps {
    case .levels(let levels):
      return ScatterChart.named(
        input.name,
        predicted,
        levels.enumerated().map { line, level in (level, input.outputs.map { $0[line] }) },
        series: report.outputNames
      )
    case .numbers(let numbers, let moment):
      let name = input.name.prefixed(40)
      let axis: ChartAxis =
        moment.map { .moments(name, numbers, $0) } ?? .numbers(name, numbers, about: 4, tight: true)
      return LineChart(
        frame: ChartFrame(title: input.name, size: .half, horizontal: axis, vertical: predicted),
        series: zip(report.outputNames, input.outputs).map { name, values in
          LineChart.Series(
            name: name,
            points: zip(numbers, values).map { ChartPoint($0, $1) },
            showsPoints: numbers.count <= 12
          )
        }
      ).figure
    }
  }

  // MARK: - Calls

  var calls: Markup {
    guard let shown = content.shown else { return .none }
    let call = PredictionCall(entry: content.entry, shown: shown)
    let name = content.nameLiteral
    var parts: [Markup] = []
    if let importing = content.importing {
      parts.append("<h3>Make a function of the file</h3>\n<pre>\(importing)</pre>\n")
    }
    parts += [
      "<h3>Signature</h3>\n<pre>\(call.signature)</pre>\n",
      "<h3>Predict</h3>\n<pre>\(call.example)</pre>\n",
    ]
    if shown.isClassification, let probabilities = probabilityCall(shown) {
      parts.append("<h3>Probabilities</h3>\n<pre>\(probabilities)</pre>\n")
    }
    if content.report.problemType != "Ranking", shown.target != nil {
      parts.append(
        """
        <h3>Judge it on other rows</h3>
        <pre>FROM automl.evaluate(\(name), 'SELECT * FROM holdout');</pre>

        """
      )
    }
    return .joined(parts)
  }

  private func probabilityCall(_ shown: ShownModel) -> String? {
    let entry = content.entry
    guard let function = ProbabilityFunction.names(for: entry.functionName).first else {
      return nil
    }
    let arguments = shown.parameters.map { SQLText.engineIdentifier($0) }.joined(separator: ", ")
    let schema =
      entry.functionSchema == "main" ? "" : "\(SQLText.engineIdentifier(entry.functionSchema))."
    return "SELECT \(schema)\(SQLText.engineIdentifier(function))(\(arguments)) FROM new_rows;"
  }
}
