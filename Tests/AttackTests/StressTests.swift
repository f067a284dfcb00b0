import Foundation
import Testing

/// Four sessions on one file; no hang, no error that is not to be expected, nothing half-done in the end.
@Suite(.serialized) struct StressTests {
  @Test func `sessions at once neither hang nor leave anything half-done`() throws {
    let seconds = Attack.number("AUTOML_STRESS_SECONDS", default: 60)
    let seed = Attack.number("AUTOML_STRESS_SEED", default: 1)
    let folder = try Attack.newFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let outcome = try Attack.run(
      "AttackTool",
      ["stress", "seconds=\(seconds)", "seed=\(seed)"],
      in: folder,
      limit: Double(seconds) + 180
    )
    #expect(outcome.isSuccess, "seed \(seed): \(outcome.ending)\n\(outcome.output.suffix(6000))")
    if seconds > 30 { print(outcome.output) }
  }
}
