import Models

/// Weighted Gram matrices of the core's columns, in their lower triangles, one for each pair of
/// outputs.
struct HessianSums: Sendable {
  var grams: [[Double]]
  /// For each output and indicator group the weight of each slot.
  private var slotSums: [[[Double]]]
  private let groups: [LinearDesign.IndicatorGroup]
  private let coreGroups: [Int]
  private let order: Int
  /// The number of values of the core.
  let valueCount: Int

  init(_ objective: LinearObjective, plan: HessianPlan, pairCount: Int) {
    groups = objective.design.groups
    coreGroups = plan.coreGroups
    order = plan.core.count
    valueCount = plan.core.first == 0 ? objective.design.encoding.valueCount : 0
    grams = [[Double]](repeating: [Double](repeating: 0, count: order * order), count: pairCount)
    slotSums = (0..<objective.outputCount).map { _ in
      objective.design.groups.map { [Double](repeating: 0, count: $0.width) }
    }
  }

  /// Adds one block's rows with their weights; sums of values with values are left in `room`.
  ///
  /// `own` is the output when the pair is of one with itself.
  mutating func add(
    _ weights: [Double],
    _ block: DesignBlock,
    pair: Int,
    own: Int?,
    _ room: inout GramRoom
  ) {
    if let own {
      for (group, slots) in block.slots.enumerated() {
        addBySlot(weights.span, slots.span, to: &slotSums[own][group], from: 0)
      }
    }
    if valueCount > 0 { room.add(block.cells, weights, kind: pair) }
    var first = valueCount
    for (position, group) in coreGroups.enumerated() {
      addGroup(weights, block, pair: pair, group: group, first: first)
      var other = first + groups[group].columns.count
      for next in coreGroups[(position + 1)...] {
        addGroups(weights, block, pair: pair, group, first: first, next, nextFirst: other)
        other += groups[next].columns.count
      }
      first += groups[group].columns.count
    }
    grams[pair][order * order - 1] += weights.reduce(0, +)
  }

  /// Adds the values with values, and with the intercept, of all blocks that were added with `room`.
  mutating func addValues(_ room: inout GramRoom) {
    for pair in grams.indices { room.addSum(of: pair, to: &grams[pair], order: order) }
  }

  /// One indicator group with the values, with itself and with the intercept.
  private mutating func addGroup(
    _ weights: [Double],
    _ block: DesignBlock,
    pair: Int,
    group: Int,
    first: Int
  ) {
    let width = groups[group].width
    if valueCount > 0 {
      var sums = [Double](repeating: 0, count: width * valueCount)
      block.cells.addSums(
        bySlot: block.slots[group],
        width: width,
        weights,
        columnCount: valueCount,
        to: &sums
      )
      for column in 0..<valueCount {
        let place = column * order + first
        for slot in 0..<width - 1 { grams[pair][place + slot] += sums[column * width + slot] }
      }
    }
    let slots = block.slots[group]
    addGroupWeights(
      weights.span,
      slots.span,
      first: first,
      none: width - 1,
      order: order,
      to: &grams[pair]
    )
  }

  /// Two indicator groups with each other; the second one's columns come later.
  private mutating func addGroups(
    _ weights: [Double],
    _ block: DesignBlock,
    pair: Int,
    _ group: Int,
    first: Int,
    _ next: Int,
    nextFirst: Int
  ) {
    let (slots, nextSlots) = (block.slots[group], block.slots[next])
    addPairWeights(
      weights.span,
      slots.span,
      first: first,
      none: groups[group].width - 1,
      nextSlots.span,
      nextFirst: nextFirst,
      nextNone: groups[next].width - 1,
      order: order,
      to: &grams[pair]
    )
  }

  mutating func add(_ other: HessianSums) {
    for pair in grams.indices { addAll(other.grams[pair], to: &grams[pair]) }
    for output in slotSums.indices {
      for group in groups.indices {
        addAll(other.slotSums[output][group], to: &slotSums[output][group])
      }
    }
  }

  /// Puts what was summed in the place of what was estimated, for columns that were seen enough.
  func replaceIndicatorDiagonal(
    _ diagonal: inout [Double],
    objective: LinearObjective,
    plan: HessianPlan
  ) {
    for (output, sums) in slotSums.enumerated() {
      for (group, sums) in zip(groups, sums) {
        for (column, sum) in zip(group.columns, sums)
        where !plan.isUndersampled[column] {
          diagonal[output * objective.stride + column] =
            max(plan.scale * sum + objective.lambda, .leastNormalMagnitude)
        }
      }
    }
  }
}

/// `result += values`.
private func addAll(_ values: [Double], to result: inout [Double]) {
  let values = values.span
  var result = result.mutableSpan
  for index in values.indices { result[index] += values[index] }
}

/// Adds each row's weight where its slot meets itself and the intercept, which is last.
private func addGroupWeights(
  _ weights: Span<Double>,
  _ slots: Span<UInt32>,
  first: Int,
  none: Int,
  order: Int,
  to gram: inout [Double]
) {
  var gram = gram.mutableSpan
  for row in slots.indices {
    let slot = Int(slots[row])
    guard slot < none else { continue }
    let column = first + slot
    gram[column * order + column] += weights[row]
    gram[column * order + order - 1] += weights[row]
  }
}

/// Adds each row's weight where its slots of two groups meet.
private func addPairWeights(
  _ weights: Span<Double>,
  _ slots: Span<UInt32>,
  first: Int,
  none: Int,
  _ nextSlots: Span<UInt32>,
  nextFirst: Int,
  nextNone: Int,
  order: Int,
  to gram: inout [Double]
) {
  var gram = gram.mutableSpan
  for row in slots.indices {
    let (slot, nextSlot) = (Int(slots[row]), Int(nextSlots[row]))
    guard slot < none, nextSlot < nextNone else { continue }
    gram[(first + slot) * order + nextFirst + nextSlot] += weights[row]
  }
}
