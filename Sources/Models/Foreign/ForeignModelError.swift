/// Why a file of another program is no model here, or a model cannot be such a file.
package enum ForeignModelError: Error, Equatable, Sendable {
  /// The bytes are of none of the program's formats.
  case notADocument
  /// A part of the file is missing or of another type; `path` leads to it, with dots.
  case malformed(path: String)
  /// JSON of another program, whose name this is, or of another kind than a model.
  case foreign(what: String)
  /// A leaf or threshold that is NaN, or a leaf that is infinite.
  case notFinite(what: String)
  /// A booster that is not known here.
  case unsupportedBooster(name: String)
  /// An objective that is not known here.
  case unsupportedObjective(name: String)
  /// A part that is known and not read, in words that follow "has", with advice on what to do.
  case unsupported(what: String, advice: String)
  /// Leaves with a value for each target, or outputs that have not the same number of trees.
  case unsupportedOutputs
  /// More features, classes or nodes than are read.
  case tooMany(what: String, limit: Int)
  /// Whoever reads was asked to stop.
  case interrupted
  /// A split on the levels of a feature, and nobody said how many it has.
  case unknownLevelCount(feature: Int)
  /// Names of categories that XGBoost has cut in the wrong places.
  case doubtfulCategories(feature: Int)
  /// Reading a split on a level that the feature does not have.
  case levelOutOfRange(feature: Int, level: Int)
  /// Writing an ensemble that replaces a feature's levels by numbers: XGBoost has nothing like it.
  case encodedLevels(feature: Int)
}
