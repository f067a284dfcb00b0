import Foundation
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
}
