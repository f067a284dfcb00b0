import LinearAlgebra

/// Why a learner refuses its data or settings: each case is the user's to mend.
package enum LearningError: Error, Equatable, Sendable {
  /// Nothing to learn from.
  case noRows
  /// No feature to learn from.
  case noFeatures
  /// A classification target with one class only.
  case singleClassTarget
  /// A target value that the objective cannot take; `requirement` says which it can.
  case targetOutOfRange(objective: String, value: Double, requirement: String)
  /// A weight that is NaN (as NULL is read), below 0 or too large.
  case weightOutOfRange(column: String, value: Double)
  /// Weights of which none is above 0.
  case noWeight(column: String)
  /// A ranking objective, and no groups to rank within.
  case missingGroups(objective: String)
  /// Groups for an objective that ranks nothing.
  case unusedGroups(objective: String)
  /// A hyperparameter that no learner knows; `suggestion` is the nearest that one does.
  case unknownHyperparameter(key: String, suggestion: String?)
  /// A hyperparameter that has no default was not given; `meaning` says what it is.
  case missingHyperparameter(key: String, meaning: String)
  /// A hyperparameter's value that is not of its type or range; `requirement` says what is.
  case invalidHyperparameter(key: String, value: String, requirement: String)
  /// A library that the learner needs cannot be opened; `reason` is the system's.
  case libraryMissing(name: String, reason: String)
  /// Stopped before there was anything to keep.
  case interrupted
}

extension BLAS {
  /// Opens OpenBLAS, unless that was done before.
  ///
  /// - Throws: `libraryMissing` when it is not installed.
  static func loadForLearning() throws(LearningError) {
    do throws(LinearAlgebraError) {
      try load()
    } catch {
      guard case .libraryMissing(let reason) = error else { return }
      throw .libraryMissing(name: "OpenBLAS", reason: reason)
    }
  }
}
