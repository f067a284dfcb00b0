/// The files of a tar archive (POSIX.1-1988 "ustar"; longer names and further properties are passed over).
struct TarArchive: Equatable {
  /// A regular file of the archive.
  struct File: Equatable {
    /// Its path in the archive.
    let name: String
    /// The content.
    let bytes: ArraySlice<UInt8>
  }

  /// The files, in the archive's order.
  let files: [File]

  static let blockSize = 512
  /// The most entries, folders and all; an archive of a model has some ten.
  private static let entryLimit = 10_000

  /// Reads an archive; nil where the bytes are none, end before it does, or have too many entries.
  ///
  /// - Complexity: O(entries); what the files hold is not copied.
  init?(_ bytes: [UInt8]) {
    guard Self.isArchive(bytes) else { return nil }
    var files: [File] = []
    var position = 0
    var entryCount = 0
    while position + Self.blockSize <= bytes.count {
      let header = bytes[position..<position + Self.blockSize]
      // Blocks of zeros end the archive.
      if header.allSatisfy({ $0 == 0 }) { break }
      entryCount += 1
      guard entryCount <= Self.entryLimit else { return nil }
      let start = position + Self.blockSize
      guard let size = Self.octal(header, at: 124, count: 12), size <= bytes.count - start else {
        return nil
      }
      let type = header[header.startIndex + 156]
      if type == UInt8(ascii: "0") || type == 0 {
        let prefix = Self.text(header, at: 345, count: 155)
        let name = Self.text(header, at: 0, count: 100)
        files.append(
          File(
            name: prefix.isEmpty ? name : "\(prefix)/\(name)",
            bytes: bytes[start..<start + size]
          )
        )
      }
      position = start + (size + Self.blockSize - 1) / Self.blockSize * Self.blockSize
    }
    self.files = files
  }

  /// Whether the first header has the format's mark, which GNU tar writes too.
  private static func isArchive(_ bytes: [UInt8]) -> Bool {
    bytes.count >= blockSize && bytes[257..<262].elementsEqual("ustar".utf8)
  }

  private static func text(_ header: ArraySlice<UInt8>, at offset: Int, count: Int) -> String {
    let start = header.startIndex + offset
    return String(decoding: header[start..<start + count].prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func octal(_ header: ArraySlice<UInt8>, at offset: Int, count: Int) -> Int? {
    let digits = text(header, at: offset, count: count).filter { $0 != " " }
    return Int(digits, radix: 8).flatMap { $0 >= 0 ? $0 : nil }
  }
}
