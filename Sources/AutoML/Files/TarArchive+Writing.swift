extension TarArchive {
  /// An archive of one file, which everybody may read, with no date and no owner: the same bytes give the
  /// same archive.
  ///
  /// - Precondition: `name` is ASCII of at most 100 characters, and the file is less than 8 GB.
  /// - Complexity: O(bytes).
  static func bytes(ofFile name: String, _ content: [UInt8]) -> [UInt8] {
    precondition(name.utf8.count <= 100 && name.utf8.allSatisfy { $0 < 0x80 }, "name \(name)")
    var header = [UInt8](repeating: 0, count: blockSize)
    func write(_ text: String, at offset: Int) {
      header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    write(name, at: 0)
    write(octal(0o644, digits: 7), at: 100)
    write(octal(0, digits: 7), at: 108)
    write(octal(0, digits: 7), at: 116)
    write(octal(content.count, digits: 11), at: 124)
    write(octal(0, digits: 11), at: 136)
    // The sum is that of a header which has spaces in its place.
    write("        ", at: 148)
    write("0", at: 156)
    write("ustar", at: 257)
    write("00", at: 263)
    write(octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + "\0", at: 148)
    let padding = (blockSize - content.count % blockSize) % blockSize
    // Two blocks of zeros end the archive.
    return header + content + [UInt8](repeating: 0, count: padding + 2 * blockSize)
  }

  private static func octal(_ number: Int, digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: max(digits - text.count, 0)) + text
  }
}
