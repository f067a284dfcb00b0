internal import CKernels
import Parallel

/// One pass over rows that adds their gradients to the sums of up to 64 lanes, the bins of one cache line.
///
/// Row by row, so that two additions to one sum are far apart: an addition that must wait for the last
/// one's store takes five times as long, and a lane may have one frequent bin.
struct HistogramPass {
  let words: SharedBuffer<UInt64>
  let wordsPerRow: Int
  /// The first of a row's words that are looked at.
  let firstWord: Int
  /// Lanes from there on.
  let laneCount: Int
  /// For each row of the matrix its gradient and hessian in units.
  let gradients: SharedBuffer<Int64>

  /// So many rows before its turn a row is fetched: as many as the processor waits for at a time.
  private static let fetchDistance = 64

  /// Adds `rows`.
  ///
  /// Shapes: `sums` has 2,048 elements for each word, 256 for each lane.
  ///
  /// - Complexity: O(`rows.count` x `laneCount`).
  func add(_ rows: Span<UInt32>, to sums: inout MutableSpan<Int64>) {
    switch laneCount & 7 {
    case 0: add(rows, lastLanes: 0, to: &sums)
    case 1: add(rows, lastLanes: 1, to: &sums)
    case 2: add(rows, lastLanes: 2, to: &sums)
    case 3: add(rows, lastLanes: 3, to: &sums)
    case 4: add(rows, lastLanes: 4, to: &sums)
    case 5: add(rows, lastLanes: 5, to: &sums)
    case 6: add(rows, lastLanes: 6, to: &sums)
    default: add(rows, lastLanes: 7, to: &sums)
    }
  }

  /// The same with the lanes of the last, partly used word as a constant, so that its loop unrolls.
  @inline(always)
  private func add(_ rows: Span<UInt32>, lastLanes: Int, to sums: inout MutableSpan<Int64>) {
    let fullWords = laneCount >> 3
    let lastWord = firstWord + (laneCount - 1) >> 3
    precondition(sums.count == (lastWord - firstWord + 1) * 2048, "shapes")
    let wordSlice = unsafe words.all
    let words = unsafe wordSlice.span
    let gradientSlice = unsafe gradients.all
    let gradients = unsafe gradientSlice.span
    for index in rows.indices {
      let ahead = Int(rows[min(index &+ Self.fetchDistance, rows.count &- 1)])
      let lines = unsafe wordSlice.baseAddress.map { unsafe $0 + ahead &* wordsPerRow }
      unsafe automl_prefetch(lines.map { unsafe $0 + firstWord })
      unsafe automl_prefetch(lines.map { unsafe $0 + lastWord })
      unsafe automl_prefetch(gradientSlice.baseAddress.map { unsafe $0 + ahead })

      let row = Int(rows[index])
      let gradient = gradients[row]
      let first = row &* wordsPerRow &+ firstWord
      for word in 0..<fullWords {
        addLanes(8, of: words[first &+ word], gradient, word &<< 11, &sums)
      }
      if lastLanes > 0 {
        addLanes(lastLanes, of: words[first &+ fullWords], gradient, fullWords &<< 11, &sums)
      }
    }
  }
}

/// Adds a gradient to the bins of one word, whose sums begin at `start`.
@inline(always)
private func addLanes(
  _ laneCount: Int,
  of word: UInt64,
  _ gradient: Int64,
  _ start: Int,
  _ sums: inout MutableSpan<Int64>
) {
  for lane in 0..<laneCount {
    // Below 2048 by its bits.
    let bin = Int(truncatingIfNeeded: word &>> UInt64(lane &* 8) & 255)
    unsafe sums[unchecked: start | lane &<< 8 | bin] &+= gradient
  }
}
