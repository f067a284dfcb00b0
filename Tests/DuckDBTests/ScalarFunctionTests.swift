import DuckDB
import Foundation
import Synchronization
import Testing

struct ScalarFunctionTests {
  /// Types that numbers are read from and written to, with two values each.
  static let numberTypes: [(type: LogicalType, values: [String])] = [
    (.boolean, ["true", "false"]), (.tinyint, ["-128", "127"]), (.smallint, ["-32768", "32767"]),
    (.integer, ["-2147483648", "2147483647"]), (.bigint, ["-9007199254740992", "5"]),
    (.hugeint, ["-170141183460469231731687303715884105728", "5"]), (.utinyint, ["0", "255"]),
    (.usmallint, ["0", "65535"]), (.uinteger, ["0", "4294967295"]),
    (.ubigint, ["0", "9007199254740992"]), (.uhugeint, ["0", "1267650600228229401496703205376"]),
    (.float, ["1.5", "-inf"]), (.double, ["0.1", "inf"]),
    (.decimal(width: 4, scale: 2), ["-99.99", "0.01"]),
    (.decimal(width: 9, scale: 3), ["-123456.789", "0.001"]),
    (.decimal(width: 18, scale: 2), ["123456789012.34", "-0.10"]),
    (.decimal(width: 38, scale: 0), ["1267650600228229401496703205376", "-3"]),
    (.date, ["2024-02-29", "infinity"]), (.time, ["12:34:56.789", "24:00:00"]),
    (.timestamp, ["2024-02-29 12:34:56.789", "-infinity"]),
    (.timestampSeconds, ["2024-02-29 12:34:56", "infinity"]),
    (.timestampMilliseconds, ["2024-02-29 12:34:56.789", "infinity"]),
    (.timestampNanoseconds, ["1970-01-01 00:00:00.000000789", "infinity"]),
    (.timestampWithTimeZone, ["2024-02-29 12:34:56.5+00", "infinity"]),
  ]

  @Test func `numbers of each type go through a function, NULL with them`() throws {
    let connection = try makeConnection()
    for (index, (type, values)) in Self.numberTypes.enumerated() {
      try connection.register(
        ScalarFunction(name: "same\(index)", parameterTypes: [type], returnType: type) {
          input,
          output in
          var numbers: [Double] = []
          try input.appendNumbers(ofColumn: 0, to: &numbers)
          try output.write(numbers)
        }
      )
      let rows = try connection.texts(
        """
        SELECT same\(index)(x) FROM (
          SELECT unnest(['\(values[0])', NULL, '\(values[1])'])::\(type) AS x)
        """
      )
      #expect(rows == [[values[0]], [nil], [values[1]]], "\(type)")
    }
  }

  @Test func `codes of labels go through a function, whatever the labels' type`() throws {
    let connection = try makeConnection()
    let types: [(LogicalType, [String])] = [
      (.varchar(), ["a label that is long", "short", ""]), (.boolean, ["true", "false"]),
      (.tinyint, ["-1", "2"]), (.smallint, ["-300", "2"]), (.integer, ["7", "70000"]),
      (.bigint, ["9223372036854775807", "-1"]), (.hugeint, ["9223372036854775808", "-1"]),
      (.ubigint, ["18446744073709551615"]), (.decimal(width: 38, scale: 3), ["-1.500", "2.000"]),
      (.decimal(width: 4, scale: 1), ["0.5", "-99.9"]), (.decimal(width: 9, scale: 0), ["7"]),
      (.decimal(width: 18, scale: 2), ["0.07", "-0.50"]), (.double, ["0.1", "nan", "-inf"]),
      (.float, ["0.5", "1e+20"]), (.usmallint, ["65535"]), (.uinteger, ["4294967295"]),
      (.utinyint, ["255"]), (.uhugeint, ["340282366920938463463374607431768211455"]),
    ]
    for (index, (type, labels)) in types.enumerated() {
      let table = try ValueTable(labels, as: type)
      try connection.register(
        ScalarFunction(name: "label\(index)", parameterTypes: [.bigint], returnType: type) {
          input,
          output in
          var numbers: [Double] = []
          try input.appendNumbers(ofColumn: 0, to: &numbers)
          output.write(numbers.map { UInt32($0) }, from: table)
        }
      )
      let rows = try connection.texts(
        "SELECT label\(index)(i % \(labels.count + 1)) FROM range(5000) t(i)"
      )
      let isExpected = (0..<5000).allSatisfy { row in
        let code = row % (labels.count + 1)
        return rows[row] == [code < labels.count ? labels[code] : nil]
      }
      #expect(isExpected, "\(type): \(rows.prefix(3))")
    }
  }

