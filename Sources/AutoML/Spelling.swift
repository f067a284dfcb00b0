import ModelSQL

/// Slips of the keyboard.
package enum Spelling {
  /// The candidate that `word` is most likely a slip of; nil where none is near.
  package static func nearest(to word: String, in candidates: [String]) -> String? {
    ModelSQL.nearest(to: word, in: candidates)
  }
}
