import AutoML

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Questions about paths that are better asked before long work than after it.
enum FilePath {
  /// Whether there is a file of that name.
  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Refuses a path that no file can be written to.
  ///
  /// - Throws: when its folder is not there, or it or its folder may not be written to.
  static func requireWritable(_ path: String) throws(AutoMLError) {
    let place = exists(path) ? path : folder(of: path)
    guard unsafe access(place, W_OK) != 0 else { return }
    throw .system("cannot write \"\(path)\"", code: errno)
  }

  /// Writes `bytes` to a file that is there in full or, after a failure, as it was.
  ///
  /// - Throws: what the system says.
  static func replace(_ path: String, with bytes: [UInt8]) throws(AutoMLError) {
    // A device or a pipe is written to, and not replaced.
    let isSpecial = exists(path) && !isRegular(path)
    let part = isSpecial ? path : path + ".part"
    do throws(AutoMLError) {
      try Descriptor.writing(part) { (file) throws(AutoMLError) in try file.write(bytes) }
      if !isSpecial, unsafe rename(part, path) != 0 {
        throw .system("cannot write \"\(path)\"", code: errno)
      }
    } catch {
      if !isSpecial { unsafe unlink(part) }
      throw error
    }
  }

  private static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// The folder that the file `path` is in.
  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