  @Test(arguments: [
    (LogicalType.integer, "x"), (.integer, "2147483648"), (.integer, "1.0"), (.integer, ""),
    (.utinyint, "-1"), (.boolean, "yes"), (.decimal(width: 4, scale: 1), "0.55"),
    (.decimal(width: 4, scale: 1), "1000"), (.decimal(width: 4, scale: 1), "1.2.3"),
    (.decimal(width: 4, scale: 1), "1.+2"), (.double, "one"), (.date, "2024-02-29"),
  ])
  func `a label that is not of the type is refused`(type: LogicalType, label: String) {
    let message = errorMessage { _ = try ValueTable([label], as: type) }
    #expect(message == "Conversion Error: '\(label)' is no value of \(type)")
  }

  @Test func `a value is found by its text`() throws {
    let decimal = LogicalType.decimal(width: 4, scale: 2)
    let cases: [(LogicalType, [String], text: String, index: Int?)] = [
      (.varchar(), ["a", "b"], "b", 1), (.varchar(), ["a", "b"], "B", nil),
      (.boolean, ["f", "t"], "true", 1), (.integer, ["7", "70000"], "70000", 1),
      (.integer, ["7", "70000"], "70001", nil), (.integer, ["7", "70000"], "x", nil),
      (decimal, ["-1.50", "2.00"], "2", 1), (.double, ["0.5", "2.0"], "2e0", 1),
    ]
    for (type, labels, text, index) in cases {
      #expect(try ValueTable(labels, as: type).index(of: text) == index, "\(text) of \(type)")
    }
  }

  @Test func `texts go through a function as bytes`() throws {
    let connection = try makeConnection()
    try connection.register(
      ScalarFunction(name: "reversed", parameterTypes: [.varchar()], returnType: .varchar()) {
        input,
        output in
        input.forEachString(inColumn: 0) { row, bytes in
          guard let bytes else { return output.setNull(row) }
          var reversed: [UInt8] = []
          for index in bytes.indices.reversed() { reversed.append(bytes[index]) }
          output.setText(row, to: reversed.span)
        }
      }
    )
    let rows = try connection.texts(
      "SELECT reversed(x) FROM (VALUES ('abc'), (NULL), (''), ('abcdefghijklmnopq')) t(x)"
    )
    #expect(rows == [["cba"], [nil], [""], ["qponmlkjihgfedcba"]])
    // A join hands on its rows by reference, and a constant stands for all rows.
    let joined = try connection.texts(
      """
      SELECT count(*) FROM range(5000) t(i)
        JOIN (SELECT j, 'value ' || j AS x FROM range(7) u(j)) ON i % 7 = j
      WHERE reversed(reversed(x)) = x AND reversed('ab' || 'c') = 'cba'
      """
    )
    #expect(joined == [["5000"]])
  }

  @Test func `integers are written exactly and clamped`() throws {
    let connection = try makeConnection()
    let types: [(LogicalType, String, String)] = [
      (.bigint, "9223372036854775807", "-9223372036854775808"),
      (.hugeint, "9223372036854775807", "-9223372036854775808"),
      (.ubigint, "9223372036854775807", "0"), (.uhugeint, "9223372036854775807", "0"),
      (.integer, "2147483647", "-2147483648"), (.uinteger, "4294967295", "0"),
      (.smallint, "32767", "-32768"), (.usmallint, "65535", "0"), (.tinyint, "127", "-128"),
      (.utinyint, "255", "0"),
    ]
    for (index, (type, most, least)) in types.enumerated() {
      try connection.register(
        ScalarFunction(name: "clamped\(index)", parameterTypes: [.boolean], returnType: type) {
          input,
          output in
          var numbers: [Float] = []
          try input.appendNumbers(ofColumn: 0, to: &numbers)
          try output.write(numbers.map { $0 == 1 ? Int64.max : .min })
        }
      )
      let rows = try connection.texts(
        "SELECT clamped\(index)(x) FROM (VALUES (true), (false)) t(x)"
      )
      #expect(rows == [[most], [least]], "\(type)")
    }
  }

