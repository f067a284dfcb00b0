import DuckDB

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Value {
  /// This moment, in UTC.
  static var now: Value {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return .timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }
}
