import TestSupport
import Testing

/// The names of C kernels: those of all libraries of a program share one space.
@Suite struct KernelTidyTests {
  /// The functions that a line of C at the margin begins to define, and those that a macro is given
  /// to define.
  private func definedFunctions(_ line: Substring) -> [Substring] {
    if let name = line.firstMatch(of: /^DEFINE_\w+\(\s*(\w+)/) { return [name.1] }
    if line.contains(/^(static|typedef|STEP|enum|struct)\b/) { return [] }
    return line.firstMatch(of: /^[a-z][\w ]* \**(\w+)\(/).map { [$0.1] } ?? []
  }

  @Test func `kernels define functions of one prefix`() throws {
    var names: [Substring] = []
    for path in try RepositoryPaths.files(under: "Sources/CKernels", suffix: ".c") {
      // A call of a macro on two lines is brought to one.
      let text = try RepositoryPaths.text(path).replacing("(\n    ", with: "(")
      for line in text.split(separator: "\n") {
        for name in definedFunctions(line) {
          #expect(name.hasPrefix("automl_"), "\(path) defines \(name)")
          names.append(name)
        }
      }
    }
    #expect(names.contains("automl_softmax") && names.contains("automl_hash_floats"))
  }

  @Test func `the kernels' header declares names of one prefix`() throws {
    let header = try RepositoryPaths.text("Sources/CKernels/include/CKernels.h")
    for line in header.split(separator: "\n") {
      if let name = line.firstMatch(of: /^#define (\w+)/) {
        #expect(name.1.hasPrefix("AUTOML_"), "\(name.1)")
      }
      let declared =
        line.firstMatch(of: /^} (\w+);/) ?? line.firstMatch(of: /^[a-z][\w ]* \**(\w+)\(/)
      if let declared { #expect(declared.1.hasPrefix("automl_"), "\(declared.1)") }
    }
  }
}
