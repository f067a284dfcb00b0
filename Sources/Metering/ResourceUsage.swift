#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The resources that the process has used, by the operating system's count.
package struct ResourceUsage: Sendable {
  /// Seconds of processor time, all threads, user and system.
  package let cpuSeconds: Double
  /// The most memory held at once so far, in bytes.
  package let peakBytes: Int

  /// The usage after `earlier`: processor time is the difference, the peak is the process's own.
  package func since(_ earlier: ResourceUsage) -> ResourceUsage {
    ResourceUsage(cpuSeconds: cpuSeconds - earlier.cpuSeconds, peakBytes: peakBytes)
  }

  /// The usage until now.
  package static var current: ResourceUsage {
    var usage = rusage()
    guard unsafe getrusage(currentProcess, &usage) == 0 else {
      return ResourceUsage(cpuSeconds: 0, peakBytes: 0)
    }
    return ResourceUsage(
      cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      peakBytes: ProcessStatus.byteCount(of: "VmHWM") ?? Int(usage.ru_maxrss) * bytesPerUnit
    )
  }

  // Linux hands the peak of whoever starts a program on to it: this is where nothing else is told.
  #if os(Linux)
    private static let bytesPerUnit = 1024
  #else
    private static let bytesPerUnit = 1
  #endif

  #if canImport(Glibc)
    private static let currentProcess = __rusage_who_t(RUSAGE_SELF.rawValue)
  #else
    private static let currentProcess = RUSAGE_SELF
  #endif

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1e6
  }
}

/// The name of the operating system's user, `unknown` where it has none.
package func currentUserName() -> String {
  guard let entry = unsafe getpwuid(geteuid()) else { return "unknown" }
  return unsafe String(cString: entry.pointee.pw_name)
}

/// The number of processors to run on, 1 or more.
package func processorCount() -> Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