  @Test func `numbers out of range are clamped, never trapped on`() throws {
    let connection = try makeConnection()
    for (index, (type, _)) in Self.numberTypes.enumerated() {
      try connection.register(
        ScalarFunction(name: "huge\(index)", parameterTypes: [.double], returnType: type) {
          input,
          output in
          var numbers: [Double] = []
          try input.appendNumbers(ofColumn: 0, to: &numbers)
          try output.write(numbers)
        }
      )
      let rows = try connection.texts(
        "SELECT huge\(index)(x) FROM (VALUES (1e300), (-1e300), ('inf'), ('-inf'), ('nan')) t(x)"
      )
      #expect(rows.count == 5 && rows[4] == [nil], "\(type)")
    }
  }

  @Test func `probabilities and labels come as maps in a struct`() throws {
    let connection = try makeConnection()
    let type = LogicalType.struct([
      .init(name: "probabilities", type: .map(key: .integer, value: .double)),
      .init(name: "labels", type: .map(key: .integer, value: .varchar())),
    ])
    let labels = try ValueTable(["yes", "no, never"], as: .varchar())
    try connection.register(
      ScalarFunction(name: "probabilities", parameterTypes: [.double], returnType: type) {
        input,
        output in
        var shares: [Double] = []
        try input.appendNumbers(ofColumn: 0, to: &shares)
        let lengths = shares.map { $0.isNaN ? 0 : 2 }
        let known = shares.filter { !$0.isNaN }
        let keys = known.flatMap { _ in [0.0, 1.0] }
        try output.withField(0) { map in
          try map.withElements(lengths: lengths) { pairs in
            try pairs.withField(0) { try $0.write(keys) }
            try pairs.withField(1) { try $0.write(known.flatMap { [$0, 1 - $0] }) }
          }
        }
        try output.withField(1) { map in
          try map.withElements(lengths: lengths) { pairs in
            try pairs.withField(0) { try $0.write(keys) }
            pairs.withField(1) { $0.write(keys.map { UInt32($0) }, from: labels) }
          }
        }
        for row in shares.indices where shares[row].isNaN { output.setNull(row) }
      }
    )
    let rows = try connection.texts(
      """
      SELECT p, p.probabilities[1], p.labels[1] FROM (
        SELECT probabilities(CASE WHEN i % 2 = 0 THEN 0.25 END) AS p FROM range(9000) t(i))
      """
    )
    #expect(rows.count == 9000)
    let text = "{'probabilities': {0=0.25, 1=0.75}, 'labels': {0=yes, 1='no, never'}}"
    for (index, row) in rows.enumerated() {
      #expect(row == (index % 2 == 0 ? [text, "0.75", "no, never"] : [nil, nil, nil]))
    }
    #expect(try connection.texts("SELECT probabilities(0.25)") == [[text]])
    #expect(try connection.texts("SELECT probabilities(NULL)") == [[nil]])
  }

  @Test func `elements of lists are NULL beyond the rows of a chunk`() throws {
    let connection = try makeConnection()
    try connection.register(
      ScalarFunction(name: "twice", parameterTypes: [.double], returnType: .list(.double)) {
        input,
        output in
        var numbers: [Double] = []
        try input.appendNumbers(ofColumn: 0, to: &numbers)
        try output.withElements(lengths: numbers.map { _ in 3 }) { elements in
          try elements.write(numbers.flatMap { [$0, .nan, $0] })
        }
      }
    )
    let rows = try connection.texts(
      "SELECT count(*), sum(list_sum(x)) FROM (SELECT twice(i) AS x FROM range(9000) t(i))"
    )
    #expect(rows == [["9000", "80991000.0"]])
    #expect(try connection.texts("SELECT twice(1)") == [["[1.0, NULL, 1.0]"]])
  }

