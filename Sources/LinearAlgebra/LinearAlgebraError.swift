/// Why a factorisation does not exist.
package enum LinearAlgebraError: Error, Equatable, Sendable {
  /// A symmetric matrix is not positive definite: its leading block of `order` rows already is not.
  case notPositiveDefinite(order: Int)
  /// An element is NaN or infinite.
  case notFinite
}
