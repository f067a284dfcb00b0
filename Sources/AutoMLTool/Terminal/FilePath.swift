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

  /// The folder that the file `path` is in.
  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
