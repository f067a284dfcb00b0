/// Sums over the rows of a block that the area under the ROC curve and the average precision are made of, and
/// what these are without a row.
///
/// Added up from the lowest probability on: what is below a row counts for it then without a loss of digits.
struct RankSums: Sendable {
  /// Twice the pairs of a row of the class and another one above it; two of one probability are half a pair.
  private(set) var lostPairs: UInt128 = 0
  /// For each row of the class, and for each other one, the square of twice such pairs that it is in.
  private(set) var positiveSquares: UInt128 = 0
  private(set) var negativeSquares: UInt128 = 0
  /// The precisions at the rows of the class.
  private(set) var precision = 0.0
  /// By so much they rise in all if another row above the block is gone, and fall if one of the class is.
  private(set) var rise = 0.0
  private(set) var fall = 0.0
  /// By so much the precisions of the block rise if one of its other rows is gone.
  private(set) var rises = ShiftedSums()
  /// By so much they fall if one of its rows of the class is gone, that row's own precision included.
  private(set) var falls = ShiftedSums()

  private var walk: RankWalk

  /// The sums of a block, of which no row is added yet.
  init(_ walk: RankWalk) { self.walk = walk }

  /// The sums of a block.
  init<Element: ProbabilityElement>(_ elements: Span<Element>, _ walk: RankWalk) {
    self.init(walk)
    var end = elements.count
    while end > 0 {
      let start = elements.startOfStep(endingAt: end)
      add(start.positives, end - start.place - start.positives)
      end = start.place
    }
  }

  /// Adds the rows of the next probability: so many of the class, and others.
  @inline(__always)
  mutating func add(_ p: Int, _ n: Int) {
    let step = walk.step(p, n)
    rise += step.rise
    fall += step.fall
    if p > 0 {
      let all = UInt128(UInt64(truncatingIfNeeded: p &* step.pairsAbove))
      lostPairs &+= all
      positiveSquares &+= all &* UInt128(UInt64(truncatingIfNeeded: step.pairsAbove))
      precision += step.precision
      falls.add(fall + step.precisionOfRest, rows: Double(p))
    }
    if n > 0 {
      let all = UInt128(UInt64(truncatingIfNeeded: n &* step.pairsBelow))
      negativeSquares &+= all &* UInt128(UInt64(truncatingIfNeeded: step.pairsBelow))
      rises.add(rise, rows: Double(n))
    }
    walk.pass(p, n)
  }
}

/// A walk over a block's rows from the lowest probability up.
struct RankWalk: Sendable {
  /// Rows of the class in all.
  private let positiveCount: Int
  /// Rows of the class that are not passed yet, in this block and above it, and others.
  private var positives: Int
  private var negatives: Int

  /// A walk that begins at the end of a block.
  init(_ block: ProbabilityBlock, positiveCount: Int) {
    self.positiveCount = positiveCount
    positives = block.positivesAbove + block.positiveCount
    negatives = block.negativesAbove + block.rowCount - block.positiveCount
  }

  /// The rows of one probability among the others.
  struct Step {
    /// Twice the pairs that a row of the class loses, and that another row wins.
    let pairsAbove: Int
    let pairsBelow: Int
    /// The precisions at its rows of the class.
    let precision: Double
    /// By so much these rise if another row here or above is gone, and fall if one of the class is.
    let rise: Double
    let fall: Double
    /// The precision without a row of the class that is here.
    let precisionOfRest: Double
  }

  /// The next step, of so many rows of the class and others.
  @inline(__always)
  func step(_ p: Int, _ n: Int) -> Step {
    let (here, own, others) = (Double(p), Double(positives), Double(negatives))
    let rows = own + others
    let rest = max(rows - 1, 1)
    let pairs = rows * rest
    let ratios =
      SIMD4(own, own - 1, own * here, others * here) / SIMD4(rows, rest, pairs, pairs)
    // The first row alone leaves none.
    let isAlone = rows <= 1
    return Step(
      pairsAbove: 2 * negatives - n,
      pairsBelow: 2 * (positiveCount - positives) + p,
      precision: ratios[0] * here,
      rise: isAlone ? 0 : ratios[2],
      fall: isAlone ? 0 : ratios[3],
      precisionOfRest: isAlone ? own : ratios[1]
    )
  }

  /// Goes on to the next step.
  @inline(__always)
  mutating func pass(_ p: Int, _ n: Int) {
    positives -= p
    negatives -= n
  }
}

extension Span where Element: ProbabilityElement {
  /// Where the rows of one probability begin that end at a place, and those of the class among them.
  @inline(__always)
  func startOfStep(endingAt end: Int) -> (place: Int, positives: Int) {
    let key = self[end &- 1].key >> 1
    var start = end
    var positives = 0
    repeat {
      start &-= 1
      positives &+= Int(truncatingIfNeeded: self[start].key & 1)
    } while start > 0 && self[start &- 1].key >> 1 == key
    return (start, positives)
  }
}
