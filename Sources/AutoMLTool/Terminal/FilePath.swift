#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Questions about paths.
enum FilePath {
  /// Whether there is a file of that name.
  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }
}
