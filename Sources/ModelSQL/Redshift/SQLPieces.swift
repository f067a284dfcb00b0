/// SQL that is put together from parts of a text and from what stands in place of others.
///
/// A literal is new SQL, and an interpolation puts other pieces into it.
struct SQLPieces: ExpressibleByStringInterpolation {
  /// A part of it.
  enum Piece {
    /// Bytes of the text, as they are.
    case copied(Range<Int>)
    /// New SQL, and the bytes that it stands for; nil where that is not said yet.
    case inserted(String, for: Range<Int>?)
  }

  /// The parts in their order.
  var pieces: [Piece]

  init(_ pieces: [Piece] = []) { self.pieces = pieces }

  init(stringLiteral value: String) { pieces = [.inserted(value, for: nil)] }

  init(stringInterpolation: Interpolation) { pieces = stringInterpolation.pieces }

  struct Interpolation: StringInterpolationProtocol {
    var pieces: [Piece] = []

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ literal: String) {
      if !literal.isEmpty { pieces.append(.inserted(literal, for: nil)) }
    }

    mutating func appendInterpolation(_ other: SQLPieces) { pieces += other.pieces }

    mutating func appendInterpolation(_ sql: String) { appendLiteral(sql) }
  }

  static func += (a: inout SQLPieces, b: SQLPieces) { a.pieces += b.pieces }

  /// The same SQL, where what is new and stands for nothing yet stands for `range`.
  func standing(for range: Range<Int>) -> SQLPieces {
    SQLPieces(
      pieces.map {
        if case .inserted(let text, nil) = $0 { .inserted(text, for: range) } else { $0 }
      }
    )
  }

  /// Pieces with commas between them.
  static func list(_ items: some Sequence<SQLPieces>) -> SQLPieces {
    var list = SQLPieces()
    for (index, item) in items.enumerated() {
      if index > 0 { list += ", " }
      list += item
    }
    return list
  }
}
