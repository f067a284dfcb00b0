import Parallel

/// Fills histograms from rows.
struct HistogramBuilder {
  let matrix: BinnedMatrix
  /// For each row of the matrix its gradient and hessian in units.
  let gradients: SharedBuffer<Int64>

  /// Words of a row that one pass over the rows takes: a cache line.
  private static let wordsPerPass = 8

  /// Sets `histogram` to the sums of `rows`.
  ///
  /// Shapes: `rows` are rows of the matrix; `histogram` has `HistogramPool.elementCount` sums.
  ///
  /// - Complexity: O(`rows.count` x features + sums).
  func build(_ rows: Span<UInt32>, into histogram: inout MutableSpan<Int64>) {
    if matrix.laneCount == matrix.featureCount {
      clear(&histogram)
      add(rows, to: &histogram)
      return
    }
    var laneStorage = [Int64](repeating: 0, count: matrix.wordsPerRow * 2048)
    var lanes = laneStorage.mutableSpan
    add(rows, to: &lanes)
    spread(lanes.span, to: &histogram)
  }

  /// Takes the sums of lanes apart into those of features.
  private func spread(_ lanes: Span<Int64>, to histogram: inout MutableSpan<Int64>) {
    // Each row is in one bin of every lane.
    var total: Int64 = 0
    for bin in 0..<256 { total &+= lanes[bin] }
    for (feature, place) in matrix.places.enumerated() {
      let lane = place.lane << 8
      let first = feature << 8
      if place.isBundled {
        let high = lanes[lane + Int(place.code)]
        histogram[first] = total &- high
        histogram[first + 1] = high
        histogram[first + 2] = 0
      } else {
        for bin in 0..<matrix.mappers[feature].binCount {
          histogram[first + bin] = lanes[lane + bin]
        }
      }
    }
  }

  /// Adds the gradients of rows to the bins of all lanes.
  ///
  /// A row's words are taken a cache line at a time: the sums of its 64 lanes stay in the L2 cache.
  private func add(_ rows: Span<UInt32>, to histogram: inout MutableSpan<Int64>) {
    for firstWord in stride(from: 0, to: matrix.wordsPerRow, by: Self.wordsPerPass) {
      let laneCount = min(8 * Self.wordsPerPass, matrix.laneCount - 8 * firstWord)
      let start = firstWord * 2048
      var sums = histogram._mutatingExtracting(start..<start + (laneCount + 7) / 8 * 2048)
      let pass = HistogramPass(
        words: matrix.words,
        wordsPerRow: matrix.wordsPerRow,
        firstWord: firstWord,
        laneCount: laneCount,
        gradients: gradients
      )
      pass.add(rows, to: &sums)
    }
  }

  /// Sets the used bins to 0.
  private func clear(_ histogram: inout MutableSpan<Int64>) {
    for (feature, mapper) in matrix.mappers.enumerated() {
      for index in feature << 8..<feature << 8 + mapper.binCount { histogram[index] = 0 }
    }
  }
}

/// `sums -= other` for the used bins of all features.
func subtract(
  _ other: Span<Int64>,
  from sums: inout MutableSpan<Int64>,
  _ features: Range<Int>,
  _ mappers: [BinMapper]
) {
  for feature in features {
    for index in feature << 8..<feature << 8 + mappers[feature].binCount {
      sums[index] &-= other[index]
    }
  }
}

/// `sums += other` for the used bins of some features.
func add(
  _ other: Span<Int64>,
  to sums: inout MutableSpan<Int64>,
  _ features: Range<Int>,
  _ mappers: [BinMapper]
) {
  for feature in features {
    for index in feature << 8..<feature << 8 + mappers[feature].binCount {
      sums[index] &+= other[index]
    }
  }
}
