import AutoML

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The limits that the system sets the process.
enum ProcessLimits {
  /// Descriptors for a database, its log, data, threads and libraries.
  private static let leastDescriptors = 24

  /// Takes as many descriptors as the process may have, and refuses to begin with too few: threads and
  /// the engine would end in the middle.
  ///
  /// - Throws: an error that says how many are needed.
  static func raiseDescriptors() throws(AutoMLError) {
    var limit = rlimit()
    guard unsafe getrlimit(descriptors, &limit) == 0 else { return }
    limit.rlim_cur = min(limit.rlim_max, 1 << 16)
    // What was allowed before is enough where this is refused.
    _ = unsafe setrlimit(descriptors, &limit)
    guard unsafe getrlimit(descriptors, &limit) == 0, limit.rlim_cur < Self.leastDescriptors else {
      return
    }
    throw AutoMLError(
      sqlState: "53000",
      message: "the process may open \(limit.rlim_cur) files, and needs \(Self.leastDescriptors)",
      hint: "Raise the limit: ulimit -n \(Self.leastDescriptors * 10)."
    )
  }

  #if canImport(Glibc)
    private static let descriptors = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #else
    private static let descriptors = RLIMIT_NOFILE
  #endif
}
