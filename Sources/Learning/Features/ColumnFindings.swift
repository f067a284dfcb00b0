package import Models
import Parallel

/// The findings on a column before any training, from one pass over it.
package struct ColumnFindings: Sendable {
  /// The profile that the planner decides by.
  package let profile: ColumnProfile
  /// The strength with which the column alone tells the target, from 0 to 1; see
  /// `SingleColumnStrength`.
  package let strength: Double
  /// The moments of a number's rows; nil for codes, where they are not finite, and where the
  /// profile was given.
  package let moments: ColumnMoments?

  /// The findings on columns, whose strengths `strength` measures; they are 0 where there is no target.
  ///
  /// `profiles` has those of the columns, where they are known from more rows than these.
  ///
  /// - Complexity: O(rows x columns), on `threadCount` threads.
  package static func findings(
    of columns: [FeatureColumn],
    profiles: [ColumnProfile]?,
    strength: SingleColumnStrength?,
    threadCount: Int
  ) -> [ColumnFindings] {
    concurrentMap(count: columns.count, threadCount: threadCount) { index in
      let (profile, moments) =
        profiles.map { ($0[index], nil) } ?? Self.profile(of: columns[index])
      return ColumnFindings(
        profile: profile,
        strength: strength?.strength(of: columns[index]) ?? 0,
        moments: moments
      )
    }
  }

  private static func profile(of column: FeatureColumn) -> (ColumnProfile, ColumnMoments?) {
    switch column {
    case .float(let values): profile(of: values.span)
    case .double(let values): profile(of: values.span)
    case .codes: (ColumnProfile.profile(of: column), nil)
    }
  }

  /// Profile and moments, block by block, so that memory is read once.
  ///
  /// Once a column has shown a fraction and two values, moments tell what is left to know.
  private static func profile<Number: OrderedNumber & MeasuredNumber>(
    of values: Span<Number>
  ) -> (ColumnProfile, ColumnMoments?) {
    var profiler = ColumnProfiler()
    var moments = ColumnMoments()
    var skippedCount = 0
    for start in stride(from: 0, to: values.count, by: ColumnMoments.blockRowCount) {
      let end = min(start + ColumnMoments.blockRowCount, values.count)
      let block = values.extracting(start..<end)
      let before = moments
      if profiler.isFinite { moments.add(block) }
      if profiler.isSettled, profiler.isFinite, !moments.hasInfinity {
        skippedCount += block.count
        continue
      }
      if skippedCount > 0 { profiler.add(rowCount: skippedCount, allSoFar: before) }
      skippedCount = 0
      profiler.add(block)
    }
    if skippedCount > 0 { profiler.add(rowCount: skippedCount, allSoFar: moments) }
    return (profiler.profile, profiler.isFinite && moments.areFinite ? moments : nil)
  }
}
