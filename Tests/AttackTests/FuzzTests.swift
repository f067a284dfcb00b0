import Attacks
import Foundation
import Testing

/// Each target on inputs of a seed: in CI few seconds, with `make fuzz` as long as one likes.
@Suite(.serialized) struct FuzzTests {
  private static let seconds = Attack.number("AUTOML_FUZZ_SECONDS", default: 5)
  private static let seed = Attack.number("AUTOML_FUZZ_SEED", default: 1)

  @Test(arguments: FuzzTarget.all.map(\.name))
  func `no input breaks a promise`(target: String) throws {
    let folder = try Attack.newFolder()
    let input = folder.appending(path: "\(target).input").path
    let outcome = try Attack.run(
      "AttackTool",
      ["fuzz", target, "seed=\(Self.seed)", "seconds=\(Self.seconds)", "input=\(input)"],
      in: folder,
      limit: Double(Self.seconds) + 120
    )
    if outcome.isSuccess { try FileManager.default.removeItem(at: folder) }
    #expect(
      outcome.isSuccess,
      """
      \(outcome.ending); the input is in \(input). Again: \
      \(Attack.executable("AttackTool").path) fuzz \(target) replay=\(input)
      \(outcome.output.suffix(4000))
      """
    )
  }

  @Test func `a seed makes the same inputs, and another one others`() {
    let mutator = Mutator(corpus: [Array("CREATE MODEL m FROM t".utf8)], words: ["TARGET "])
    let inputs = (0..<200 as Range<UInt64>).map { mutator.input(seed: $0) }
    #expect(inputs == (0..<200 as Range<UInt64>).map { mutator.input(seed: $0) })
    #expect(Set(inputs).count > 150)
  }
}
