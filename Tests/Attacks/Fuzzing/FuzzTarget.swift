/// Something that takes any bytes, and neither ends the process nor breaks what it promises.
///
/// The same targets are driven by `FuzzRun`, by files that are run again, and by libFuzzer.
package struct FuzzTarget: Sendable {
  /// The name on the command line.
  package let name: String
  /// Inputs to begin with.
  package let corpus: @Sendable () throws -> [[UInt8]]
  /// Texts that mean something to it, put into inputs.
  package let words: [String]
  /// Makes an input pass the check that only tells damage, such as a checksum.
  package let repair: @Sendable ([UInt8]) -> [UInt8]
  /// The maker of runners, which take inputs one after the other on a state of their own.
  package let runner: @Sendable () throws -> any FuzzRunner

  /// Every target.
  package static let all: [FuzzTarget] = [
    parser, session, archive, xgboost, lightGBM, catBoost, onnx, stored,
  ]

  init(
    name: String,
    words: [String] = [],
    corpus: @escaping @Sendable () throws -> [[UInt8]],
    repair: @escaping @Sendable ([UInt8]) -> [UInt8] = { $0 },
    runner: @escaping @Sendable () throws -> any FuzzRunner
  ) {
    self.name = name
    self.words = words
    self.corpus = corpus
    self.repair = repair
    self.runner = runner
  }
}

/// Runs inputs of a target.
package protocol FuzzRunner {
  /// Runs one input.
  ///
  /// - Throws: a `FuzzFault` when a promise is broken.
  func run(_ bytes: [UInt8]) throws
}

/// A promise that did not hold.
package struct FuzzFault: Error, CustomStringConvertible {
  /// The promise that was broken.
  package let description: String

  /// Throws a fault unless `condition` holds.
  static func unless(_ condition: Bool, _ text: @autoclosure () -> String) throws(FuzzFault) {
    if !condition { throw FuzzFault(description: text()) }
  }
}
