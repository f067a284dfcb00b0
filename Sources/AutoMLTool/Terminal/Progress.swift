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

/// Progress as lines for a log: one at each stage, each tenth of the work and each minute, and none
/// within a second.
struct ProgressLog {
  private var last: (stage: TrainingProgress.Stage, tenth: Int, elapsed: Duration)?

  /// The line to print, or nil when there is too little news.
  mutating func line(for progress: TrainingProgress, elapsed: Duration) -> String? {
    let tenth = progress.percent / 10
    guard isNews(progress.stage, tenth, elapsed) else { return nil }
    last = (progress.stage, tenth, elapsed)
    let text = "\(progress.stage.rawValue) \(progress.percent)% \(NumberText.clock(elapsed))"
    return progress.detail.isEmpty ? text : "\(text) \(progress.detail)"
  }

  private func isNews(
    _ stage: TrainingProgress.Stage,
    _ tenth: Int,
    _ elapsed: Duration
  ) -> Bool {
    guard let last else { return true }
    let pause = elapsed - last.elapsed
    guard pause >= .seconds(1) else { return false }
    return stage != last.stage || tenth > last.tenth || pause >= .seconds(60)
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
