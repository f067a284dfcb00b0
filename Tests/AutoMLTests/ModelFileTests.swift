import Foundation
import ModelSQL
import Models
import TestSupport
import Testing

@testable import AutoML

/// Archives and compressed files, whole and damaged.
@Suite struct ModelFileTests {
  private static let archive = RepositoryPaths.fullPath("Tests/Golden/XGBoost/sagemaker.tar.gz")
  private static let json = RepositoryPaths.fullPath("Tests/Golden/XGBoost/reg-squarederror.json")

  @Test func `the files of an archive are found, and folders are none`() throws {
    let archive = try #require(TarArchive(CompressedFile.bytes(of: Self.archive)))
    #expect(archive.files.map(\.name) == ["code/inference.py", "xgboost-model"])
    let model = try #require(archive.files.last)
    #expect(try Array(model.bytes) == CompressedFile.bytes(of: Self.json))
  }

  @Test func `what is no archive is none`() throws {
    #expect(TarArchive([]) == nil)
    #expect(try TarArchive(CompressedFile.bytes(of: Self.json)) == nil)
  }

  @Test func `a damaged archive is refused or read, and never traps`() throws {
    let bytes = try CompressedFile.bytes(of: Self.archive)
    var random = SplitMix64(seed: 7)
    for _ in 0..<2_000 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        // Most damage goes to the headers, of which there are four.
        let position = Int.random(in: 0..<4 * 512, using: &random)
        damaged[position] = UInt8.random(in: 0...255, using: &random)
      }
      damaged.removeLast(Int.random(in: 0...1, using: &random) * damaged.count / 3)
      let files = TarArchive(damaged)?.files ?? []
      #expect(files.allSatisfy { $0.bytes.count <= damaged.count })
    }
  }

  @Test(arguments: 1..<40) func `a file cut short is damaged`(part: Int) throws {
    let bytes = try Data(contentsOf: URL(filePath: Self.archive))
    let folder = FileManager.default.temporaryDirectory
    let path = folder.appendingPathComponent("\(UUID().uuidString).gz")
    defer { try? FileManager.default.removeItem(at: path) }
    try bytes.prefix(bytes.count * part / 40).write(to: path)
    #expect(throws: ModelFileError.unreadable(path: path.path)) {
      try CompressedFile.bytes(of: path.path)
    }
  }

  @Test func `sizes of an archive that are none, or that are too large, make it none`() throws {
    let bytes = try CompressedFile.bytes(of: Self.archive)
    for size in ["-0000000007", "77777777777", "\u{1}\0\0\0\0\0\0\0\0\0\0", "8", "x"] {
      var damaged = bytes
      damaged.replaceSubrange(124..<124 + size.utf8.count, with: size.utf8)
      #expect(TarArchive(damaged) == nil, "\(size)")
      // A first bit of 1 announces a number that is no text.
      damaged[124] = 0x80
      #expect(TarArchive(damaged) == nil)
    }
  }

  @Test func `an archive of very many files is none`() throws {
    let header = try CompressedFile.bytes(of: Self.archive)[..<512]
    var empty = Array(header)
    empty.replaceSubrange(124..<135, with: [UInt8](repeating: UInt8(ascii: "0"), count: 11))
    empty[156] = UInt8(ascii: "0")
    func archive(fileCount: Int) -> TarArchive? {
      TarArchive(Array(repeatElement(empty, count: fileCount).joined()))
    }
    #expect(archive(fileCount: 100)?.files.count == 100)
    #expect(archive(fileCount: 10_001) == nil)
  }

  /// Runs `body` with the path of a new file, or of none yet.
  private func withFile(_ bytes: Data? = nil, _ body: (String) throws -> Void) throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(UUID().uuidString).gz")
    defer { try? FileManager.default.removeItem(at: file) }
    if let bytes { try bytes.write(to: file) }
    try body(file.path)
  }

  /// As many mebibytes of zeros as gzip packs them, a member each.
  private func zeros(mebibytes: Int) throws -> Data {
    let path = RepositoryPaths.fullPath("Tests/Golden/XGBoost/zeros.gz")
    let member = try Data(contentsOf: URL(filePath: path))
    return Data((0..<mebibytes).flatMap { _ in member })
  }

  @Test func `the members of a compressed file are read one after another`() throws {
    try withFile(try zeros(mebibytes: 3)) { path in
      let bytes = try CompressedFile.bytes(of: path)
      #expect(bytes == [UInt8](repeating: 0, count: 3 << 20))
    }
  }

  @Test func `a small file does not unpack to a large one`() throws {
    try withFile(try zeros(mebibytes: 65)) { path in
      #expect(throws: ModelFileError.unpacksTooFar(path: path)) {
        try CompressedFile.bytes(of: path)
      }
    }
  }

  @Test func `a file larger than a model is refused unread`() throws {
    try withFile(Data()) { path in
      let file = try FileHandle(forWritingTo: URL(filePath: path))
      try file.truncate(atOffset: UInt64(CompressedFile.byteLimit) + 1)
      try file.close()
      #expect(throws: ModelFileError.tooLarge(path: path)) {
        try CompressedFile.bytes(of: path, shouldStop: { true })
      }
    }
  }

  @Test func `folders, devices and pipes are not read, and not waited for`() throws {
    try withFile { pipe in
      #expect(unsafe mkfifo(pipe, 0o600) == 0)
      for path in [pipe, "/dev/zero", RepositoryPaths.fullPath("Tests")] {
        #expect(throws: ModelFileError.notAFile(path: path)) { try CompressedFile.bytes(of: path) }
      }
    }
  }

  @Test func `what gzip packed twice is no model`() throws {
    let path = RepositoryPaths.fullPath("Tests/Golden/XGBoost/twice.json.gz")
    #expect(throws: ModelFileError.refused(name: path, .xgboost, .notADocument)) {
      try ModelFile(path: path)
    }
  }

  @Test(arguments: 1...2) func `reading stops when it is asked to`(stop: Int) throws {
    var questionCount = 0
    #expect(throws: ModelFileError.interrupted) {
      try ModelFile(path: Self.json) {
        questionCount += 1
        return questionCount == stop
      }
    }
    #expect(questionCount == stop)
  }

  @Test func `an interrupted import is an interrupted statement`() throws {
    let session = try Session()
    let text =
      "CREATE MODEL m FROM '\(Self.json)' FUNCTION f (int, float, float) RETURNS float"
    guard case .createModel(let statement) = try Parser.parse(text) else {
      Issue.record("no CREATE MODEL")
      return
    }
    #expect(try session.explain(statement).count == 3)
    session.interrupter.interrupt()
    let error = #expect(throws: (any Error).self) { try session.explain(statement) }
    #expect(error.map { AutoMLError($0).isInterrupt } == true)
    let failure = #expect(throws: (any Error).self) { try session.execution.run(statement) }
    #expect(failure.map { AutoMLError($0).isInterrupt } == true)
  }
}
