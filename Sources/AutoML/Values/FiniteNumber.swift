/// Numbers that JSON has no form for, as nothing.
extension Double {
  /// Itself where it is a finite number.
  var finite: Double? { isFinite ? self : nil }
}
