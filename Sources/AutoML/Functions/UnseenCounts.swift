import Models
import Synchronization

/// The values that a model's functions have met in this process and training had not, by the model's
/// checksum: models of one checksum are one, wherever they are stored.
final class UnseenCounts: Sendable {
  private let values: Mutex<UnseenValues?> = Mutex(nil)

  private static let all = Mutex<[String: UnseenCounts]>([:])

  /// The counts of the model with a checksum.
  static func counts(ofModel checksum: String) -> UnseenCounts {
    all.withLock { all in
      if let counts = all[checksum] { return counts }
      let counts = UnseenCounts()
      all[checksum] = counts
      return counts
    }
  }

  /// Adds the values of some rows.
  func add(_ more: UnseenValues) {
    values.withLock { values in
      if values == nil { values = more } else { values?.add(more) }
    }
  }

  /// The counts so far; nil where no row was predicted.
  var total: UnseenValues? { values.withLock(\.self) }
}
