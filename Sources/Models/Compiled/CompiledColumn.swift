/// One feature as an ensemble's nodes compare it: a number for each value.
struct CompiledColumn: Sendable, Equatable {
  /// The kinds of those numbers.
  private enum Source: Sendable, Equatable {
    /// The number of thresholds below the value, of few of them.
    case ranks(EdgeRanks)
    /// The same for more thresholds than a byte can count.
    case manyRanks([Double])
    /// The code itself: splits are sets of levels.
    case codes
  }

  let feature: Int
  /// The thresholds in ascending order; nil where splits are sets of levels.
  let thresholds: [Double]?
  private let source: Source

  /// A column of ranks, or of codes without thresholds.
  init(feature: Int, thresholds: [Double]?) {
    self.feature = feature
    self.thresholds = thresholds
    source =
      thresholds.map {
        $0.count < EdgeRanks.edgeLimit ? .ranks(EdgeRanks(edges: $0)) : .manyRanks($0)
      } ?? .codes
  }

  /// Writes the numbers of `rows`; missing is the largest of all.
  func fill(_ output: inout MutableSpan<UInt32>, from column: FeatureColumn, rows: Range<Int>) {
    switch (column, source) {
    case (.float(let values), .ranks), (.float(let values), .manyRanks):
      fill(&output, values.span.extracting(rows))
    case (.double(let values), .ranks), (.double(let values), .manyRanks):
      fill(&output, values.span.extracting(rows))
    case (.codes(let codes, _), _): fill(&output, codes.span.extracting(rows))
    default: for index in output.indices { output[index] = .max }
    }
  }

  private func fill(_ output: inout MutableSpan<UInt32>, _ values: Span<Float>) {
    guard case .ranks(let ranks) = source else {
      for index in values.indices { output[index] = rank(of: Double(values[index])) }
      return
    }
    var storage = InlineArray<256, UInt8>(repeating: 0)
    var all = storage.mutableSpan
    var bytes = all._mutatingExtracting(0..<values.count)
    ranks.fill(&bytes, of: values, missing: .max)
    widen(bytes.span, to: &output)
  }

  private func fill(_ output: inout MutableSpan<UInt32>, _ values: Span<Double>) {
    guard case .ranks(let ranks) = source else {
      for index in values.indices { output[index] = rank(of: values[index]) }
      return
    }
    var storage = InlineArray<256, UInt8>(repeating: 0)
    var all = storage.mutableSpan
    var bytes = all._mutatingExtracting(0..<values.count)
    ranks.fill(&bytes, of: values, missing: .max)
    widen(bytes.span, to: &output)
  }

  private func fill(_ output: inout MutableSpan<UInt32>, _ codes: Span<UInt32>) {
    for index in codes.indices {
      let code = codes[index]
      output[index] =
        code >= FeatureColumn.unseenCode ? .max : thresholds == nil ? code : rank(of: Double(code))
    }
  }

  /// The number of thresholds below a value.
  private func rank(of value: Double) -> UInt32 {
    guard let thresholds, !value.isNaN else { return .max }
    return UInt32(lowerBound(of: value, in: thresholds))
  }
}

/// Bytes as 32-bit numbers, the largest as the largest.
private func widen(_ bytes: Span<UInt8>, to output: inout MutableSpan<UInt32>) {
  for index in bytes.indices {
    output[index] = bytes[index] == .max ? .max : UInt32(bytes[index])
  }
}

/// The first index whose element is not below `value`.
func lowerBound(of value: Double, in sorted: [Double]) -> Int {
  var low = 0
  var high = sorted.count
  while low < high {
    let middle = (low + high) / 2
    if sorted[middle] < value { low = middle + 1 } else { high = middle }
  }
  return low
}
