internal import CZlib

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file's bytes, unpacked where gzip packed them: once, and all its members one after another.
enum CompressedFile {
  /// The most bytes of a file, unpacked.
  static let byteLimit = 1 << 30
  /// The most bytes that one packed byte may stand for, in files that unpack to more than
  /// `unquestionedSize`: gzip allows a thousand, and models of XGBoost come to four.
  static let ratioLimit = 100

  private static let unquestionedSize = 1 << 26
  private static let blockSize = 1 << 16

  /// Reads a file, compressed or not; `shouldStop` is asked at every block.
  ///
  /// - Throws: `ModelFileError` when it is not there, is no file, cannot be read, is damaged or too
  ///   large; `interrupted`.
  /// - Complexity: memory in proportion to the bytes, and at most `byteLimit`, whatever the file says.
  static func bytes(
    of path: String,
    shouldStop: () -> Bool = { false }
  ) throws(ModelFileError) -> [UInt8] {
    let (descriptor, size) = try opened(path)
    guard let file = unsafe gzdopen(descriptor, "rb") else {
      _ = close(descriptor)
      throw .unreadable(path: path)
    }
    // Nothing was written: closing has nothing to report.
    defer { _ = unsafe gzclose_r(file) }
    let limit = min(byteLimit, max(unquestionedSize, size * ratioLimit))
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: blockSize)
    while true {
      guard !shouldStop() else { throw .interrupted }
      let count = unsafe block.withUnsafeMutableBytes { buffer in
        unsafe Int(gzread(file, buffer.baseAddress, UInt32(buffer.count)))
      }
      guard count >= 0 else { throw .unreadable(path: path) }
      guard bytes.count + count <= limit else {
        throw limit == byteLimit ? .tooLarge(path: path) : .unpacksTooFar(path: path)
      }
      bytes += block[..<count]
      if count < blockSize { break }
    }
    // A file that ends too early reads as its beginning.
    var status: Int32 = 0
    _ = unsafe gzerror(file, &status)
    guard status == Z_OK || status == Z_STREAM_END else { throw .unreadable(path: path) }
    return bytes
  }

  /// The bytes packed as gzip does it, with no name and no date; nil where memory does not suffice.
  ///
  /// - Complexity: O(bytes), in time and in memory.
  static func packed(_ bytes: [UInt8]) -> [UInt8]? {
    var count = compressBound(UInt(bytes.count))
    var stream = [UInt8](repeating: 0, count: Int(count))
    let status = unsafe stream.withUnsafeMutableBufferPointer { target in
      unsafe bytes.withUnsafeBufferPointer { source in
        unsafe compress2(
          target.baseAddress,
          &count,
          source.baseAddress,
          UInt(source.count),
          Z_DEFAULT_COMPRESSION
        )
      }
    }
    guard status == Z_OK else { return nil }
    let sum = unsafe bytes.withUnsafeBufferPointer { source in
      unsafe UInt32(crc32_z(0, source.baseAddress, source.count))
    }
    // The same stream in another wrapping (RFC 1950, RFC 1952): two bytes before it, four behind.
    var packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
    packed += stream[2..<Int(count) - 4]
    for number in [sum, UInt32(truncatingIfNeeded: bytes.count)] {
      for shift in stride(from: 0, to: 32, by: 8) {
        packed.append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
      }
    }
    return packed
  }

  /// Opens a file for reading and tells its size in bytes; a pipe or a device is not waited for.
  private static func opened(
    _ path: String
  ) throws(ModelFileError) -> (descriptor: Int32, size: Int) {
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .missing(path: path) : .unreadable(path: path)
    }
    var properties = stat()
    let isKnown = unsafe fstat(descriptor, &properties) == 0
    let isFile = properties.st_mode & S_IFMT == S_IFREG
    guard isKnown, isFile, properties.st_size <= byteLimit else {
      _ = close(descriptor)
      throw !isKnown
        ? .unreadable(path: path)
        : isFile ? .tooLarge(path: path) : .notAFile(path: path)
    }
    return (descriptor, Int(properties.st_size))
  }
}
