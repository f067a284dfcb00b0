#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Puts a complete file where another may be: whoever looks sees the old one or the new one.
///
/// The file is written in a folder of its own beside its place, which nobody else may look into, so
/// that no link can lead the writing elsewhere, and is then renamed. A symbolic link stays, and what
/// it leads to is replaced. What is no file, such as a pipe or `/dev/stdout`, is written to directly.
package enum FileReplacement {
  /// Has `body` write the file it is given the path of, and puts that where `path` leads.
  ///
  /// The new file has the old one's mode, or the one of any new file. After a failure `path` is as
  /// it was, and nothing else is left.
  ///
  /// - Throws: what the system says, and what `body` throws.
  package static func write<Result>(
    _ path: String,
    _ body: (_ partial: String) throws -> Result
  ) throws -> Result {
    guard let target = try target(of: path) else { return try body(path) }
    let folder = folder(of: target)
    PartialFolder.removeAbandoned(in: folder)
    let partial = try PartialFolder(in: folder, for: path)
    defer { partial.remove() }
    let file = "\(partial.path)/\(fileName(of: target))"
    let result = try body(file)
    try finish(file, as: target, for: path)
    guard unsafe rename(file, target) == 0 else {
      throw AutoMLError.cannotWrite(path)
    }
    return result
  }

  /// Writes `bytes` as `write(_:_:)` does.
  ///
  /// - Throws: what the system says.
  package static func write(_ path: String, bytes: [UInt8]) throws(AutoMLError) {
    do {
      try write(path) { partial in
        let number = unsafe open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard number >= 0 else { throw AutoMLError.cannotWrite(path) }
        defer { close(number) }
        try unsafe bytes.withUnsafeBytes { try unsafe put($0, to: number, path) }
      }
    } catch { throw AutoMLError(error) }
  }

  /// Refuses a path that no file can be put at: a question better asked before long work.
  ///
  /// - Throws: when its folder is not there, or it or its folder may not be written to.
  package static func requireWritable(_ path: String) throws(AutoMLError) {
    guard let target = try target(of: path) else {
      return try require(path, mode: W_OK, for: path)
    }
    if unsafe access(target, F_OK) == 0 { try require(target, mode: W_OK, for: path) }
    try require(folder(of: target), mode: W_OK | X_OK, for: path)
  }

  private static func require(
    _ place: String,
    mode: Int32,
    for path: String
  ) throws(AutoMLError) {
    guard unsafe access(place, mode) == 0 else { throw .cannotWrite(path) }
  }

  private static func put(
    _ bytes: UnsafeRawBufferPointer,
    to number: Int32,
    _ path: String
  ) throws(AutoMLError) {
    var rest = unsafe bytes
    while let base = rest.baseAddress, rest.count > 0 {
      let count = unsafe systemWrite(number, base, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .cannotWrite(path) }
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Gives `file` the mode of the target that it replaces, and has the system keep it over a power
  /// failure.
  private static func finish(
    _ file: String,
    as target: String,
    for path: String
  ) throws(AutoMLError) {
    let number = unsafe open(file, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { throw .cannotWrite(path) }
    defer { close(number) }
    var old = stat()
    if unsafe stat(target, &old) == 0, fchmod(number, old.st_mode & 0o777) != 0 {
      throw .cannotWrite(path)
    }
    // A file system that cannot do that says so, and has done what it can.
    guard fsync(number) == 0 || errno == EINVAL else { throw .cannotWrite(path) }
  }
}

// MARK: - Paths

extension FileReplacement {
  /// Where the links of `path` lead; nil where that is no regular file, and is not replaced.
  private static func target(of path: String) throws(AutoMLError) -> String? {
    // The engine reads `~` and words with a colon at the start of a path as something else.
    var target = path.hasPrefix("/") ? path : "./" + path
    var status = stat()
    if unsafe stat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR {
        errno = EISDIR
        throw .cannotWrite(path)
      }
      guard status.st_mode & S_IFMT == S_IFREG else { return nil }
    }
    let linkLimit = 40
    for _ in 0..<linkLimit {
      // The descriptors of a process look like links: what they are open on is not replaced.
      if target.hasPrefix("/dev/") || target.hasPrefix("/proc/") { return nil }
      guard let next = link(target) else { return target }
      target = next.hasPrefix("/") ? next : "\(folder(of: target))/\(next)"
    }
    errno = ELOOP
    throw .cannotWrite(path)
  }

  /// The target of the symbolic link `path`; nil where it is none.
  private static func link(_ path: String) -> String? {
    var text = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink(path, &text, text.count)
    guard count >= 0 else { return nil }
    return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The folder that the file `path` is in.
  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func fileName(of path: String) -> Substring {
    path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
  }
}

/// The system's `write`, which methods of that name hide.
private func systemWrite(_ number: Int32, _ base: UnsafeRawPointer, _ count: Int) -> Int {
  unsafe write(number, base, count)
}

extension AutoMLError {
  /// `action` failed, with the system's words for the error number `code`.
  package static func system(_ action: String, code: Int32) -> AutoMLError {
    let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    let isFull = [ENOSPC, EFBIG, EDQUOT].contains(code)
    return AutoMLError(
      sqlState: isFull ? SQLState.diskFull : SQLState.ioError,
      message: "\(action): \(reason)"
    )
  }

  /// `path` cannot be written, for the reason that the system gave last.
  fileprivate static func cannotWrite(_ path: String) -> AutoMLError {
    system("cannot write \"\(path)\"", code: errno)
  }
}
