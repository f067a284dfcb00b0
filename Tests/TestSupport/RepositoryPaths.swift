import Foundation

/// Where the repository is: found from where this file was compiled, so that tests run in any folder.
package enum RepositoryPaths {
  /// The folder with Package.swift.
  package static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The full path of a file or folder of the repository.
  package static func fullPath(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(root)/\(path)"
  }

  /// The paths, from the root and in alphabetical order, of the files below a folder of the repository.
  ///
  /// Hidden files and folders, such as .build, are left out.
  package static func files(under folder: String, suffix: String = "") throws -> [String] {
    var found: [String] = []
    let names = try FileManager.default.contentsOfDirectory(atPath: fullPath(folder))
    for name in names.sorted() where !name.hasPrefix(".") {
      let path = "\(folder)/\(name)"
      let url = URL(filePath: fullPath(path))
      if try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true {
        found += try files(under: path, suffix: suffix)
      } else if name.hasSuffix(suffix) {
        found.append(path)
      }
    }
    return found
  }

  /// The text of a file of the repository.
  package static func text(_ path: String) throws -> String {
    try String(contentsOfFile: fullPath(path), encoding: .utf8)
  }
}