  @Test func `constant arguments work, also before the query runs`() throws {
    let connection = try makeConnection()
    try connection.register(sum)
    let sql = "SELECT plus(1, 2), plus(NULL, 2), plus(i, 2), plus(1, NULL) FROM range(3) t(i)"
    let row: [String?] = ["3.0", nil]
    #expect(
      try connection.texts(sql)
        == (0..<3).map { row + ["\(Double($0 + 2))", nil] }
    )
    #expect(
      try connection.texts("SELECT count(*) FROM range(10) t(i) WHERE plus(i, 1) > plus(2, 3)")
        == [["5"]]
    )
  }

  @Test func `a function without parameters is called with the rows`() throws {
    let connection = try makeConnection()
    try connection.register(
      ScalarFunction(name: "one", parameterTypes: [], returnType: .integer) { input, output in
        try output.write([Double](repeating: 1, count: input.rowCount))
      }
    )
    #expect(try connection.texts("SELECT sum(one() + i) FROM range(5000) t(i)") == [["12502500"]])
  }

  @Test func `an error that is thrown is the query's error`() throws {
    struct Refusal: Error, CustomStringConvertible {
      let description = "no such \"thing\" à la carte"
    }
    let connection = try makeConnection()
    try connection.register(
      ScalarFunction(name: "refuse", parameterTypes: [.bigint], returnType: .integer) { _, _ in
        throw Refusal()
      }
    )
    let expected = "Invalid Input Error: no such \"thing\" à la carte"
    for sql in ["SELECT refuse(i) FROM range(10000) t(i)", "SELECT refuse(1)"] {
      #expect(errorMessage { _ = try connection.query(sql).rows() }?.hasSuffix(expected) == true)
    }
    #expect(try connection.query("SELECT 1").rows() == [[.integer(1)]])
  }

  @Test func `wrong arguments are refused when the query is planned`() throws {
    let connection = try makeConnection()
    try connection.register(sum)
    for call in ["plus(1)", "plus(1, 2, 3)", "plus(1, DATE '2024-01-01')", "plus(true, [1])"] {
      let message = errorMessage { _ = try connection.prepare("SELECT \(call)") }
      #expect(message?.hasPrefix("Binder Error: No function matches") == true, "\(call)")
    }
  }

  @Test func `a type that DuckDB does not have is refused`() throws {
    let connection = try makeConnection()
    let wide = LogicalType.decimal(width: 39, scale: 0)
    #expect(
      errorMessage {
        try connection.register(
          ScalarFunction(name: "f", parameterTypes: [wide], returnType: .integer) { _, _ in }
        )
      } == "DECIMAL(39,0) cannot be a parameter of f"
    )
    #expect(
      errorMessage {
        try connection.register(
          ScalarFunction(name: "f", parameterTypes: [], returnType: .other) { _, _ in }
        )
      } == "UNKNOWN cannot be the result of f"
    )
  }

  @Test func `several threads call one function at once`() throws {
    let connection = try Database(options: [("threads", "4")]).connect()
    let threads = Mutex(Set<ObjectIdentifier>())
    try connection.register(
      ScalarFunction(name: "half", parameterTypes: [.bigint], returnType: .double) {
        input,
        output in
        threads.withLock { _ = $0.insert(ObjectIdentifier(Thread.current)) }
        Thread.sleep(forTimeInterval: 0.0005)
        var numbers: [Double] = []
        try input.appendNumbers(ofColumn: 0, to: &numbers)
        try output.write(numbers.map { $0 / 2 })
      }
    )
    try connection.execute("CREATE TABLE t AS SELECT i FROM range(1000000) t(i)")
    #expect(try connection.doubles("SELECT sum(half(i)) FROM t") == [249_999_750_000])
    #expect(threads.withLock { $0.count } > 1)
  }

  @Test func `a replaced function is let go of when the database closes`() throws {
    final class Marker: Sendable {}
    weak var first: Marker?
    weak var second: Marker?
    do {
      let connection = try makeConnection()
      func register(_ marker: Marker, _ number: Double) throws {
        try connection.register(
          ScalarFunction(name: "f", parameterTypes: [], returnType: .double) { input, output in
            _ = marker
            try output.write([Double](repeating: number, count: input.rowCount))
          }
        )
      }
      let (a, b) = (Marker(), Marker())
      (first, second) = (a, b)
      try register(a, 1)
      #expect(try connection.doubles("SELECT f()") == [1])
      try register(b, 2)
      #expect(try connection.doubles("SELECT f()") == [2])
    }
    #expect(first == nil && second == nil)
  }

  /// The sum of two numbers.
  private var sum: ScalarFunction {
    ScalarFunction(name: "plus", parameterTypes: [.double, .double], returnType: .double) {
      input,
      output in
      var (a, b): ([Double], [Double]) = ([], [])
      try input.appendNumbers(ofColumn: 0, to: &a)
      try input.appendNumbers(ofColumn: 1, to: &b)
      try output.write(zip(a, b).map { $0 + $1 })
    }
  }
}
