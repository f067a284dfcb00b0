#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The way of the learning rate through a training.
package enum LearningSchedule: String, Sendable, CaseIterable {
  /// Four waves, each twice as long as the one before (Holzmüller and others 2024, section 3).
  case coslog4
  /// Half a wave from the largest rate to 0 (Loshchilov and Hutter 2017).
  case cosine
  /// The largest rate throughout.
  case constant

  /// The share of the largest rate, `done` of the way, which is 0 to 1.
  func share(_ done: Double) -> Double {
    switch self {
    case .coslog4: 0.5 - 0.5 * cos(2 * .pi * log2(1 + 15 * done))
    case .cosine: 0.5 + 0.5 * cos(.pi * done)
    case .constant: 1
    }
  }

  /// The epochs, counted from 1, after which the rate has come down, of so many: those that a network
  /// may be left at.
  func rests(epochCount: Int) -> [Int] {
    switch self {
    case .coslog4:
      var ends: [Int] = []
      for wave in 1...4 {
        let end = max(1, Int((Double(epochCount) * Double((1 << wave) - 1) / 15).rounded()))
        if end != ends.last { ends.append(end) }
      }
      return ends
    case .cosine: return [epochCount]
    case .constant: return Array(1...epochCount)
    }
  }
}
