import Foundation

/// A terminal that a test types into and reads from, with `automl` at its other end.
final class PseudoTerminal {
  /// The tool.
  let process = Process()
  /// Everything that came so far.
  private(set) var screen = ""

  private let master: Int32
  private let replica: FileHandle

  /// Starts `automl` in `folder`, which is its home too.
  init(_ arguments: [String], in folder: URL) throws {
    var numbers: (master: Int32, replica: Int32) = (-1, -1)
    guard unsafe openpty(&numbers.master, &numbers.replica, nil, nil, nil) == 0 else {
      throw POSIXError(.ENXIO)
    }
    master = numbers.master
    replica = FileHandle(fileDescriptor: numbers.replica, closeOnDealloc: true)
    process.executableURL = ToolProcess.executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(
      [
        "HOME": folder.path, "TERM": "xterm", "LC_ALL": "C.UTF-8",
        "PAGER": "sed 's/^/pager: /'; sleep 1",
      ]
    ) { $1 }
    process.standardInput = replica
    process.standardOutput = replica
    process.standardError = replica
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    close(master)
  }

  /// Types `text`.
  func type(_ text: String) {
    _ = unsafe write(master, text, text.utf8.count)
  }

  /// The status that the tool ends with; nil if it does not within ten seconds.
  func status() -> Int32? {
    let deadline = ContinuousClock.now + .seconds(10)
    while process.isRunning, ContinuousClock.now < deadline { usleep(10_000) }
    return process.isRunning ? nil : process.terminationStatus
  }

  /// Reads until `text` has come since the last call; false after ten seconds without it.
  func waits(for text: String) -> Bool {
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline {
      if let range = screen.range(of: text) {
        screen.removeSubrange(..<range.upperBound)
        return true
      }
      var poller = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&poller, 1, 100) > 0 else { continue }
      var block = [UInt8](repeating: 0, count: 4096)
      let count = unsafe read(master, &block, block.count)
      if count > 0 { screen += String(decoding: block[..<count], as: UTF8.self) }
    }
    return false
  }
}
