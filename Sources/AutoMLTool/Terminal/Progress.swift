import AutoML

/// A progress bar as text.
enum ProgressBar {
  /// `search  [#####-----]  45%  0:12  xgboost max_depth=6`, cut to fit into `width` columns.
  static func text(_ progress: TrainingProgress, elapsed: Duration, width: Int) -> String {
    let cellCount = 24
    let filledCount = Int((progress.fraction.clamped * Double(cellCount)).rounded(.down))
    let bar =
      String(repeating: "#", count: filledCount)
      + String(repeating: "-", count: cellCount - filledCount)
    let stage = DisplayText.padded(progress.stage.rawValue, to: 7)
    let percent = DisplayText.padded("\(progress.percent)%", to: 4, right: true)
    let text = "\(stage) [\(bar)] \(percent)  \(NumberText.clock(elapsed))  \(progress.detail)"
    return DisplayText.cut(DisplayText.visible(text), to: width - 1)
  }
}

/// Progress as lines for a log: one at each stage, and one for each tenth of the work.
struct ProgressLog {
  private var lastStage: TrainingProgress.Stage?
  private var lastTenth = -1

  /// The line to print, or nil when there is too little news.
  mutating func line(for progress: TrainingProgress, elapsed: Duration) -> String? {
    let tenth = progress.percent / 10
    guard progress.stage != lastStage || tenth > lastTenth else { return nil }
    lastStage = progress.stage
    lastTenth = max(tenth, lastTenth)
    let text = "\(progress.stage.rawValue) \(progress.percent)% \(NumberText.clock(elapsed))"
    return progress.detail.isEmpty ? text : "\(text) \(DisplayText.visible(progress.detail))"
  }
}

extension TrainingProgress {
  /// The fraction as whole percent.
  fileprivate var percent: Int { Int((fraction.clamped * 100).rounded(.down)) }
}

extension Double {
  /// The number, moved into 0 to 1; 0 where it is none.
  fileprivate var clamped: Double { isNaN ? 0 : min(max(self, 0), 1) }
}
