internal import CKernels

extension ByteTreeCompiler {
  /// Appends the steps that find the leaves below a split.
  ///
  /// The larger side comes first, so that few results wait for another: as many as twofold sizes.
  mutating func emit(_ root: Int) {
    var path: [Int] = []
    var node = root
    while !shape.isBlock(node) {
      path.append(node)
      node = shape.largerChild(of: node)
    }
    emitBlock(node, as: isFirst ? .first : .next)
    isFirst = false
    for node in path.reversed() {
      let larger = shape.largerChild(of: node)
      let left = Int(shape.nodes[node].leftChild)
      let isLeft = larger == left
      let smaller = isLeft ? left + 1 : left
      if shape.isEnd(smaller) {
        emitLeaf(leaf(of: smaller), right: isLeft, of: node)
      } else if shape.isBlock(smaller) {
        emitBlock(smaller, as: isLeft ? .right : .left, below: node)
      } else {
        emit(smaller)
        let join = split(of: shape.nodes[node], setPlace: 0)
        splits.append(join)
        // The smaller side is what was found last.
        let step = isLeft ? AUTOML_STEP_JOIN_RIGHT : AUTOML_STEP_JOIN_LEFT
        steps.append(UInt8(step))
      }
    }
  }

  /// Appends the step of a split of which one side was found and the other is a leaf.
  mutating func emitLeaf(_ leaf: UInt8, right isRight: Bool, of node: Int) {
    var own = split(of: shape.nodes[node], setPlace: 0)
    own.leaf = leaf
    splits.append(own)
    let step = isRight ? AUTOML_STEP_LEAF_RIGHT : AUTOML_STEP_LEAF_LEFT
    steps.append(UInt8(step))
  }

  /// Appends the one step of a block of 1, 3 or 7 splits, and of the split that it is a side of.
  private mutating func emitBlock(_ node: Int, as side: BlockSide, below upper: Int? = nil) {
    let height = shape.heights[node]
    var block = BlockSplits()
    block.first = UInt8(values.count - firstValue)
    fill(&block, from: node, height: height)
    if let upper { block.append(split(of: shape.nodes[upper], setPlace: block.count)) }
    block.splits[0].leaf = block.first
    for index in 0..<block.count { splits.append(block.splits[index]) }
    steps.append(UInt8(AUTOML_STEP_FIRST_PAIR + 3 * side.rawValue + height - 1))
  }

  /// Puts what is below a node into a block: left side, right side, the node itself.
  ///
  /// An end above the lowest leaves stands for all those below it, and its splits send all rows left.
  private mutating func fill(_ block: inout BlockSplits, from node: Int, height: Int) {
    guard height > 0 else {
      values.append(shape.value(ofEnd: node))
      return
    }
    if shape.isEnd(node) {
      for _ in 0..<1 << height { values.append(shape.value(ofEnd: node)) }
      for _ in 1..<1 << height {
        block.append(automl_byte_split(column: 0, limit: .max, leaf: 0))
      }
      return
    }
    let left = Int(shape.nodes[node].leftChild)
    fill(&block, from: left, height: height - 1)
    fill(&block, from: left + 1, height: height - 1)
    block.append(split(of: shape.nodes[node], setPlace: block.count))
  }

  /// The number of an end among the leaves.
  private mutating func leaf(of end: Int) -> UInt8 {
    if shape.isCut(end) { return noValue() }
    values.append(shape.nodes[end].value)
    return UInt8(values.count - 1 - firstValue)
  }
}

/// The place of a block among what was found before it, in the order of the kernel's steps.
private enum BlockSide: Int {
  case first
  case next
  case right
  case left
}

/// Up to eight splits of one step.
private struct BlockSplits {
  var splits = InlineArray<8, automl_byte_split>(
    repeating: automl_byte_split(column: 0, limit: 0, leaf: 0)
  )
  var count = 0
  var first: UInt8 = 0

  mutating func append(_ split: automl_byte_split) {
    splits[count] = split
    count += 1
  }
}
