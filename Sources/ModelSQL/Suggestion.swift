/// The candidate that `name` is most likely a slip of; nil where none is near.
///
/// Case does not count. Near is at most one slip in three letters and three in all, or a beginning
/// that only one candidate has (`BINARY` for `BINARY_CLASSIFICATION`). The first of equally near
/// candidates wins.
///
/// - Complexity: O(`name` x all candidates), in characters.
package func nearest(to name: String, in candidates: [String]) -> String? {
  let maxByteCount = 256
  guard name.utf8.count <= maxByteCount else { return nil }
  let sought = Array(name.lowercased())

  var best: (candidate: String, distance: Int)?
  for candidate in candidates {
    let letters = Array(candidate.lowercased())
    let limit = min(max(sought.count, letters.count) / 3, 3, (best?.distance ?? .max) - 1)
    guard limit >= 0, abs(letters.count - sought.count) <= limit else { continue }
    let distance = editDistance(sought, letters)
    if distance <= limit { best = (candidate, distance) }
  }
  if let best { return best.candidate }

  guard sought.count > 2 else { return nil }
  let longer = candidates.filter { $0.lowercased().starts(with: sought) }
  return longer.count == 1 ? longer[0] : nil
}

/// The number of letters that must be inserted, deleted, replaced or swapped with their neighbour
/// to turn `a` into `b` (optimal string alignment; Boytsov 2011, section 2.2).
///
/// - Complexity: O(`a.count` x `b.count`), three rows of memory.
func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforePrevious: [Int] = []
  var previous = Array(0...b.count)
  for i in a.indices {
    var current = [i + 1]
    for j in b.indices {
      var distance = min(
        previous[j + 1] + 1,
        current[j] + 1,
        previous[j] + (a[i] == b[j] ? 0 : 1)
      )
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        distance = min(distance, beforePrevious[j - 1] + 1)
      }
      current.append(distance)
    }
    (beforePrevious, previous) = (previous, current)
  }
  return previous[b.count]
}
