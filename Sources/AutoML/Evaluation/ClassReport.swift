import DuckDB
import Learning

/// The reports on predicted classes, a closed set.
enum ClassReport: String, CaseIterable {
  case metrics, confusion, thresholds, roc, precision, calibration, lift

  /// The columns.
  var columns: [ReportColumn] {
    switch self {
    case .metrics: Self.metricColumns
    case .confusion:
      [
        ReportColumn("actual", .varchar()), ReportColumn("predicted", .varchar()),
        ReportColumn("rows", .bigint),
      ]
    case .thresholds:
      numbers(["threshold"]) + [ReportColumn("in_use", .boolean)]
        + numbers(["precision", "recall", "f1", "accuracy"])
        + counts(["true_positives", "false_positives", "false_negatives", "true_negatives"])
    case .roc:
      [ReportColumn("class", .varchar())]
        + numbers(["threshold", "false_positive_rate", "true_positive_rate"])
    case .precision:
      [ReportColumn("class", .varchar())] + numbers(["threshold", "precision", "recall"])
    case .calibration:
      [ReportColumn("class", .varchar())] + numbers(["bin_start", "bin_end"]) + counts(["rows"])
        + numbers(["mean_probability", "actual_share", "standard_error"])
    case .lift:
      [ReportColumn("class", .varchar())] + counts(["tenth"])
        + numbers(["rows", "actual_rows", "lift", "gain"])
    }
  }

  /// The columns of metrics.
  static let metricColumns =
    [ReportColumn("metric", .varchar())]
    + ["value", "standard_error", "baseline"].map { ReportColumn($0, .double) }

  private func numbers(_ names: [String]) -> [ReportColumn] {
    names.map { ReportColumn($0, .double) }
  }

  private func counts(_ names: [String]) -> [ReportColumn] {
    names.map { ReportColumn($0, .bigint) }
  }

  /// The rows.
  ///
  /// - Throws: a `FunctionRefusal` where thresholds are asked for and there are not two classes.
  func rows(_ judged: JudgedClasses, threshold: Double?) throws -> [[Value]] {
    switch self {
    case .metrics: return judged.metrics().map(\.row)
    case .confusion: return confusion(judged)
    case .thresholds: return try thresholds(judged, inUse: threshold)
    case .roc:
      return byClass(judged) { k in
        judged.ranked(k).rocCurve().map {
          [.double($0.threshold), .double($0.falsePositiveRate), .double($0.truePositiveRate)]
        }
      }
    case .precision:
      return byClass(judged) { k in
        judged.ranked(k).precisionCurve().map {
          [.double($0.threshold), .double($0.precision), .double($0.recall)]
        }
      }
    case .calibration:
      return byClass(judged) { k in
        judged.calibration(ofClass: k).map {
          [
            .double($0.start), .double(($0.start * 10 + 1) / 10), .integer(Int64($0.rowCount)),
            .double($0.probability), .double($0.share), .double($0.standardError),
          ]
        }
      }
    case .lift:
      return byClass(judged) { k in
        judged.ranked(k).liftParts().enumerated().map { index, part in
          [
            .integer(Int64(index + 1)), .double(part.rowCount), .double(part.positiveCount),
            .double(part.lift), .double(part.gain),
          ]
        }
      }
    }
  }

  private func byClass(_ judged: JudgedClasses, _ rows: (Int) -> [[Value]]) -> [[Value]] {
    judged.scoredClasses.flatMap { k in rows(k).map { [.text(judged.labels[k])] + $0 } }
  }

  private func confusion(_ judged: JudgedClasses) -> [[Value]] {
    let matrix = judged.confusion
    return judged.labels.indices.flatMap { a in
      judged.labels.indices.map { p in
        [
          .text(judged.labels[a]), .text(judged.labels[p]),
          .integer(Int64(matrix[a, p])),
        ]
      }
    }
  }

  private func thresholds(_ judged: JudgedClasses, inUse: Double?) throws -> [[Value]] {
    guard case .one(let k, _) = judged.probabilities else {
      throw FunctionRefusal("thresholds tell two classes apart, and the model has more")
    }
    let steps = (1..<100).map { Double($0) / 100 }
    let all = Set(steps + [inUse].compactMap(\.self)).sorted()
    return judged.ranked(k).choices(all).map { choice in
      [
        .double(choice.threshold), .boolean(choice.threshold == inUse), .double(choice.precision),
        .double(choice.recall), .double(choice.f1), .double(choice.accuracy),
      ]
        + [
          choice.truePositives, choice.falsePositives, choice.falseNegatives, choice.trueNegatives,
        ].map { .integer(Int64($0)) }
    }
  }
}

extension JudgedMetric {
  /// The metric as a row of `ClassReport.metricColumns`.
  var row: [Value] { [.text(name), .double(value), .double(standardError), .double(baseline)] }
}
