/// The folders of a target as layers, each with those that its files may mention.
struct SourceLayers {
  /// A folder of the target, and the folders whose types and functions it may mention.
  struct Layer {
    /// Its name; empty for the target's own.
    let folder: String
    /// The folders before it that it needs, all of them.
    let mayMention: Set<String>
  }

  /// A file of the target.
  struct File {
    /// The folder that it is in.
    let folder: String
    /// The path, as messages have it.
    let path: String
    /// The names that it declares at its top level for other files.
    let declared: [String]
    /// The words of its code but for the names of what it declares itself, at whatever level.
    let words: Set<String>

    /// A file with a text.
    init(folder: String, path: String, text: String) {
      self.folder = folder
      self.path = path
      let declarations = text.split(separator: "\n").compactMap(Self.declaration)
      declared = declarations.filter(\.isShared).map(\.name)
      words = SwiftWords(text).all.subtracting(declarations.map(\.name))
    }

    /// The name that a line declares, and whether other files see it.
    private static func declaration(_ line: Substring) -> (name: String, isShared: Bool)? {
      guard
        let match = try?
          #/( *)((?:@?[\w()]+ )*?)(struct|enum|class|actor|protocol|typealias|func) (\w+)/#
          .prefixMatch(in: line)
      else { return nil }
      return (String(match.4), match.1.isEmpty && !match.2.contains(#/private |import /#))
    }
  }

  /// The layers, from the innermost.
  let layers: [Layer]

  /// The faults of the files of a target, or of the layers themselves.
  func problems(in files: [File]) -> [String] {
    let folders = layers.map(\.folder)
    var problems: [String] = []
    for folder in Set(files.map(\.folder)).subtracting(folders).sorted() {
      problems.append("folder \(folder) is no layer")
    }
    let owner = Dictionary(
      files.flatMap { file in file.declared.map { ($0, file.folder) } },
      uniquingKeysWith: { first, _ in first }
    )
    for (position, layer) in layers.enumerated() {
      for other in layer.mayMention.subtracting(folders[..<position]).sorted() {
        problems.append("\(layer.folder) may not come to know \(other), which is not before it")
      }
      var unused = layer.mayMention
      for file in files where file.folder == layer.folder {
        for word in file.words.sorted() {
          guard let folder = owner[word], folder != layer.folder else { continue }
          unused.remove(folder)
          guard !layer.mayMention.contains(folder) else { continue }
          problems.append("\(file.path) mentions \(word) of \(folder)")
        }
      }
      problems += unused.sorted().map { "\(layer.folder) does not mention \($0) any more" }
    }
    return problems
  }
}
