/// The columns of a table that fit a screen, and their widths.
///
/// Wide text is cut first, down to `leastTextWidth`. Where that is not enough, columns in the middle are
/// hidden: the first say which row it is, and the last are what was computed.
struct TableLayout: Equatable {
  /// Text is not cut to fewer columns of the screen.
  static let leastTextWidth = 12

  /// The columns that are shown, in order.
  private(set) var shown: [Int]
  /// The width of each column that is shown.
  private(set) var widths: [Int]
  /// The number of columns shown before those that are hidden; nil where none is.
  private(set) var gap: Int?

  /// The layout of columns of these widths in `limit` columns of the screen; nil is a screen without end.
  ///
  /// Below its own `least` width no column is cut. One or two columns are never cut: a sentence or a
  /// report stands in them.
  init(widths natural: [Int], least: [Int], limit: Int?) {
    shown = Array(natural.indices)
    widths = natural
    guard let limit, natural.count > 2, Self.width(of: natural) > limit else { return }
    if Self.width(of: least) > limit { hide(least, limit - 4) }
    let room = gap == nil ? limit : limit - 4
    let cap =
      (Self.leastTextWidth...max(limit, Self.leastTextWidth)).last { cap in
        Self.width(of: shown.map { max(least[$0], min(natural[$0], cap)) }) <= room
      } ?? 0
    widths = shown.map { max(least[$0], min(natural[$0], cap)) }
  }

  /// Keeps columns from both ends as long as they fit.
  private mutating func hide(_ least: [Int], _ limit: Int) {
    var (left, right) = ([0], [Int]())
    var candidates = least.indices.dropFirst()
    while !candidates.isEmpty {
      let isRight = right.count < left.count
      guard let next = isRight ? candidates.popLast() : candidates.popFirst(),
        Self.width(of: (left + right + [next]).map { least[$0] }) <= limit
      else { break }
      if isRight { right.insert(next, at: 0) } else { left.append(next) }
    }
    shown = left + right
    gap = left.count
  }

  /// The columns of the screen that cells of these widths take, with what is between them.
  private static func width(of widths: [Int]) -> Int {
    widths.reduce(0, +) + 3 * widths.count - 1
  }
}
