import Attacks
import Foundation

/// The target of `AUTOML_FUZZ_TARGET`, driven by libFuzzer.
private enum Driver {
  static let target =
    FuzzTarget.all.first { $0.name == ProcessInfo.processInfo.environment["AUTOML_FUZZ_TARGET"] }
    ?? .parser
  // libFuzzer calls from one thread.
  nonisolated(unsafe) static var runner: (any FuzzRunner)?
  nonisolated(unsafe) static var count = 0
}

/// Runs one input; a fault ends the process, so that libFuzzer keeps the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func runInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  do {
    if unsafe Driver.count % FuzzRun.inputsPerRunner == 0 {
      unsafe Driver.runner = nil
      unsafe Driver.runner = try Driver.target.runner()
    }
    unsafe Driver.count += 1
    try unsafe Driver.runner?.run(Driver.target.repair(input))
  } catch {
    fatalError("\(error)")
  }
  return 0
}
