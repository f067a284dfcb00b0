import Foundation

/// The built `automl`, run as a user would.
struct ToolProcess {
  /// What a run left behind.
  struct Outcome {
    let status: Int32
    let output: String
    let error: String
  }

  /// The binary, which the build puts beside the test bundle.
  static let executable = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("automl")

  /// Runs `automl` with `arguments` and `input` as its standard input, and waits for its end.
  static func run(_ arguments: [String], input: String = "") throws -> Outcome {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files and not pipes: no size at which the process and the test wait for each other.
    let files = try ["input", "output", "error"].map { name in
      let file = folder.appendingPathComponent(name)
      try (name == "input" ? input : "").write(to: file, atomically: false, encoding: .utf8)
      return file
    }
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus,
      output: try String(contentsOf: files[1], encoding: .utf8),
      error: try String(contentsOf: files[2], encoding: .utf8)
    )
  }
}
