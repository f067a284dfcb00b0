import Foundation

/// The calls of the system that `automl` made: which files it named, and which sockets it made.
struct TracedCalls {
  /// Each call as strace prints it, without the process's number.
  let lines: [String]

  /// strace, where it is installed.
  static let strace = ["/usr/bin/strace", "/usr/local/bin/strace"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Reads what strace wrote.
  init(_ text: String) {
    lines = text.split(separator: "\n").map { line in
      String(line.drop { $0.isNumber || $0 == " " })
    }
  }

  /// The first call that names a file whose path has `text` in it.
  func firstNaming(_ text: String) -> String? { lines.first { $0.contains(text) } }

  /// Sockets of the network.
  var sockets: [String] { lines.filter { $0.contains("AF_INET") } }

  /// The paths of files that were opened, in the order of the first time.
  var openedPaths: [String] {
    var seen: Set<String> = []
    return lines.compactMap { line in
      guard line.hasPrefix("open") || line.hasPrefix("creat"), !line.contains(" = -1 ") else {
        return nil
      }
      let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
      guard parts.count > 2, seen.insert(String(parts[1])).inserted else { return nil }
      return String(parts[1])
    }
  }
}

extension ToolProcess {
  /// Runs `automl` with each list of arguments under strace, whether a run fails or not.
  ///
  /// - Throws: when strace does not run.
  func traced(_ runs: [[String]]) throws -> TracedCalls {
    let lines = runs.map { arguments in
      let words = [Self.executable.path] + arguments
      return words.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
    }
    try write(
      lines.map { $0 + " < /dev/null >> runs.txt 2>&1" }.joined(separator: "\n"),
      to: "runs.sh"
    )
    let process = Process()
    process.executableURL = URL(filePath: TracedCalls.strace ?? "strace")
    process.arguments = [
      "-f", "-qq", "-s", "4096", "-e", "trace=%file,socket,connect", "-o", "trace.txt", "/bin/sh",
      "runs.sh",
    ]
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return TracedCalls(try text(of: "trace.txt"))
  }
}
