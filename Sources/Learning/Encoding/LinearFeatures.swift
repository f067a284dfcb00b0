/// The transforms of features for a linear model, beside standardising.
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

  /// Products of columns, where what is left of the target goes with them.
  package static let products = LinearFeatures(rawValue: 64)

  /// Features as they are.
  package static let plain: LinearFeatures = []
  /// Everything that makes a few columns of one feature.
  package static let scaled: LinearFeatures = [.clip, .log, .rank, .cycles, .targets]
  /// Everything that is made of one feature.
  package static let enriched: LinearFeatures = [.scaled, .splines]
  /// Everything.
  package static let crossed: LinearFeatures = [.enriched, .products]

  /// The parts that a `NumericCurve` can have.
  static let curves: LinearFeatures = [.clip, .log, .rank, .splines]

  private static let parts: [(name: String, features: LinearFeatures)] = [
    ("clip", .clip), ("log", .log), ("rank", .rank), ("splines", .splines), ("cycles", .cycles),
    ("targets", .targets), ("products", .products),
  ]

  /// The names that `init(name:)` understands, for messages.
  static var requirement: String {
    "plain, scaled, enriched, crossed, or some of " + parts.map(\.name).joined(separator: ", ")
  }

  /// Reads `plain`, `scaled`, `enriched`, `crossed`, or parts with commas between them; nil for
  /// anything else.
  package init?(name: String) {
    switch name {
    case "plain": self = .plain
    case "scaled": self = .scaled
    case "enriched": self = .enriched
    case "crossed": self = .crossed
    default:
      self = []
      for word in name.split(separator: ",", omittingEmptySubsequences: false) {
        let word = word.drop { $0 == " " }
        guard let part = Self.parts.first(where: { $0.name == word }) else { return nil }
        insert(part.features)
      }
    }
  }

  /// The shortest name that `init(name:)` reads as these.
  var name: String {
    switch self {
    case .plain: "plain"
    case .scaled: "scaled"
    case .enriched: "enriched"
    case .crossed: "crossed"
    default: Self.parts.filter { contains($0.features) }.map(\.name).joined(separator: ",")
    }
  }
}
