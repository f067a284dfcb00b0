import Models

extension CategoryEncoding {
  init(
    fitting codes: [UInt32],
    levelCount: Int,
    rows: RowSelection,
    weights: [Double]?,
    minimumLevelWeight: Double
  ) {
    var levelWeights = [Double](repeating: 0, count: levelCount)
    var missingWeight = 0.0
    for position in 0..<rows.count {
      let row = rows.rows.map { Int($0[position]) } ?? position
      let weight = weights?[row] ?? 1
      let code = codes[row]
      if code < levelCount {
        levelWeights[Int(code)] += weight
      } else if code == FeatureColumn.missingCode {
        missingWeight += weight
      }
    }
    self.init(
      levelWeights: levelWeights,
      missingWeight: missingWeight,
      minimumLevelWeight: minimumLevelWeight
    )
  }

  /// A column for each level that weighs enough, then "other" if any does not, then NULL if there
  /// was one.
  private init(levelWeights: [Double], missingWeight: Double, minimumLevelWeight: Double) {
    let keptCount = levelWeights.count { $0 > 0 && $0 >= minimumLevelWeight }
    let hasOther = levelWeights.contains { $0 > 0 && $0 < minimumLevelWeight }
    let slotCount = keptCount + (hasOther ? 1 : 0) + (missingWeight > 0 ? 1 : 0)
    guard slotCount > 1 else {
      // One column would be 1 in every row.
      self.init(
        slots: levelWeights.map { _ in 0 },
        slotCount: 0,
        missingSlot: 0,
        unseenSlot: 0
      )
      return
    }
    let otherSlot = UInt32(hasOther ? keptCount : slotCount)
    var nextSlot: UInt32 = 0
    let slots = levelWeights.map { weight in
      guard weight > 0, weight >= minimumLevelWeight else { return otherSlot }
      defer { nextSlot += 1 }
      return nextSlot
    }
    self.init(
      slots: slots,
      slotCount: slotCount,
      missingSlot: UInt32(missingWeight > 0 ? slotCount - 1 : slotCount),
      unseenSlot: otherSlot
    )
  }
}
