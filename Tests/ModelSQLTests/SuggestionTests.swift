import TestSupport
import Testing

@testable import ModelSQL

@Suite struct SuggestionTests {
  private static let slips: [(name: String, names: [String], expected: String?)] = [
    ("churnt", ["age", "churned"], "churned"), ("TARGTE", ["FROM", "TARGET"], "TARGET"),
    ("xgbost", ["XGBOOST", "MLP"], "XGBOOST"), ("Größe", ["große"], "große"),
    ("a", ["b"], nil), ("ab", ["ac"], nil), ("abc", ["abd"], "abd"), ("abc", ["xyz"], nil),
    ("max_cell", ["MAX_CELLS", "MAX_CEIL"], "MAX_CELLS"), ("", ["a", ""], ""),
    ("binary", ["REGRESSION", "BINARY_CLASSIFICATION"], "BINARY_CLASSIFICATION"),
    ("cust", ["customer_id", "customer_name"], nil), ("x", [], nil),
  ]

  @Test(arguments: slips)
  func `a slip finds the name that was meant`(name: String, names: [String], expected: String?) {
    #expect(nearest(to: name, in: names) == expected)
  }

  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("kitten", "sitting", 3), ("ab", "ba", 1),
    ("ca", "abc", 3), ("target", "tragte", 2),
  ])
  func `the distance counts edits`(a: String, b: String, expected: Int) {
    #expect(editDistance(Array(a), Array(b)) == expected)
    #expect(editDistance(Array(b), Array(a)) == expected)
  }
}
