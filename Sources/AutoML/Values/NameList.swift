/// The first few of `names`, with commas.
func list(_ names: [String]) -> String {
  let shown = names.prefix(20).joined(separator: ", ")
  return names.count > 20 ? "\(shown), ... (\(names.count) in all)" : shown
}
