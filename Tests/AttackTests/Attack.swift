import Foundation
import TestSupport

/// A process of the built tools, in a folder of its own: attacks may end it.
struct Attack {
  /// The end of a process.
  struct Outcome {
    /// Whether it ended by itself, with status 0.
    let isSuccess: Bool
    /// Status or signal.
    let ending: String
    /// The text that it wrote, standard error too.
    let output: String
  }

  /// Seconds, counts and seeds come from the environment, so that a run by hand is longer.
  static func number(_ name: String, default value: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? value
  }

  /// A binary, which the build puts beside the test bundle.
  static func executable(_ name: String) -> URL {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent(name)
  }

  /// Runs a tool to its end; kills it after so many seconds.
  static func run(_ name: String, _ arguments: [String], in folder: URL, limit: Double) throws
    -> Outcome
  {
    let output = folder.appending(path: "\(UUID().uuidString).output")
    let process = try start(name, arguments, in: folder, output: output)
    let deadline = Date(timeIntervalSinceNow: limit)
    while process.isRunning, Date() < deadline { usleep(20_000) }
    let isLate = process.isRunning
    if isLate { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    let isExit = process.terminationReason == .exit
    return Outcome(
      isSuccess: isExit && process.terminationStatus == 0,
      ending: isLate
        ? "no end after \(Int(limit)) s"
        : "\(isExit ? "status" : "signal") \(process.terminationStatus)",
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self)
    )
  }

  /// Starts a tool.
  static func start(_ name: String, _ arguments: [String], in folder: URL, output: URL) throws
    -> Process
  {
    let process = Process()
    process.executableURL = executable(name)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    try Data().write(to: output)
    let file = try FileHandle(forWritingTo: output)
    process.standardOutput = file
    process.standardError = file
    try process.run()
    return process
  }

  /// A folder that is not there yet.
  static func newFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "automl-\(UUID().uuidString)"
    )
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}
