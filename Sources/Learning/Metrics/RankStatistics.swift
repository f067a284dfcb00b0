/// The area under the ROC curve and the average precision, by the sums of all blocks.
struct RankStatistics: Sendable {
  /// Rows of the class, and others.
  let positives: Double
  let negatives: Double
  /// The average precision; NaN where no row is of the class.
  let precision: Double
  private let blocks: [RankSums]
  /// Pairs of a row of the class and another one above it.
  private let lostPairs: Double
  /// For each block the sums of `RankSums.rise` and `RankSums.fall` of those below it.
  private let rises: [Double]
  private let falls: [Double]

  /// The statistics of blocks, from the highest probabilities down.
  init(_ blocks: [RankSums], positiveCount: Int, negativeCount: Int) {
    self.blocks = blocks
    positives = Double(positiveCount)
    negatives = Double(negativeCount)
    precision = blocks.reduce(0) { $0 + $1.precision } / positives
    lostPairs = Double(blocks.reduce(0) { $0 + $1.lostPairs }) / 2
    var (rises, falls) = ([0.0], [0.0])
    for block in blocks.reversed() {
      rises.append((rises.last ?? 0) + block.rise)
      falls.append((falls.last ?? 0) + block.fall)
    }
    self.rises = rises.dropLast().reversed()
    self.falls = falls.dropLast().reversed()
  }

  /// The share of the rows that are of the class.
  var share: Double { positives / (positives + negatives) }

  /// The area; NaN where all rows are of the class, or none.
  var area: Double { 1 - lostPairs / (positives * negatives) }

  /// The standard error of the area by the jackknife.
  ///
  /// A row of the class in `x` of the lost pairs changes it, where it is gone, by
  /// `(x - lostPairs / positives) / ((positives - 1) * negatives)`: all that is needed are the squares of
  /// `x`.
  var areaError: Double {
    guard positives > 1, negatives > 1 else { return .nan }
    let ofClass = Double(blocks.reduce(0) { $0 + $1.positiveSquares }) / 4
    let ofOthers = Double(blocks.reduce(0) { $0 + $1.negativeSquares }) / 4
    let spreads = [
      (ofClass - lostPairs * lostPairs / positives) / ((positives - 1) * negatives).squared,
      (ofOthers - lostPairs * lostPairs / negatives) / ((negatives - 1) * positives).squared,
    ]
    let rows = positives + negatives
    return (spreads.reduce(0) { $0 + max($1, 0) } * (rows - 1) / rows).squareRoot()
  }

  /// The standard error of the average precision by the jackknife.
  var precisionError: Double {
    guard positives > 1 else { return .nan }
    var (sum, squares) = (0.0, 0.0)
    for (index, block) in blocks.enumerated() {
      let own = precision - falls[index]
      sum += (block.rises.sum + block.rises.count * rises[index]) / positives
      sum += (block.falls.count * own - block.falls.sum) / (positives - 1)
      squares += block.rises.squares(around: -rises[index]) / positives.squared
      squares += block.falls.squares(around: own) / (positives - 1).squared
    }
    let rows = positives + negatives
    return (max(squares - sum * sum / rows, 0) * (rows - 1) / rows).squareRoot()
  }

  /// Calls `body` with places of a block, and by how much the area and the average precision change if a row
  /// of the class there is gone, and if another one is.
  func forEachChange<Element: ProbabilityElement>(
    _ elements: Span<Element>,
    ofBlock index: Int,
    _ walk: RankWalk,
    _ body: (_ places: Range<Int>, _ ofClass: SIMD2<Double>, _ ofOthers: SIMD2<Double>) -> Void
  ) {
    var walk = walk
    var (rise, fall) = (rises[index], falls[index])
    let pairs = SIMD2((positives - 1) * negatives, positives * (negatives - 1))
    let means = SIMD2(lostPairs / positives, lostPairs / negatives)
    var end = elements.count
    while end > 0 {
      let start = elements.startOfStep(endingAt: end)
      let (p, n) = (start.positives, end - start.place - start.positives)
      let step = walk.step(p, n)
      rise += step.rise
      fall += step.fall
      let areas =
        (SIMD2(Double(step.pairsAbove) / 2, Double(step.pairsBelow) / 2) - means) / pairs
      body(
        start.place..<end,
        SIMD2(areas[0], (precision - fall - step.precisionOfRest) / (positives - 1)),
        SIMD2(areas[1], rise / positives)
      )
      walk.pass(p, n)
      end = start.place
    }
  }
}

extension Double {
  fileprivate var squared: Double { self * self }
}
