import Models

/// A model in a file: of automl, of XGBoost as JSON or UBJSON, of LightGBM as text, of CatBoost as JSON, or
/// of trees in ONNX; alone or in a tar archive as SageMaker packs it, compressed by gzip or not.
struct ModelFile {
  /// A model of one of the programs.
  enum Content: Equatable {
    case xgboost(XGBoostModel)
    case foreign(ForeignModel)
    case automl(Model)
  }

  /// The model in the file.
  let content: Content

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
      content = try Self.content(bytes, name: path, shouldStop)
      return
    }
    let files = archive.files.filter { Self.mayBeModel($0.name) }
    guard let file = files.first, files.count == 1 else {
      throw .notOneModel(path: path, names: files.map(\.name))
    }
    content = try Self.content(Array(file.bytes), name: "\(path): \(file.name)", shouldStop)
  }

  /// SageMaker's archives have programs in the folder `code`; names with a dot before them are the
  /// system's.
  private static func mayBeModel(_ name: String) -> Bool {
    let parts = name.split(separator: "/").filter { $0 != "." }
    return parts.first != "code" && parts.last?.hasPrefix(".") == false
  }

  private static func content(
    _ bytes: [UInt8],
    name: String,
    _ shouldStop: @escaping () -> Bool
  ) throws(ModelFileError) -> Content {
    if name.hasSuffix(".automl") || ModelArchive.isArchive(bytes) {
      do throws(ModelError) { return .automl(try ModelArchive.model(from: bytes)) } catch {
        throw .automl(name: name, error)
      }
    }
    if isPickle(bytes) { throw .pickle(name: name) }
    if isOldBinary(bytes) { throw .oldBinary(name: name) }
    if let format = ForeignFormat(bytes) { throw .foreign(name: name, format) }
    let program = ForeignProgram(ofFile: bytes) ?? .xgboost
    do throws(ForeignModelError) {
      return switch program {
      case .xgboost:
        switch try XGBoostContent(reading: bytes, shouldStop: shouldStop) {
        case .trees(let model): .xgboost(model)
        case .linear(let model): .foreign(model)
        }
      case .lightGBM: .foreign(try ForeignModel(lightGBM: bytes, shouldStop: shouldStop))
      case .catBoost: .foreign(try ForeignModel(catBoost: bytes, shouldStop: shouldStop))
      case .onnx: .foreign(try ForeignModel(onnx: bytes, shouldStop: shouldStop))
      }
    } catch { throw error == .interrupted ? .interrupted : .refused(name: name, program, error) }
  }

  /// The first bytes of the pickle protocols from 2 on, and of the older ones for an object.
  private static func isPickle(_ bytes: [UInt8]) -> Bool {
    if bytes.count > 1, bytes[0] == 0x80, bytes[1] <= 5 { return true }
    return ["ccopy_reg\n", "ccopyreg\n", "cxgboost"].contains { bytes.starts(with: $0.utf8) }
  }

  /// XGBoost's format before JSON: with a mark, or numbers in 136 bytes and then the objective's name
  /// with its length before it.
  private static func isOldBinary(_ bytes: [UInt8]) -> Bool {
    if ["binf", "bs64"].contains(where: { bytes.starts(with: $0.utf8) }) { return true }
    let (start, longest) = (136, 64)
    guard bytes.count > start + 8 + longest, bytes[start + 1..<start + 8].allSatisfy({ $0 == 0 })
    else { return false }
    let name = bytes[start + 8..<start + 8 + Int(min(bytes[start], UInt8(longest)))]
    return !name.isEmpty && name.contains(UInt8(ascii: ":"))
      && name.allSatisfy { UInt8(ascii: "-")...UInt8(ascii: "z") ~= $0 }
  }
}
