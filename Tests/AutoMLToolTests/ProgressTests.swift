import AutoML
import Testing

@testable import AutoMLTool

@Suite struct ProgressTests {
  @Test func `the bar fits into the terminal`() {
    let progress = TrainingProgress(
      stage: .search,
      fraction: 0.5,
      detail: "xgboost max_depth=6, learning rate 0.1"
    )
    let bar = ProgressBar.text(progress, elapsed: .seconds(75), width: 60)
    #expect(bar == "search  [############------------]  50%  1:15  xgboost max_")
    #expect(bar.count == 59)
  }

  @Test(arguments: [-1, 0, 1, 2, Double.nan, .infinity])
  func `a fraction out of range does no harm`(fraction: Double) {
    let progress = TrainingProgress(stage: .store, fraction: fraction, detail: "")
    #expect(ProgressBar.text(progress, elapsed: .zero, width: 80).hasPrefix("store   ["))
  }

  @Test func `a log gets a line for each stage and each tenth`() {
    var log = ProgressLog()
    let lines = [
      (TrainingProgress.Stage.extract, 0.0), (.extract, 0.05), (.search, 0.06), (.search, 0.12),
      (.search, 0.19), (.refit, 0.9), (.refit, 0.95),
    ].map {
      log.line(
        for: TrainingProgress(stage: $0, fraction: $1, detail: ""),
        elapsed: .seconds(2)
      )
    }
    #expect(
      lines == [
        "extract 0% 0:02", nil, "search 6% 0:02", "search 12% 0:02", nil, "refit 90% 0:02", nil,
      ]
    )
  }
}
