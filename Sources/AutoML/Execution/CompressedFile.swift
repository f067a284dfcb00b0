internal import CZlib

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file's bytes, unpacked where gzip packed them.
enum CompressedFile {
  /// More than any model has; a small file may unpack to anything.
  static let byteLimit = 4 << 30
  private static let blockSize = 1 << 16

  /// Reads a file, compressed or not.
  ///
  /// - Throws: `ModelFileError` when it is not there, cannot be read, is damaged or too large.
  static func bytes(of path: String) throws(ModelFileError) -> [UInt8] {
    guard let file = unsafe gzopen(path, "rb") else {
      throw errno == ENOENT ? .missing(path: path) : .unreadable(path: path)
    }
    // Nothing was written: closing has nothing to report.
    defer { _ = unsafe gzclose_r(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: blockSize)
    while true {
      let count = unsafe block.withUnsafeMutableBytes { buffer in
        unsafe Int(gzread(file, buffer.baseAddress, UInt32(buffer.count)))
      }
      guard count >= 0 else { throw .unreadable(path: path) }
      guard bytes.count + count <= byteLimit else { throw .tooLarge(path: path) }
      bytes += block[..<count]
      if count < blockSize { break }
    }
    // A file that ends too early reads as its beginning.
    var status: Int32 = 0
    _ = unsafe gzerror(file, &status)
    guard status == Z_OK || status == Z_STREAM_END else { throw .unreadable(path: path) }
    return bytes
  }
}
