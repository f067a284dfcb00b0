import AutoML

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file descriptor of the process: what it is connected to, and bytes through it.
struct Descriptor: Sendable {
  /// The kinds of things that a descriptor is connected to.
  enum Kind {
    /// Someone who watches.
    case terminal
    /// A file, such as a log.
    case file
    /// A pipe, a socket or nothing.
    case other
  }

  static let input = Descriptor(number: STDIN_FILENO, name: "standard input")
  static let output = Descriptor(number: STDOUT_FILENO, name: "standard output")
  static let error = Descriptor(number: STDERR_FILENO, name: "standard error")

  /// The number the system knows it by.
  let number: Int32
  /// The name the user knows it by.
  let name: String

  /// The kind of thing that it is connected to.
  var kind: Kind {
    if isatty(number) == 1 { return .terminal }
    var status = stat()
    guard unsafe fstat(number, &status) == 0 else { return .other }
    return status.st_mode & S_IFMT == S_IFREG ? .file : .other
  }

  /// The number of the terminal's columns; 80 where there is none to ask.
  var columnCount: Int {
    var size = winsize()
    guard unsafe ioctl(number, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// The number of the terminal's lines; 24 where there is none to ask.
  var lineCount: Int {
    var size = winsize()
    guard unsafe ioctl(number, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 24 }
    return Int(size.ws_row)
  }

  /// Writes all of `text`.
  ///
  /// - Throws: `AutoMLError.outputClosed` when a pipe's reader went away, and what the system says otherwise.
  func write(_ text: String) throws(AutoMLError) {
    var text = text
    try check(text.withUTF8 { unsafe writeAll(UnsafeRawBufferPointer($0)) })
  }

  /// Writes `text` that is data: as it is, and on a terminal with what could drive it written out.
  ///
  /// - Throws: as `write(_:)` does.
  func show(_ text: String) throws(AutoMLError) {
    try write(kind == .terminal ? DisplayText.visible(text) : text)
  }

  /// Writes `bytes` that are data, as `show(_:)` writes a text.
  ///
  /// - Throws: as `write(_:)` does.
  func show(_ bytes: [UInt8]) throws(AutoMLError) {
    guard kind != .terminal else { return try show(String(decoding: bytes, as: UTF8.self)) }
    try check(unsafe bytes.withUnsafeBytes { unsafe writeAll($0) })
  }

  /// Writes all of `bytes`, and returns the system's error number where that fails.
  private func writeAll(_ bytes: UnsafeRawBufferPointer) -> Int32? {
    var rest = unsafe bytes
    while let base = rest.baseAddress, rest.count > 0 {
      let count = unsafe systemWrite(number, base, rest.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { return errno }
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    return nil
  }

  private func check(_ failure: Int32?) throws(AutoMLError) {
    switch failure {
    case nil: return
    case EPIPE: throw .outputClosed
    case let code?: throw .system("cannot write to \(name)", code: code)
    }
  }

  /// The text up to the end of the input.
  ///
  /// - Throws: what the system says, and when the bytes are no UTF-8.
  func readText() throws(AutoMLError) -> String {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe read(number, &block, block.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .system("cannot read \(name)", code: errno) }
      if count == 0 { break }
      bytes += block[..<count]
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw AutoMLError(sqlState: "22021", message: "\(name) is not UTF-8 text")
    }
    return text
  }

  /// A descriptor of a file that is made, or emptied where it is there.
  ///
  /// - Throws: when it may not be written.
  static func creating(_ path: String) throws(AutoMLError) -> Descriptor {
    let number = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard number >= 0 else { throw .system("cannot write to \"\(path)\"", code: errno) }
    return Descriptor(number: number, name: "\"\(path)\"")
  }

  /// Gives the descriptor back to the system.
  func end() { close(number) }

  /// Opens `path`, hands its descriptor to `body`, and closes it.
  ///
  /// - Throws: when there is no such file or it may not be read, and what `body` throws.
  static func reading<Value>(
    _ path: String,
    _ body: (Descriptor) throws(AutoMLError) -> Value
  ) throws(AutoMLError) -> Value {
    let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { throw .system("cannot read \"\(path)\"", code: errno) }
    defer { close(number) }
    return try body(Descriptor(number: number, name: "\"\(path)\""))
  }
}

/// The system's `write`, which a method of that name hides.
private func systemWrite(_ number: Int32, _ base: UnsafeRawPointer, _ count: Int) -> Int {
  unsafe write(number, base, count)
}

extension AutoMLError {
  /// The reader of a pipe went away: no error to show, but no more work to do.
  static let outputClosed = AutoMLError(sqlState: "08006", message: "the output was closed")
}
