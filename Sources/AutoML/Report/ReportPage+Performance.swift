import Models

/// The part of the page on where the model errs: on a file, or as the training's report has it.
extension ReportPage {
  var performance: Markup {
    guard let data = content.data, let metrics = data.metrics else { return stored }
    var parts: [Markup] = [
      """
      <p>On the \(grouped(data.rowCount)) rows of <code>\(data.name.prefixed(200))</code>:</p>
      \(table(of: metrics))
      """
    ]
    if let classes = data.classes {
      if let curves = classes.curves {
        parts.append(self.curves(curves))
      } else {
        parts.append(
          """
          <p class="note">Curves are drawn of at most \(ReportClasses.curveLimit) classes: \
          <code>\(content.place(.rocCurve))</code> and <code>\(content.place(.calibration))</code> have \
          those of all.</p>

          """
        )
      }
      parts.append(confusion(classes.confusion))
      if let thresholds = classes.thresholds { parts.append(self.thresholds(thresholds)) }
    }
    if let residuals = data.residuals { parts.append(self.residuals(residuals)) }
    if data.residuals == nil, data.classes?.thresholds == nil, learningCurve != .none {
      parts.append("<div class=\"charts\">\(learningCurve)</div>\n")
    }
    return .joined(parts)
  }

  private static let metricLimit = 60

  private func table(of metrics: ReportRows) -> Markup {
    let names = metrics.texts("metric")
    let (values, baselines) = (metrics.numbers("value"), metrics.numbers("baseline"))
    let errors = metrics.numbers("standard_error")
    let shown = (0..<metrics.count).prefix(Self.metricLimit)
    // Those of classes are shares, but for the log loss; those of numbers have units of their own.
    let areShares = !content.model.labels.isEmpty
    func number(_ value: Double) -> Markup {
      areShares && value.isFinite ? "\(fixed(value, digits: 4))" : PageTable.number(value)
    }
    let rows = shown.map { row -> [Markup] in
      let name = names[row] ?? ""
      let isCount = name.hasPrefix("rows") && values[row].magnitude < 1e15
      let value = isCount ? "\(grouped(Int(values[row])))" : number(values[row])
      let error: Markup = errors[row].isFinite ? "± \(number(errors[row]))" : .none
      return [
        .cut(name, to: 60), value, error, baselines[row].isFinite ? number(baselines[row]) : .none,
      ]
    }
    return PageTable(
      columns: [
        .text("Metric"), .number("Value"), .number("Std. error"), .number("Without any column"),
      ],
      rows: Array(rows),
      rest: (metrics.count - shown.count, content.place(.evaluate))
    ).markup
  }

  // MARK: - Curves

  /// The classes that curves are drawn of: those of most rows.
  private func curveClasses(_ rows: ReportRows) -> [String] {
    var seen: Set<String> = []
    let all = rows.texts("class").compactMap(\.self).filter { seen.insert($0).inserted }
    let counts = Dictionary(
      (content.report.classes ?? []).map { (content.printed($0.label), $0.rows) },
      uniquingKeysWith: { first, _ in first }
    )
    return Array(
      all.enumerated().sorted { a, b in
        let (x, y) = (counts[a.element] ?? 0, counts[b.element] ?? 0)
        return x == y ? a.offset < b.offset : x > y
      }.prefix(5).map(\.element)
    )
  }

  private func series(
    _ rows: ReportRows,
    of classes: [String],
    _ x: String,
    _ y: String,
    errors: String? = nil
  ) -> [LineChart.Series] {
    let (labels, xs, ys) = (rows.texts("class"), rows.numbers(x), rows.numbers(y))
    let reaches = errors.map { rows.numbers($0) }
    return classes.map { label in
      let own = labels.indices.filter { labels[$0] == label && xs[$0].isFinite && ys[$0].isFinite }
      return LineChart.Series(
        name: label,
        points: own.map { ChartPoint(xs[$0], ys[$0]) },
        errors: reaches.map { reach in own.map { 1.96 * reach[$0] } } ?? [],
        showsPoints: errors != nil
      )
    }
  }

  private func curves(_ curves: ReportClasses.Curves) -> Markup {
    let classes = curveClasses(curves.roc)
    guard !classes.isEmpty else { return .none }
    let isOne = classes.count == 1
    let note = isOne ? "Of class \(classes[0].prefixed(40))." : "Of each class against all others."
    func frame(_ title: String, _ x: String, _ y: String) -> ChartFrame {
      ChartFrame(title: title, size: .half, horizontal: .share(x), vertical: .share(y))
    }
    let roc = LineChart(
      frame: frame("ROC curve", "false positive rate", "true positive rate"),
      series: series(curves.roc, of: classes, "false_positive_rate", "true_positive_rate"),
      reference: (ChartPoint(0, 0), ChartPoint(1, 1)),
      note: note
    )
    let precision = LineChart(
      frame: frame("Precision-recall curve", "recall", "precision"),
      series: series(curves.precision, of: classes, "recall", "precision"),
      note: note
    )
    let shown = isOne ? classes : Array(classes.prefix(3))
    let calibration = LineChart(
      frame: frame("Calibration", "mean predicted probability", "share of the class"),
      series: series(
        curves.calibration,
        of: shown,
        "mean_probability",
        "actual_share",
        errors: "standard_error"
      ),
      reference: (ChartPoint(0, 0), ChartPoint(1, 1)),
      note: "Bars are 95 % intervals; on the dashed line probabilities mean what they say."
    )
    return "<div class=\"charts\">\(roc.figure)\(precision.figure)\(calibration.figure)</div>\n"
  }

