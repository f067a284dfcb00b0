/// The candidate with the fewest edits from `name`, if that is few enough to be a slip of the hand.
func nearest(to name: String, among candidates: [String]) -> String? {
  let name = name.lowercased()
  let ranked = candidates.map { (distance: editDistance(name, $0), candidate: $0) }
  guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
  return best.distance <= max(2, name.count / 3) ? best.candidate : nil
}

/// The number of characters to insert, delete or replace (Wagner and Fischer 1974).
private func editDistance(_ a: String, _ b: String) -> Int {
  let b = Array(b)
  var row = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, y) in b.enumerated() {
      let replaced = diagonal + (x == y ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
    }
  }
  return row[b.count]
}
