/// The rows of each group side by side.
struct RowGroups: Sendable {
  /// The rows, group by group, each group's in their own order.
  let rows: [UInt32]
  /// Where in `rows` each group lies, by ascending code.
  let ranges: [Range<Int>]

  /// Groups `rows` by their codes.
  ///
  /// - Complexity: O(rows).
  init(codes: [UInt32], rows: [UInt32]) {
    var keys = rows.map { UInt64(codes[Int($0)]) << 32 | UInt64($0) }
    radixSort(&keys)
    self.rows = keys.map { UInt32(truncatingIfNeeded: $0) }
    var ranges: [Range<Int>] = []
    var start = 0
    for end in keys.indices.map({ $0 + 1 })
    where end == keys.count || keys[end] >> 32 != keys[start] >> 32 {
      ranges.append(start..<end)
      start = end
    }
    self.ranges = ranges
  }
}
