#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The memory that the process may still take.
package enum AvailableMemory {
  /// Bytes: what the system has, the process's limit and that of its control group leave, whichever is
  /// least; nil where the system does not tell.
  ///
  /// - Complexity: some files of the system are read, in tens of microseconds.
  package static var byteCount: Int? {
    [systemBytes, addressSpaceByteCount, groupBytes].compactMap(\.self).min()
  }

  private static var systemBytes: Int? {
    let lines = text("/proc/meminfo")?.split(separator: "\n") ?? []
    let line = lines.first { $0.hasPrefix("MemAvailable:") }
    return line.flatMap { number($0) }.map { $0 * 1024 }
  }

  /// Bytes that a limit of the address space (`ulimit -v`) leaves; nil where there is none.
  package static var addressSpaceByteCount: Int? {
    let lines = text("/proc/self/limits")?.split(separator: "\n") ?? []
    guard let line = lines.first(where: { $0.hasPrefix("Max address space") }),
      let limit = number(line), let used = ProcessStatus.byteCount(of: "VmSize")
    else { return nil }
    return max(limit - used, 0)
  }

  /// The bytes that a container leaves (control groups, version 2).
  private static var groupBytes: Int? {
    guard let limit = text("/sys/fs/cgroup/memory.max").flatMap({ number($0[...]) }),
      let used = text("/sys/fs/cgroup/memory.current").flatMap({ number($0[...]) })
    else { return nil }
    return max(limit - used, 0)
  }

  private static func text(_ path: String) -> String? {
    try? String(contentsOfFile: path, encoding: .utf8)
  }

  /// The first number of a line.
  private static func number(_ line: Substring) -> Int? {
    Int(line.drop { !$0.isNumber }.prefix { $0.isNumber })
  }
}
