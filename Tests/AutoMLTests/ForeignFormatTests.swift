import Models
import Testing

@testable import AutoML

/// Files of other programs, by their first bytes.
@Suite struct ForeignFormatTests {
  @Test(arguments: [
    ("booster[0]:\n0:[f0<8.5] yes=1,no=2,missing=1\n", ForeignFormat.xgboostDump),
    ("[\n  { \"nodeid\": 0, \"depth\": 0, \"split\": \"f0\"", .xgboostDump),
    ("digraph {\n    graph [ rankdir=TB ]", .xgboostDump),
    ("CBM1\u{10}\0\0\0", .catBoost), ("<?xml version=\"1.0\"?>", .pmml),
    ("PK\u{3}\u{4}\u{14}\0", .zip),
  ])
  func `a file is known by its beginning`(text: String, format: ForeignFormat) {
    #expect(ForeignFormat(Array(text.utf8)) == format)
    #expect(ForeignFormat([0] + Array(text.utf8)) == nil)
  }

  @Test(arguments: [
    ("tree\nversion=v4\nnum_class=1\n", ForeignProgram.lightGBM),
    ("tree\r\nversion=v3\r\n", .lightGBM), ("{\"features_info\":{", .catBoost),
    ("{\n\"model_info\": {", .catBoost), ("\u{8}\u{9}\u{12}\u{8}skl2onnx", .onnx),
  ])
  func `a model of another program is known by its beginning`(text: String, program: ForeignProgram)
  {
    #expect(ForeignProgram(ofFile: Array(text.utf8)) == program)
    #expect(ForeignFormat(Array(text.utf8)) == nil)
    #expect(ForeignProgram(ofFile: [0] + Array(text.utf8)) == nil)
  }

  @Test(arguments: ["", "[", "{\"learner\":{", "{L\0\0\0\0\0\0\0\u{7}learner", "tree", "\u{8}"])
  func `a model of XGBoost, or nothing known, is none`(text: String) {
    #expect(ForeignFormat(Array(text.utf8)) == nil)
  }

  @Test func `HDF5 begins with a byte that is no text`() {
    #expect(ForeignFormat([0x89] + Array("HDF\r\n".utf8)) == .hdf5)
  }
}
