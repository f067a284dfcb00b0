#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The process's own memory, as Linux counts it (`/proc/self/status`).
enum ProcessStatus {
  /// Bytes of a field, such as `VmHWM`; nil where the system does not tell.
  static func byteCount(of field: String) -> Int? {
    let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    guard let line = text?.split(separator: "\n").first(where: { $0.hasPrefix("\(field):") })
    else { return nil }
    let digits = line.drop { !$0.isNumber }.prefix { $0.isNumber }
    return Int(digits).map { $0 * 1024 }
  }
}
