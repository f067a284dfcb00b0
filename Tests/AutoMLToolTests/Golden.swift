import TestSupport
import Testing

/// The texts of `Golden/`, which are reviewed as diffs.
enum Golden {
  /// Fails where `text` is not what the file `name` says.
  static func expect(
    _ text: String,
    equals name: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = GoldenFile("Tests/AutoMLToolTests/Golden/\(name)")
    if let difference = try file.difference(from: text) {
      Issue.record("\(difference)", sourceLocation: sourceLocation)
    }
  }
}
