/// The lines of SHOW MODEL about the learnt parts.
extension ModelDescription {
  /// So many features or coefficients are printed; `automl show --json` has them all.
  private static let lineLimit = 30

  func learned(_ report: TrainingReport) -> [[String?]] {
    convergence(report) + coefficients(report) + clusters(report) + importance(report)
  }

  private func convergence(_ report: TrainingReport) -> [[String?]] {
    guard let convergence = report.convergence else { return [] }
    return Self.heading("CONVERGENCE:") + [
      ["Ending", convergence.summary],
      ["Gradient Norm", significant(convergence.gradientNorm)],
      ["Objective Value", significant(convergence.objective)],
    ]
  }

  private func coefficients(_ report: TrainingReport) -> [[String?]] {
    guard let coefficients = report.coefficients else { return [] }
    return section("COEFFICIENTS:", coefficients) { coefficient in
      let error = coefficient.standardError.map { ", standard error \(significant($0))" } ?? ""
      return [
        (coefficient.label.map { "\($0): " } ?? "") + coefficient.feature,
        significant(coefficient.value) + error,
      ]
    }
  }

  private func clusters(_ report: TrainingReport) -> [[String?]] {
    guard let clusters = report.clusters else { return [] }
    return section("CLUSTERS:", clusters) { cluster in
      let means = cluster.centroid.map { "\($0.feature) \(significant($0.mean))" }
      return [
        "\(cluster.cluster)",
        "\(grouped(cluster.rows)) rows, \(means.joined(separator: ", "))",
      ]
    }
  }

  private func importance(_ report: TrainingReport) -> [[String?]] {
    guard let importance = report.importance else { return [] }
    return section("IMPORTANCE:", importance) { feature in
      [
        feature.feature,
        "gain \(significant(feature.gain)), cover \(significant(feature.cover)), "
          + "\(grouped(feature.splits)) \(feature.splits == 1 ? "split" : "splits")",
      ]
    }
  }

  private func section<Element>(
    _ title: String,
    _ elements: [Element],
    _ row: (Element) -> [String?]
  ) -> [[String?]] {
    let shown = elements.prefix(Self.lineLimit).map(row)
    let rest = elements.count - shown.count
    return Self.heading(title) + shown
      + (rest > 0 ? [["", "and \(grouped(rest)) more: automl show --json has them"]] : [])
  }
}
