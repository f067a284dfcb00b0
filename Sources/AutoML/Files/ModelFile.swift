import Models

/// A model of XGBoost in a file: JSON or UBJSON, alone or in a tar archive as SageMaker packs it,
/// compressed by gzip or not.
struct ModelFile {
  /// The model in the file.
  let model: XGBoostModel

  /// Reads a local file; `shouldStop` is asked every few milliseconds.
  ///
  /// - Throws: `ModelFileError`.
  /// - Complexity: O(bytes).
  init(
    path: String,
    shouldStop: @escaping () -> Bool = { false }
  ) throws(ModelFileError) {
    // `s3://`, `https://`: nothing is fetched.
    guard !path.contains("://") else { throw .remote(path: path) }
    let bytes = try CompressedFile.bytes(of: path, shouldStop: shouldStop)
    guard let archive = TarArchive(bytes) else {
      model = try Self.model(bytes, name: path, shouldStop)
      return
    }
    let files = archive.files.filter { Self.mayBeModel($0.name) }
    guard let file = files.first, files.count == 1 else {
      throw .notOneModel(path: path, names: files.map(\.name))
    }
    model = try Self.model(Array(file.bytes), name: "\(path): \(file.name)", shouldStop)
  }

  /// SageMaker's archives have programs in the folder `code`; names with a dot before them are the
  /// system's.
  private static func mayBeModel(_ name: String) -> Bool {
    let parts = name.split(separator: "/").filter { $0 != "." }
    return parts.first != "code" && parts.last?.hasPrefix(".") == false
  }

  private static func model(
    _ bytes: [UInt8],
    name: String,
    _ shouldStop: @escaping () -> Bool
  ) throws(ModelFileError) -> XGBoostModel {
    // The first bytes of the pickle protocols from 2 on, and of XGBoost's format before JSON.
    if bytes.count > 1, bytes[0] == 0x80, bytes[1] <= 5 { throw .pickle(name: name) }
    if bytes.starts(with: "binf".utf8) { throw .oldBinary(name: name) }
    do throws(XGBoostModelError) {
      return try XGBoostModel(reading: bytes, shouldStop: shouldStop)
    } catch { throw error == .interrupted ? .interrupted : .xgboost(name: name, error) }
  }
}
