import Foundation
import TestSupport
import Testing

@Suite struct GoldenFileTests {
  private let path = FileManager.default.temporaryDirectory
    .appending(path: "automl-\(UUID().uuidString)/help.txt").path

  @Test func `an updated file accepts the same text and tells of another`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(try GoldenFile(path, isUpdating: true).difference(from: "one\ntwo") == nil)
    let file = GoldenFile(path, isUpdating: false)
    #expect(try file.difference(from: "one\ntwo\n") == nil)
    let difference = try #require(try file.difference(from: "one\nthree"))
    #expect(difference.contains("line 2\n  expected: two\n  actual:   three\n"))
    #expect(
      try #require(try file.difference(from: "one")).contains("expected: two\n  actual:   \n")
    )
  }

  @Test func `a file that is not there is an error`() {
    #expect(throws: (any Error).self) {
      try GoldenFile(path, isUpdating: false).difference(from: "")
    }
  }
}
