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

  @Test
  func `a log gets a line for each stage, each tenth and each minute, and none within a second`() {
    var log = ProgressLog()
    let lines = [
      (TrainingProgress.Stage.extract, 0.0, 0), (.extract, 0.05, 1), (.search, 0.06, 2),
      (.search, 0.12, 2), (.search, 0.14, 4), (.search, 0.15, 63), (.search, 0.16, 64),
      (.refit, 0.9, 65), (.refit, 0.95, 66),
    ].map { stage, fraction, seconds in
      log.line(
        for: TrainingProgress(stage: stage, fraction: fraction, detail: "x"),
        elapsed: .seconds(seconds)
      )
    }
    #expect(
      lines == [
        "extract 0% 0:00 x", nil, "search 6% 0:02 x", nil, "search 14% 0:04 x", nil,
        "search 16% 1:04 x", "refit 90% 1:05 x", nil,
      ]
    )
  }
}
