import ModelSQL

extension Session {
  /// Whether nothing more has to come before typed SQL can run: it ends behind a semicolon, or no
  /// statement has begun.
  ///
  /// - Complexity: O(`script`).
  public static func isComplete(_ script: String) -> Bool { Script.isComplete(script) }
}
