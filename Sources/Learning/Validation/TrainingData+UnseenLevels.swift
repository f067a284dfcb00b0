import Models

extension TrainingData {
  /// The data as models of some rows see it: in the other rows a level that none of those has is
  /// one never seen, as it would be in production.
  ///
  /// - Parameters:
  ///   - rows: the rows that are trained on.
  ///   - others: the rows that are held out.
  /// - Returns: nil where no level is hidden: the data is as it is.
  /// - Complexity: O(rows x columns of text).
  func hidingLevels(unseenIn rows: [UInt32], from others: [UInt32]) -> TrainingData? {
    var isChanged = false
    let columns = features.columns.map { column -> FeatureColumn in
      guard case .codes(let codes, let levelCount) = column,
        let hidden = hide(codes, levelCount: levelCount, unseenIn: rows, from: others)
      else { return column }
      isChanged = true
      return .codes(hidden, levelCount: levelCount)
    }
    guard isChanged else { return nil }
    return TrainingData(
      features: FeatureTable(rowCount: rowCount, columns: columns),
      target: target,
      weights: weights,
      judgedWeights: judgedWeights,
      groups: groups,
      featureNames: featureNames,
      periods: periods,
      moments: moments
    )
  }
}

/// The codes with those of `others` that no row of `rows` has made unseen; nil where there are none.
private func hide(
  _ codes: [UInt32],
  levelCount: Int,
  unseenIn rows: [UInt32],
  from others: [UInt32]
) -> [UInt32]? {
  var isSeen = [Bool](repeating: false, count: levelCount)
  for row in rows where codes[Int(row)] < levelCount { isSeen[Int(codes[Int(row)])] = true }
  func isHidden(_ row: UInt32) -> Bool {
    let code = codes[Int(row)]
    return code < levelCount && !isSeen[Int(code)]
  }
  guard others.contains(where: isHidden) else { return nil }
  var hidden = codes
  for row in others where isHidden(row) { hidden[Int(row)] = FeatureColumn.unseenCode }
  return hidden
}
