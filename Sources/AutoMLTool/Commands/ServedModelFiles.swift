import AutoML

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The models that the arguments of `serve-model` name: files, and folders of them.
enum ServedModelFiles {
  /// Where SageMaker unpacks a model for its container.
  static let containerFolder = "/opt/ml/model"

  /// Whether an argument is a file or folder, and not the name of a model.
  static func isFile(_ argument: String) -> Bool {
    argument.hasSuffix(".automl") || FilePath.exists(argument)
  }

  /// The arguments, in place of each folder the model files in it.
  ///
  /// - Throws: where a folder has none.
  static func sources(of arguments: [String]) throws(AutoMLError) -> [String] {
    var sources: [String] = []
    for argument in arguments {
      var isFolder = false
      guard FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder), isFolder
      else {
        sources.append(argument)
        continue
      }
      let names = (try? FileManager.default.contentsOfDirectory(atPath: argument)) ?? []
      let files = names.filter { $0.hasSuffix(".automl") }.sorted()
      guard !files.isEmpty else {
        throw AutoMLError(
          sqlState: "58030",
          message:
            "the folder \"\(argument)\" has no model file: \(names.count) files, none NAME.automl",
          hint:
            "automl export MODEL --format sagemaker writes the archive that SageMaker unpacks there."
        )
      }
      sources += files.map { argument.hasSuffix("/") ? argument + $0 : "\(argument)/\($0)" }
    }
    return sources
  }

  /// The name of a model in requests: the file's, without folders.
  static func name(of source: String) -> String {
    source.split(separator: "/").last.map(String.init) ?? source
  }
}
