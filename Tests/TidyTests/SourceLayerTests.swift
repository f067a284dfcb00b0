import TestSupport
import Testing

/// The folders of `AutoML` are layers: what they mention goes one way.
@Suite struct SourceLayerTests {
  private static let root = "Sources/AutoML/"

  @Test func `a folder of AutoML mentions what the table of layers lets it`() throws {
    let files = try RepositoryPaths.files(under: "Sources/AutoML", suffix: ".swift").map { path in
      let folder = path.dropFirst(Self.root.count).split(separator: "/").dropLast()
      return SourceLayers.File(
        folder: folder.joined(separator: "/"),
        path: path,
        text: try RepositoryPaths.text(path)
      )
    }
    #expect(files.count > 80)
    for problem in SourceLayers(layers: TidyRules.layers).problems(in: files) {
      Issue.record("\(problem)")
    }
  }

  @Test func `the architecture tells of every layer`() throws {
    let text = try RepositoryPaths.text("ARCHITECTURE.md")
    for layer in TidyRules.layers where !layer.folder.isEmpty {
      let row = "\n| `\(layer.folder)` |"
      #expect(text.contains(row), "ARCHITECTURE.md has no row of \(layer.folder)")
    }
  }

  private let layers = SourceLayers(
    layers: [
      SourceLayers.Layer(folder: "Inner", mayMention: []),
      SourceLayers.Layer(folder: "Beside", mayMention: []),
      SourceLayers.Layer(folder: "Outer", mayMention: ["Inner"]),
    ]
  )

  private func problems(_ texts: (folder: String, text: String)...) -> [String] {
    layers.problems(
      in: texts.map { SourceLayers.File(folder: $0.folder, path: $0.folder, text: $0.text) }
    )
  }

  private let right = [
    (folder: "Inner", text: "public struct Core {}\nfunc helped() {}"),
    (folder: "Beside", text: "private enum Shell {}"),
    (folder: "Outer", text: "@MainActor final class Shell { let core: Core }"),
  ]

  @Test func `mentions that go inwards are no problem`() {
    #expect(problems(right[0], right[1], right[2]) == [])
  }

  @Test(arguments: [
    "let shell: Shell", "extension Shell {}", "let text = \"\\(Shell(\")\"))\"",
    "let text = #\"\\(\"\\#(Shell())\"#", "let text = \"\"\"\n  \"a\" \\(Shell())\n  \"\"\"",
    "/* a /* b */ c */ let shell: [Shell]",
  ])
  func `a mention that goes outwards is told`(text: String) {
    let inner = (folder: "Inner", text: right[0].text + "\n" + text)
    #expect(problems(inner, right[1], right[2]) == ["Inner mentions Shell of Outer"])
  }

  @Test(arguments: [
    "// Shell", "/// - Throws: Shell", "/* a /* b */ Shell */", "let text = \"Shell \\\" Shell\"",
    "let text = \"\"\"\n  \"Shell\" \\(1) Shell\n  \"\"\"",
    "let text = #\"Shell \\(Shell) \"Shell\"#", "struct Other {\n  enum Shell {}\n}",
    "let text = \"\\(f(\"(\")) Shell\"", "let shell: Shells",
  ])
  func `comments, literals and longer words mention nothing`(text: String) {
    let inner = (folder: "Inner", text: right[0].text + "\n" + text)
    #expect(problems(inner, right[1], right[2]) == [])
  }

  @Test func `a mention between folders side by side is told`() {
    let beside = (folder: "Beside", text: "let core: Core\nlet value = helped()")
    #expect(
      problems(right[0], beside, right[2]) == [
        "Beside mentions Core of Inner", "Beside mentions helped of Inner",
      ]
    )
  }

  @Test func `a permission that nothing needs is told`() {
    #expect(
      problems(right[0], right[1], (folder: "Outer", text: "struct Shell {}")) == [
        "Outer does not mention Inner any more"
      ]
    )
  }

  @Test func `a folder without a layer, and a layer that knows a later one, are told`() {
    let layers = SourceLayers(layers: [SourceLayers.Layer(folder: "Inner", mayMention: ["Outer"])])
    let file = SourceLayers.File(folder: "Outer", path: "Outer", text: "struct Shell {}")
    #expect(
      layers.problems(in: [file]) == [
        "folder Outer is no layer", "Inner may not come to know Outer, which is not before it",
        "Inner does not mention Outer any more",
      ]
    )
  }
}
