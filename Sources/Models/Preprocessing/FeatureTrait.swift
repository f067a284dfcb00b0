/// The name and the origin of a feature, beside its values.
package struct FeatureTrait: Sendable, Equatable {
  /// The name, which begins with that of the input.
  package var name: String
  /// The input that it comes from, as an index into `FeatureEncoding.inputs`.
  package let input: Int
  /// Whether it is a category, not a number.
  package var isCategory = false
  /// Whether it is its input as it is, not a part of it.
  package var isInput = false
  /// After how much it repeats: months after 12; nil where it does not.
  package var period: Double?

  /// A number that is made of an input.
  func made(_ ending: String, period: Double? = nil) -> FeatureTrait {
    FeatureTrait(name: name + ending, input: input, period: period)
  }

  /// The feature with other values of the same meaning.
  var changed: FeatureTrait {
    var trait = self
    trait.isInput = false
    return trait
  }
}
