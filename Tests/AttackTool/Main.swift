import Attacks
import Foundation

/// Attacks on the parser, sessions, models and databases, each in a process that may end by it.
///
///     AttackTool fuzz TARGET [seed=1] [first=0] [count=N] [seconds=10] [input=FILE]
///     AttackTool fuzz TARGET replay=FILE
///     AttackTool corpus TARGET folder=FOLDER
///     AttackTool stress [seconds=60] [seed=1] [without=KIND,...]
@main
enum Main {
  static func main() {
    let words = CommandLine.arguments.dropFirst()
    var options: [String: String] = [:]
    for word in words where word.contains("=") {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      options[String(parts[0])] = String(parts[1])
    }
    let names = words.filter { !$0.contains("=") }
    do {
      switch names.first {
      case "fuzz": try fuzz(Array(names.dropFirst()), options)
      case "corpus": try writeCorpus(Array(names.dropFirst()), options)
      case "stress": try stress(options)
      default: throw Usage(description: "AttackTool fuzz TARGET | stress [name=value ...]")
      }
    } catch {
      print("FAULT: \(error)")
      exit(1)
    }
  }

  private static func target(_ names: [String]) throws -> FuzzTarget {
    guard let target = FuzzTarget.all.first(where: { $0.name == names.first }) else {
      throw Usage(description: "targets: \(FuzzTarget.all.map(\.name).joined(separator: ", "))")
    }
    return target
  }

  /// Writes the inputs that a target begins with, for libFuzzer.
  private static func writeCorpus(_ names: [String], _ options: [String: String]) throws {
    let folder = URL(filePath: options["folder"] ?? "corpus")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (index, input) in try target(names).corpus().enumerated() {
      try Data(input).write(to: folder.appending(path: "\(index)"))
    }
  }

  private static func fuzz(_ names: [String], _ options: [String: String]) throws {
    let target = try target(names)
    if let path = options["replay"] { return try FuzzRun.replay(path, on: target) }
    let seed = options["seed"].flatMap { UInt64($0) } ?? 1
    let path = options["input"] ?? "\(target.name).input"
    let count = try FuzzRun(target: target, seed: seed, inputPath: path).run(
      first: options["first"].flatMap { Int($0) } ?? 0,
      count: options["count"].flatMap { Int($0) } ?? .max,
      seconds: options["seconds"].flatMap { Double($0) } ?? 10
    )
    print("\(target.name): \(count) inputs of seed \(seed), no fault")
  }

  private static func stress(_ options: [String: String]) throws {
    let seed = options["seed"].flatMap { UInt64($0) } ?? 1
    let seconds = options["seconds"].flatMap { Double($0) } ?? 60
    let skipped = Set((options["without"] ?? "").split(separator: ",").map(String.init))
    print(try StressRun(seed: seed, seconds: seconds, skipping: skipped).run())
  }
}

/// A request that cannot be met.
private struct Usage: Error, CustomStringConvertible {
  let description: String
}
