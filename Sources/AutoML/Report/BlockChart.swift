/// Numbers as a row of blocks, for screens of text: `▂▃▅▇█`.
enum BlockChart {
  private static let blocks = Array("▁▂▃▄▅▆▇█")

  /// Known values, then those to come behind a bar, on one scale; each part has at most so many blocks.
  ///
  /// Where a part has more values a block is the mean of some; a missing one is a space.
  static func row(known: [Double], toCome: [Double], limit: Int) -> String {
    let parts = [thinned(known, to: limit), thinned(toCome, to: limit)]
    let finite = parts.joined().filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return "" }
    let texts = parts.map { part in
      String(part.map { block($0, low, high) })
    }
    return texts[0].isEmpty ? texts[1] : texts.joined(separator: "│")
  }

  private static func block(_ value: Double, _ low: Double, _ high: Double) -> Character {
    guard value.isFinite else { return " " }
    // Halves, so that the span of extreme values is finite.
    let span = high / 2 - low / 2
    let share = span > 0 ? (value / 2 - low / 2) / span : 0.5
    return blocks[min(max(Int(share * Double(blocks.count)), 0), blocks.count - 1)]
  }

  private static func thinned(_ values: [Double], to limit: Int) -> [Double] {
    guard values.count > limit else { return values }
    return (0..<limit).map { index in
      let some = values[values.count * index / limit..<values.count * (index + 1) / limit]
        .filter(\.isFinite)
      return some.isEmpty ? .nan : some.reduce(0) { $0 + $1 / Double(some.count) }
    }
  }
}
