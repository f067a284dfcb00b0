import Foundation

/// The built `automl`, run as a user would, in a folder of its own that goes with it.
final class ToolProcess {
  /// The outcome of a run.
  struct Outcome {
    let status: Int32
    let output: String
    let error: String
  }

  /// The binary, which the build puts beside the test bundle.
  static let executable = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("automl")

  /// Where the tool runs.
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Runs `automl` with `arguments`, and `input` as its standard input, and waits for its end.
  ///
  /// Its files are in the folder, so that there is no size at which it and the test wait for each other.
  func run(_ arguments: [String], input: String = "") throws -> Outcome {
    try write(input, to: ".input")
    let process = try start(arguments, input: FileHandle(forReadingFrom: url(".input")))
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus,
      output: try text(of: ".output"),
      error: try text(of: ".error")
    )
  }

  /// Starts `automl`, and does not wait.
  func start(_ arguments: [String], input: FileHandle = .nullDevice) throws -> Process {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = input
    try write("", to: ".output")
    try write("", to: ".error")
    process.standardOutput = try FileHandle(forWritingTo: url(".output"))
    process.standardError = try FileHandle(forWritingTo: url(".error"))
    try process.run()
    return process
  }

  /// The text of a file in the folder.
  func text(of name: String) throws -> String {
    try String(contentsOf: url(name), encoding: .utf8)
  }

  /// Writes a file in the folder.
  func write(_ text: String, to name: String) throws {
    try text.write(to: url(name), atomically: false, encoding: .utf8)
  }

  private func url(_ name: String) -> URL { folder.appendingPathComponent(name) }
}

extension ToolProcess {
  /// Runs `automl` while another run of the same folder is on.
  func runAside(_ arguments: [String]) throws -> Outcome {
    let quoted = arguments.map { "'\($0)'" }.joined(separator: " ")
    return try runShell("exec '\(Self.executable.path)' \(quoted)")
  }

  /// Runs a line of the shell in the folder; its errors go to a file, so that one pipe is left to wait for.
  func runShell(_ line: String) throws -> Outcome {
    let shell = Process()
    let output = Pipe()
    let errors = FileManager.default.temporaryDirectory
      .appendingPathComponent(UUID().uuidString)
    try "".write(to: errors, atomically: false, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: errors) }
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = ["-c", line]
    shell.currentDirectoryURL = folder
    shell.standardInput = FileHandle.nullDevice
    shell.standardOutput = output
    shell.standardError = try FileHandle(forWritingTo: errors)
    try shell.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    shell.waitUntilExit()
    return Outcome(
      status: shell.terminationStatus,
      output: String(decoding: text, as: UTF8.self),
      error: try String(contentsOf: errors, encoding: .utf8)
    )
  }

  /// The names of the files in the folder.
  var fileNames: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path) }
  }
}
