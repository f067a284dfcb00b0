/// Reads a document of JSON or UBJSON value by value: each call takes the value that comes next.
///
/// Nothing is kept but what a call returns, so that a file's memory is that of the values which are
/// asked for. Errors are `notADocument` where the bytes are none, `interrupted`, and, where a value
/// is of another kind, `malformed` with the path that the caller gives.
protocol DocumentReader {
  /// Whether an object comes next.
  var isAtObject: Bool { get }

  /// Whether a list comes next.
  var isAtList: Bool { get }

  /// Takes an object; `member` is given each key and takes its value.
  mutating func object(
    _ path: String,
    _ member: (inout Self, String) throws(ForeignModelError) -> Void
  ) throws(ForeignModelError)

  /// Takes a list; `element` takes each value.
  mutating func list(
    _ path: String,
    _ element: (inout Self) throws(ForeignModelError) -> Void
  ) throws(ForeignModelError)

  /// Takes a text; nil, and nothing taken, where there is none.
  mutating func textIfAny() throws(ForeignModelError) -> String?

  /// Takes a number, truths being 0 and 1; nil, and nothing taken, where there is none.
  mutating func numberIfAny() throws(ForeignModelError) -> Double?

  /// Takes any value.
  mutating func skip() throws(ForeignModelError)

  /// - Throws: `notADocument` where anything follows.
  mutating func end() throws(ForeignModelError)
}

/// Objects and lists within each other that are read; XGBoost's files have fewer than ten.
let documentDepthLimit = 64

extension DocumentReader {
  /// Takes a text, or a number as text; nil, and nothing taken, where there is neither.
  mutating func scalarIfAny() throws(ForeignModelError) -> String? {
    if let number = try numberIfAny() { return "\(number)" }
    return try textIfAny()
  }

  /// Takes a text, or a number as the shortest text of its value; nil, and nothing taken, where there is
  /// neither.
  mutating func labelIfAny() throws(ForeignModelError) -> String? {
    guard let number = try numberIfAny() else { return try textIfAny() }
    return Int(exactly: number)?.description ?? "\(number)"
  }

  /// Takes a list of numbers, kept as what `convert` makes of them.
  ///
  /// - Throws: `tooMany` nodes for more than `limit`; `malformed` where `convert` gives nil.
  mutating func numbers<Number>(
    _ path: String,
    limit: Int,
    _ convert: (Double) -> Number?
  ) throws(ForeignModelError) -> [Number] {
    var numbers: [Number] = []
    try list(path) { reader throws(ForeignModelError) in
      guard let number = try reader.numberIfAny(), let converted = convert(number) else {
        throw .malformed(path: path)
      }
      guard numbers.count < limit else {
        throw .tooMany(what: "nodes", limit: ForeignModel.nodeLimit)
      }
      numbers.append(converted)
    }
    return numbers
  }
}
