/// Numbers turned to the axes along which the rows of training vary most.
package struct PrincipalComponents: Sendable, Equatable {
  /// The mean of each column.
  package let means: [Double]
  /// For each component the weight of each column; of length 1, and at right angles to each other.
  package let axes: [[Double]]

  /// Stores what a fit found.
  package init(means: [Double], axes: [[Double]]) {
    self.means = means
    self.axes = axes
  }

  /// The components of numbers.
  ///
  /// - Complexity: O(rows x columns x components).
  func columns(of columns: [[Double]]) -> [[Double]] {
    let rowCount = columns.first?.count ?? 0
    return axes.map { axis in
      var sums = [Double](repeating: 0, count: rowCount)
      for (column, (weight, mean)) in zip(columns, zip(axis, means)) {
        for row in sums.indices { sums[row] += weight * (column[row] - mean) }
      }
      return sums
    }
  }

  /// Whether it takes so many columns, and its numbers are finite.
  func fits(columnCount: Int) -> Bool {
    means.count == columnCount && means.allSatisfy(\.isFinite) && axes.count <= columnCount
      && axes.allSatisfy { $0.count == columnCount && $0.allSatisfy(\.isFinite) }
  }
}
