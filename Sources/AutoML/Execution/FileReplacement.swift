#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Puts a complete file where another may be: whoever looks sees the old one or the new one.
enum FileReplacement {
  /// Renames `partial` to `path`, which it replaces.
  ///
  /// - Throws: when the system refuses.
  static func move(_ partial: String, to path: String) throws(AutoMLError) {
    guard unsafe rename(partial, path) == 0 else {
      throw AutoMLError(sqlState: SQLState.ioError, message: "\"\(path)\" cannot be written")
    }
  }
}
