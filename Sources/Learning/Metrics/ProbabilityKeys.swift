import CKernels

/// Rows that are of a class or not, by their probability of it, as they come.
struct ProbabilityKeys: Sendable {
  /// The keys of some rows, and of others.
  private var segments: [[UInt64]] = []
  private var latest: [UInt64] = []

  /// So many keys are kept together, so that a growing number of them is not copied.
  private static let segmentCount = 65_536

  /// The number of rows.
  var count: Int { segments.reduce(latest.count) { $0 + $1.count } }

  /// All keys.
  var allSegments: [[UInt64]] { latest.isEmpty ? segments : segments + [latest] }

  /// Takes the rows that have a class and a probability, and counts them by class.
  ///
  /// Those that are not above the threshold come before those above.
  ///
  /// - Precondition: as many classes as probabilities.
  /// - Returns: the number of rows that have both.
  mutating func append(
    classes: ArraySlice<UInt32>,
    probabilities: ArraySlice<Double>,
    threshold: Double,
    counts: inout [Int64]
  ) -> Int {
    precondition(classes.count == probabilities.count, "classes and probabilities differ in number")
    if latest.count >= Self.segmentCount {
      segments.append(latest)
      latest = []
    }
    if latest.isEmpty { latest.reserveCapacity(Self.segmentCount + classes.count) }
    let classCount = UInt32(counts.count / 2)
    var kept = 0
    latest.append(addingCapacity: classes.count) { span in
      unsafe span.withUnsafeMutableBufferPointer { free, count in
        unsafe classes.withUnsafeBufferPointer { classes in
          unsafe probabilities.withUnsafeBufferPointer { probabilities in
            kept = unsafe Int(
              automl_key_probabilities(
                classes.baseAddress,
                probabilities.baseAddress,
                Int64(classes.count),
                threshold,
                classCount,
                free.baseAddress,
                &counts
              )
            )
          }
        }
        count = kept
      }
    }
    return kept
  }

  /// Takes the rows of others.
  mutating func append(_ others: ProbabilityKeys) { segments += others.allSegments }

  /// The probability of a key.
  @inline(__always)
  static func probability(_ key: UInt64) -> Double {
    Double(bitPattern: (1.0).bitPattern &- (key >> 1))
  }

  /// The losses of some rows.
  static func logLosses(_ keys: Span<UInt64>) -> [Double] {
    unsafe [Double](unsafeUninitializedCapacity: keys.count) { losses, count in
      count = keys.count
      unsafe keys.withUnsafeBufferPointer { keys in
        unsafe automl_log_losses(
          keys.baseAddress,
          Int64(keys.count),
          smallestProbability,
          losses.baseAddress
        )
      }
    }
  }
}
