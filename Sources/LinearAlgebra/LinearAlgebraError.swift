/// Why a factorisation does not exist, or nothing can be calculated.
package enum LinearAlgebraError: Error, Equatable, Sendable {
  /// A symmetric matrix is not positive definite: its leading block of `order` rows already is not.
  case notPositiveDefinite(order: Int)
  /// An element is NaN or infinite.
  case notFinite
  /// OpenBLAS cannot be opened; `reason` is the system's.
  case libraryMissing(reason: String)
}
