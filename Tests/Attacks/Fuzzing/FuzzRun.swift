import Foundation

/// Runs a target on the inputs of a seed, one after the other.
///
/// Each input is in a file before it runs, so that it is there still when the process has ended by it.
package struct FuzzRun {
  private let target: FuzzTarget
  private let seed: UInt64
  private let inputPath: String

  /// So many inputs share a state, such as a session: all of them are needed to run the last one again.
  package static let inputsPerRunner = 32

  /// A run of a target; `inputPath` is the file that has the input which runs.
  package init(target: FuzzTarget, seed: UInt64, inputPath: String) {
    self.target = target
    self.seed = seed
    self.inputPath = inputPath
  }

  /// Runs inputs from number `first` on, for so many seconds or so many inputs: what ends first.
  ///
  /// - Returns: how many ran.
  /// - Throws: the first fault, with the number of its input.
  package func run(first: Int, count: Int, seconds: Double) throws -> Int {
    let mutator = Mutator(corpus: try target.corpus(), words: target.words)
    let file = try Self.file(inputPath)
    defer { try? file.close() }
    let start = ContinuousClock.now
    var number = first
    var runner: (any FuzzRunner)?
    while number - first < count, ContinuousClock.now - start < .seconds(seconds) {
      if runner == nil || number % Self.inputsPerRunner == 0 {
        runner = nil
        runner = try target.runner()
      }
      let input = target.repair(mutator.input(seed: seed &<< 32 &+ UInt64(number)))
      try file.truncate(atOffset: 0)
      try file.write(contentsOf: Data(input))
      do { try runner?.run(input) } catch let fault as FuzzFault {
        throw FuzzFault(description: "input \(number): \(fault.description)")
      }
      number += 1
    }
    return number - first
  }

  /// Runs the input of a file.
  ///
  /// - Throws: its fault.
  package static func replay(_ path: String, on target: FuzzTarget) throws {
    try target.runner().run([UInt8](Data(contentsOf: URL(filePath: path))))
  }

  private static func file(_ path: String) throws -> FileHandle {
    try Data().write(to: URL(filePath: path))
    return try FileHandle(forWritingTo: URL(filePath: path))
  }
}
