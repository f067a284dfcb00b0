/// The lines of SHOW MODEL about the learnt parts.
extension ModelDescription {
  /// So many features or coefficients are printed.
  private static let lineLimit = 8
  /// Characters of the longest bar.
  private static let barWidth = 24

  func learned(_ report: TrainingReport) -> [DescriptionRow] {
    coefficients(report) + convergence(report) + clusters(report)
  }

  private func convergence(_ report: TrainingReport) -> [DescriptionRow] {
    guard let convergence = report.convergence else { return [] }
    return DescriptionRow.heading("CONVERGENCE:") + [
      DescriptionRow("Ending", convergence.summary),
      DescriptionRow("Gradient Norm", short(convergence.gradientNorm)),
      DescriptionRow("Objective Value", short(convergence.objective)),
    ]
  }

  private func coefficients(_ report: TrainingReport) -> [DescriptionRow] {
    guard let coefficients = report.coefficients else { return [] }
    let shown = coefficients.prefix(Self.lineLimit).map { coefficient in
      let error = coefficient.standardError.map { ", standard error \(short($0))" } ?? ""
      return DescriptionRow(
        (coefficient.label.map { "\($0): " } ?? "") + coefficient.feature,
        short(coefficient.value) + error
      )
    }
    return DescriptionRow.heading("COEFFICIENTS:") + shown
      + rest(coefficients.count - shown.count, "FROM automl.coefficients(\(nameLiteral))")
  }

  private func clusters(_ report: TrainingReport) -> [DescriptionRow] {
    guard let clusters = report.clusters else { return [] }
    let worth = report.clustering.map { clustering in
      [
        DescriptionRow("Inertia", short(clustering.inertia)),
        DescriptionRow("Silhouette", clustering.silhouette.map(short)),
      ].compactMap(\.self)
    }
    let shown = clusters.prefix(Self.lineLimit).map { cluster in
      let means = cluster.centroid.map { "\($0.feature) \(short($0.mean))" }
      return DescriptionRow(
        "\(cluster.cluster)",
        "\(grouped(cluster.rows)) rows, \(means.joined(separator: ", "))"
      )
    }
    return DescriptionRow.heading("CLUSTERS:", "rows, and the mean of each column")
      + (worth ?? []) + shown
      + rest(clusters.count - shown.count, showCommand)
  }

  /// The share of each column in what moves predictions; of a model from outside, in its trees' gain.
  func importance(_ report: TrainingReport) -> [DescriptionRow] {
    let columns =
      explanation.flatMap { JSON.value(ModelExplanation.self, from: $0)?.movements } ?? []
    let isGain = columns.isEmpty
    let parts = isGain ? (report.importance ?? []).map { ($0.feature, $0.gain) } : columns
    let total = parts.reduce(0) { $0 + $1.1 }
    guard let most = parts.first?.1, total > 0, total.isFinite else { return [] }
    let shown = parts.prefix(Self.lineLimit).map { name, part in
      let bar = String(repeating: "█", count: Int((part / most * Double(Self.barWidth)).rounded()))
      let share = ScreenText.padded(percent(part / total), to: 8, right: true)
      return DescriptionRow(name, bar.isEmpty ? share : "\(share)  \(bar)")
    }
    let place =
      isGain
      ? "FROM automl.splits(\(nameLiteral))" : "SELECT explain_model(\(nameLiteral))"
    return DescriptionRow.heading(
      "IMPORTANCE:",
      isGain ? "share of the trees' gain" : "share of what moves predictions"
    ) + shown + rest(parts.count - shown.count, place)
  }
}
