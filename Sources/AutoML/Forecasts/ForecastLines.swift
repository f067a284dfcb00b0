import Forecasting

/// The lines that EXPLAIN CREATE MODEL prints of forecasts.
enum ForecastLines {
  static func lines(_ plan: ForecastPlan) -> [String] {
    let replaced = plan.names.replacesModel ? ", replacing it" : ""
    var lines = [
      "CreateModel: \(plan.names.displayName)\(replaced)",
      "├─ Series: \(plan.item.map { "by \"\($0.name)\"" } ?? "one")",
      "├─ Time: \"\(plan.time.name)\"" + (plan.frequency.map { ", by \($0.rawValue)" } ?? ""),
      "├─ Target: \"\(plan.target.name)\"",
    ]
    if !plan.covariates.isEmpty {
      let names = plan.covariates.map { "\"\($0.name)\"" }
      lines.append("├─ Known Ahead: \(names.joined(separator: ", "))")
    }
    let columns = plan.columns.map(\.name).joined(separator: ", ")
    return lines + [
      "└─ Forecast: \(plan.horizon) \(plan.horizon == 1 ? "period" : "periods"), \(columns);"
        + " methods blended by \(plan.metric.rawValue)"
    ]
  }
}
