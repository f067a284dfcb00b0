#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension TreeSettings {
  /// Reads `monotone_constraints`: `(1,-1,0)` for the first features, or `{"age": 1}` by name.
  ///
  /// - Returns: nil where the text is neither.
  static func monotoneConstraints(_ text: String) -> [MonotoneConstraint]? {
    var constraints: [(FeatureReference, Int)]
    if let byName = decoded([String: Int].self, text) {
      constraints = byName.sorted { $0.key < $1.key }.map { (.name($0.key), $0.value) }
    } else if let list = decoded([Int].self, bracketed(text)) {
      constraints = list.enumerated().map { (.position($0.offset), $0.element) }
    } else {
      return nil
    }
    guard constraints.allSatisfy({ (-1...1).contains($0.1) }) else { return nil }
    return constraints.map { MonotoneConstraint(feature: $0.0, direction: $0.1) }
  }

  /// Reads `interaction_constraints`: `[[0, 1], [2, 3, 4]]`, or `[["age", "plan"]]` by name.
  ///
  /// - Returns: nil where the text is neither.
  static func interactionConstraints(_ text: String) -> [[FeatureReference]]? {
    if let byName = decoded([[String]].self, text) {
      return byName.map { $0.map { .name($0) } }
    }
    guard let groups = decoded([[Int]].self, text), groups.allSatisfy({ $0.allSatisfy { $0 >= 0 } })
    else { return nil }
    return groups.map { $0.map { .position($0) } }
  }

  /// A tuple of Python's as a list of JSON's.
  private static func bracketed(_ text: String) -> String {
    let inner = text.filter { !" ()[]".contains($0) }
    return "[\(inner.hasSuffix(",") ? String(inner.dropLast()) : inner)]"
  }

  private static func decoded<Value: Decodable>(_ type: Value.Type, _ text: String) -> Value? {
    try? JSONDecoder().decode(type, from: Data(text.utf8))
  }
}
