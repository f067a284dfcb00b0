internal import CTreeKernels
import Parallel

/// Fills histograms from rows.
struct HistogramBuilder {
  let matrix: BinnedMatrix
  /// For each row of the matrix its gradient and hessian in units.
  let gradients: SharedBuffer<Int64>

  /// Rows that are handled word by word before the next: their words and gradients stay in the L1 cache.
  private static let blockRowCount = 256

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
  private func add(_ rows: Span<UInt32>, to histogram: inout MutableSpan<Int64>) {
    let wordSlice = unsafe matrix.words.all
    let words = unsafe wordSlice.span
    let gradientSlice = unsafe gradients.all
    let allGradients = unsafe gradientSlice.span
    let wordsPerRow = matrix.wordsPerRow
    var offsetStorage = InlineArray<256, Int>(repeating: 0)
    var blockStorage = InlineArray<256, Int64>(repeating: 0)
    var start = 0
    while start < rows.count {
      let count = min(Self.blockRowCount, rows.count - start)
      var offsets = offsetStorage.mutableSpan
      var block = blockStorage.mutableSpan
      for index in 0..<count {
        let row = Int(rows[start + index])
        let offset = row &* wordsPerRow
        offsets[index] = offset
        block[index] = allGradients[row]
        // The lines of scattered rows are fetched side by side, and not each when it is needed.
        for line in stride(from: 0, to: wordsPerRow, by: 8) {
          unsafe automl_prefetch(wordSlice.baseAddress.map { unsafe $0 + offset + line })
        }
      }
      for word in 0..<wordsPerRow {
        let range = word * 2048..<(word + 1) * 2048
        var sums = histogram._mutatingExtracting(range)
        addWord(
          word,
          at: offsets.span.extracting(first: count),
          of: words,
          block.span.extracting(first: count),
          laneCount: min(8, matrix.laneCount - word * 8),
          to: &sums
        )
      }
      start += count
    }
  }

  /// Sets the used bins to 0.
  private func clear(_ histogram: inout MutableSpan<Int64>) {
    for (feature, mapper) in matrix.mappers.enumerated() {
      for index in feature << 8..<feature << 8 + mapper.binCount { histogram[index] = 0 }
    }
  }
}

/// Adds the gradients of some rows to the histograms of the eight lanes of one word.
///
/// Shapes: `offsets` and `gradients` have an element for each row, `words[offset + word]` has a row's
/// bins, `sums` has 8 x 256 elements.
///
/// - Complexity: O(`offsets.count` x `laneCount`).
private func addWord(
  _ word: Int,
  at offsets: Span<Int>,
  of words: Span<UInt64>,
  _ gradients: Span<Int64>,
  laneCount: Int,
  to sums: inout MutableSpan<Int64>
) {
  switch laneCount {
  case 1: addLanes(1, word, offsets, words, gradients, &sums)
  case 2: addLanes(2, word, offsets, words, gradients, &sums)
  case 3: addLanes(3, word, offsets, words, gradients, &sums)
  case 4: addLanes(4, word, offsets, words, gradients, &sums)
  case 5: addLanes(5, word, offsets, words, gradients, &sums)
  case 6: addLanes(6, word, offsets, words, gradients, &sums)
  case 7: addLanes(7, word, offsets, words, gradients, &sums)
  default: addLanes(8, word, offsets, words, gradients, &sums)
  }
}

/// `addWord` for a number of lanes that is a constant where it is inlined, so the inner loop unrolls.
@inline(always)
private func addLanes(
  _ laneCount: Int,
  _ word: Int,
  _ offsets: Span<Int>,
  _ words: Span<UInt64>,
  _ gradients: Span<Int64>,
  _ sums: inout MutableSpan<Int64>
) {
  precondition(sums.count == 2048 && gradients.count == offsets.count, "shapes")
  for index in offsets.indices {
    var bins = words[offsets[index] &+ word]
    let gradient = gradients[index]
    for lane in 0..<laneCount {
      // Below 2048 by its bits.
      let position = lane << 8 | Int(truncatingIfNeeded: bins & 255)
      unsafe sums[unchecked: position] &+= gradient
      bins >>= 8
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