  // MARK: - Thresholds

  private func thresholds(_ rows: ReportRows) -> Markup {
    let places = rows.numbers("threshold")
    let inUse = zip(places, rows.texts("in_use")).first { $0.1 == "true" }?.0
    // Where the class is never predicted there is no precision.
    let positives = zip(rows.numbers("true_positives"), rows.numbers("false_positives"))
    let precision = zip(rows.numbers("precision"), positives).map { value, counts in
      counts.0 + counts.1 > 0 ? value : .nan
    }
    let figures = thresholdChart(
      places,
      [("precision", precision), ("recall", rows.numbers("recall")), ("f1", rows.numbers("f1"))],
      inUse: inUse
    )
    let cost = costChart(rows, places, inUse: inUse)
    return "<div class=\"charts\">\(figures)\(cost)\(learningCurve)</div>\n"
  }

  private func thresholdChart(
    _ places: [Double],
    _ lines: [(String, [Double])],
    inUse: Double?
  ) -> Markup {
    let positive = content.report.decision.map { content.printed($0.positiveClass) }
    let label = positive ?? content.model.printedLabels.last ?? ""
    return LineChart(
      frame: ChartFrame(
        title: "Precision, recall and F1 by threshold",
        size: .half,
        horizontal: .share("probability above which it is predicted"),
        vertical: .share("share")
      ),
      series: lines.map { name, values in
        LineChart.Series(
          name: name == "f1" ? "F1" : name,
          points: zip(places, values).map { ChartPoint($0, $1) }
        )
      },
      mark: inUse.map { ($0, "in use: \(short($0))") },
      note: "Of class \(label.prefixed(40))."
    ).figure
  }

  private func costChart(_ rows: ReportRows, _ places: [Double], inUse: Double?) -> Markup {
    guard let costs = content.costs, let data = content.data, data.rowCount > 0 else {
      return .none
    }
    let wrong = zip(rows.numbers("false_positives"), rows.numbers("false_negatives"))
    let values = wrong.map { positives, negatives in
      (positives * costs.falsePositive + negatives * costs.falseNegative) / Double(data.rowCount)
    }
    return LineChart(
      frame: ChartFrame(
        title: "Cost by threshold",
        size: .half,
        horizontal: .share("probability above which it is predicted"),
        vertical: .numbers("cost per row", [0] + values)
      ),
      series: [
        LineChart.Series(name: "cost", points: zip(places, values).map { ChartPoint($0, $1) })
      ],
      mark: inUse.map { ($0, "in use: \(short($0))") },
      note: "A false positive costs \(short(costs.falsePositive)), a false negative "
        + "\(short(costs.falseNegative))."
    ).figure
  }

  // MARK: - Stored

  /// The curves that the training's report has.
  private var stored: Markup {
    var charts = Markup.none
    if let decision = content.report.decision, let curve = decision.curve, !curve.isEmpty {
      let lines = [
        ("precision", curve.map(\.precision)), ("recall", curve.map(\.recall)),
        ("f1", curve.map(\.f1)),
      ]
      charts = thresholdChart(curve.map(\.threshold), lines, inUse: decision.threshold)
    }
    let learning = learningCurve
    guard charts != .none || learning != .none else { return .none }
    return """
      <p class="note">On rows that were held out while it was trained. More is told of a file with the \
      target: <code>automl report --data FILE</code>.</p>
      <div class="charts">\(charts)\(learning)</div>

      """
  }

  private var learningCurve: Markup {
    guard let points = content.report.learningCurve, points.count > 1 else { return .none }
    let best = points.min { $0.validationLoss < $1.validationLoss }
    return LineChart(
      frame: ChartFrame(
        title: "Learning curve",
        size: .half,
        horizontal: .numbers("round of boosting", points.map { Double($0.round) }, tight: true),
        vertical: .numbers("loss of held-out rows", points.map(\.validationLoss))
      ),
      series: [
        LineChart.Series(
          name: "loss",
          points: points.map { ChartPoint(Double($0.round), $0.validationLoss) }
        )
      ],
      mark: best.map { (Double($0.round), "least: \(grouped($0.round))") }
    ).figure
  }

  // MARK: - Residuals

  private func residuals(_ residuals: ReportResiduals) -> Markup {
    let target = (content.shown?.target ?? "value").prefixed(24)
    let count = residuals.points.count
    let sample =
      count == ReportResiduals.pointLimit
      ? "\(grouped(count)) rows, drawn by a hash of each. " : ""
    let cloud = ScatterChart.diagonal(
      "Predicted and actual",
      "predicted \(target)",
      "actual \(target)",
      residuals.points,
      note: "\(sample)On the dashed line both are the same."
    )
    let beyond =
      residuals.beyond > 0 ? "\(grouped(residuals.beyond)) rows lie beyond the ends." : ""
    let histogram = BarChart.histogram(
      "Residuals",
      "actual less predicted \(target)",
      from: residuals.start,
      width: residuals.width,
      residuals.counts,
      note: beyond
    )
    return "<div class=\"charts\">\(cloud)\(histogram)\(learningCurve)</div>\n"
  }
}
