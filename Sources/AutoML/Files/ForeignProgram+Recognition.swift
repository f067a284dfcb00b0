import Models

extension ForeignProgram {
  /// The program whose model some bytes are, by their beginning; nil for any but LightGBM's text,
  /// CatBoost's JSON and ONNX.
  init?(ofFile bytes: [UInt8]) {
    let openings = ["tree\nversion=", "tree\r\nversion="]
    if openings.contains(where: { bytes.starts(with: $0.utf8) }) {
      self = .lightGBM
    } else if Self.isCatBoost(bytes) {
      self = .catBoost
    } else if Self.isONNX(bytes) {
      self = .onnx
    } else {
      return nil
    }
  }

  /// The first key of CatBoost's JSON.
  private static func isCatBoost(_ bytes: [UInt8]) -> Bool {
    let start = bytes.prefix(64).filter { !" \t\r\n".utf8.contains($0) }
    return ["features_info", "model_info", "oblivious_trees", "ctr_data"].contains {
      start.starts(with: "{\"\($0)\":".utf8)
    }
  }

  /// A message of protocol buffers whose first field is a small number, the version, and whose second is
  /// another of a model's first eight.
  private static func isONNX(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 4, bytes[0] == 0x08, (1...32).contains(bytes[1]) else { return false }
    return [0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42].contains(bytes[2])
  }
}
