package import Models

/// The values of texts for which a column has no levels left: their codes follow those of the levels.
package struct FurtherTexts: Sendable {
  /// The kind that they are read as: the one asked for, or that of most levels; nil where none has a value.
  package private(set) var kind: InputKind?
  /// Their values, in the order in which they came; one for each row.
  package private(set) var values: [Double] = []

  /// No text, and nothing that would be read.
  package init() {}

  /// No text yet, behind these levels; `kind` is what they are read as, whatever the levels are.
  package init(behind levelCount: Int, as kind: InputKind? = nil, text: (UInt32) -> String) {
    self.kind = kind
    guard kind == nil else { return }
    var counts = KindCounts()
    for level in 0..<UInt32(levelCount) { counts.add(TextValue(text(level))?.kind, 1) }
    self.kind = counts.most.kind
  }

  /// The place of a text among the values; nil where it has none.
  package mutating func place(of text: String) -> Int? {
    guard let kind, let value = TextValue(text)?.value(in: kind), !value.isNaN else { return nil }
    values.append(value)
    return values.count - 1
  }

  /// Keeps the values at these places, in this order.
  package mutating func keep(_ places: [Int]) { values = places.map { values[$0] } }
}
