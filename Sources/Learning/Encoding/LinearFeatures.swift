/// What is made of features for a linear model, beside standardising them.
package struct LinearFeatures: OptionSet, Sendable, Hashable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Numbers beyond the outermost thousandths count as those.
  package static let clip = LinearFeatures(rawValue: 1)
  /// Numbers on a logarithmic scale where the target follows that better.
  package static let log = LinearFeatures(rawValue: 2)
  /// Numbers as ranks where the target follows those better.
  package static let rank = LinearFeatures(rawValue: 4)
  /// Numbers with hinges, so that the model bends.
  package static let splines = LinearFeatures(rawValue: 8)
  /// Months, weekdays and hours on a circle.
  package static let cycles = LinearFeatures(rawValue: 16)
  /// Categories of many levels by their mean target.
  package static let targets = LinearFeatures(rawValue: 32)

  /// Features as they are.
  package static let plain: LinearFeatures = []
  /// Everything that adds no more than a few columns.
  package static let scaled: LinearFeatures = [.clip, .log, .rank, .cycles, .targets]
  /// Everything.
  package static let enriched: LinearFeatures = [.scaled, .splines]

  /// What a `NumericCurve` can have.
  static let curves: LinearFeatures = [.clip, .log, .rank, .splines]

  private static let parts: [(name: String, features: LinearFeatures)] = [
    ("clip", .clip), ("log", .log), ("rank", .rank), ("splines", .splines), ("cycles", .cycles),
    ("targets", .targets),
  ]

  /// What `init(name:)` understands, for messages.
  static var requirement: String {
    "plain, scaled, enriched, or some of " + parts.map(\.name).joined(separator: ", ")
  }

  /// Reads `plain`, `scaled`, `enriched`, or parts with commas between them; nil for anything else.
  package init?(name: String) {
    switch name {
    case "plain": self = .plain
    case "scaled": self = .scaled
    case "enriched": self = .enriched
    default:
      self = []
      for word in name.split(separator: ",", omittingEmptySubsequences: false) {
        let word = word.drop { $0 == " " }
        guard let part = Self.parts.first(where: { $0.name == word }) else { return nil }
        insert(part.features)
      }
    }
  }
}
