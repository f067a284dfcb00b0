/// A choice of at most `limit` of the rows of a table, ascending: one at random from each of as many
/// equal stretches.
///
/// A choice by even steps would see one value of a column that repeats with the step.
func sampledRows(of rowCount: Int, limit: Int, seed: UInt64) -> [UInt32] {
  guard rowCount > limit else { return Array(0..<UInt32(rowCount)) }
  var generator = SeededGenerator(seed: seed)
  return (0..<limit).map { index in
    let stretch = index * rowCount / limit..<(index + 1) * rowCount / limit
    return UInt32(stretch.lowerBound + generator.below(stretch.count))
  }
}
