import Foundation

/// A text file that says what some output must be.
///
/// With `AUTOML_UPDATE_GOLDEN=1` in the environment the file is rewritten instead; the diff of the
/// repository is then what gets reviewed.
package struct GoldenFile {
  /// Whether this run rewrites expectations.
  package static let isUpdating =
    ProcessInfo.processInfo.environment["AUTOML_UPDATE_GOLDEN"] == "1"

  private let path: String
  private let isUpdating: Bool

  /// The file at a path, full or from the repository's root.
  package init(_ path: String, isUpdating: Bool = Self.isUpdating) {
    self.path = RepositoryPaths.fullPath(path)
    self.isUpdating = isUpdating
  }

  /// The difference between the file and `text`, told for a reader; nil when nothing does.
  ///
  /// - Throws: when the file cannot be read, or cannot be written when it is to be.
  package func difference(from text: String) throws -> String? {
    let text = text.hasSuffix("\n") ? text : text + "\n"
    if isUpdating {
      let url = URL(filePath: path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      try Data(text.utf8).write(to: url, options: .atomic)
      return nil
    }
    let expected = try RepositoryPaths.text(path)
    guard expected != text else { return nil }
    return "\(path): " + Self.firstDifference(expected: expected, actual: text)
  }

  /// The first line that differs, and all of the actual text.
  static func firstDifference(expected: String, actual: String) -> String {
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(old, new).prefix { $0 == $1 }.count
    let was = line < old.count ? old[line] : "(end)"
    let become = line < new.count ? new[line] : "(end)"
    return """
      line \(line + 1)
        expected: \(was)
        actual:   \(become)
      all of the actual text:
      \(actual)
      """
  }
}
