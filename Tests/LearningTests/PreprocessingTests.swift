import Learning
import Models
import TestSupport
import Testing

/// Transformers against scikit-learn 1.9.1's, fitted with the Python of each test's comment to these rows:
/// `X = SimpleImputer().fit_transform(rows of x, y, z)`.
struct PreprocessingTests {
  private static let numbers: [[Double]] = [
    [1, 2, .nan, 4, 5, 6.5, -3, 0.25], [10, 0, 3, -2, 7, 5, 1, 4],
    [0.1, 0.2, 0.2, 0.4, -0.5, 0.3, 0, 0.1],
  ]
  private static let encoding = FeatureEncoding(
    inputs: ["x", "y", "z"].map { InputColumn(name: $0, kind: .number, typeName: "DOUBLE") }
  )
  private static let table = table(of: numbers)

  private static func table(of columns: [[Double]]) -> FeatureTable {
    FeatureTable(rowCount: columns[0].count, columns: columns.map { .double($0) })
  }

  private static func fitted(_ transformers: [Transformer]) throws -> Preprocessing {
    try Preprocessing.fit(
      [TransformerChain(inputs: [0, 1, 2], transformers: transformers)],
      to: table,
      of: encoding,
      threadCount: 2
    )
  }

  private static func expectClose(_ found: FeatureTable, _ expected: [[Double]]) {
    #expect(found.columns.count == expected.count)
    for (column, numbers) in zip(found.columns, expected) {
      for (row, number) in numbers.enumerated() {
        #expect(
          abs(column.number(row) - number) <= 1e-13 * max(1, abs(number)),
          "\(column.number(row)) for \(number)"
        )
      }
    }
  }

  // Normalizer().fit_transform(X)
  @Test func `rows have length 1`() throws {
    let found = try Self.fitted([.normalizer]).features(of: Self.table)
    Self.expectClose(
      found,
      [
        [
          0.09949879346007115, 0.9950371902099893, 0.599148482806696, 0.8908708063747479,
          0.5802588531856595, 0.7920941404991755, -0.9486832980505138, 0.062358877851613294,
        ],
        [
          0.9949879346007116, 0.0, 0.7988646437422613, -0.44543540318737396, 0.8123623944599232,
          0.6093031849993658, 0.31622776601683794, 0.9977420456258127,
        ],
        [
          0.009949879346007115, 0.09950371902099893, 0.05325764291615076, 0.0890870806374748,
          -0.058025885318565944, 0.036558191099961945, 0.0, 0.02494355114064532,
        ],
      ]
    )
    let zeros = Self.table(of: [[0], [0], [0]])
    #expect(try Self.fitted([.normalizer]).features(of: zeros) == zeros)
  }

  // make_pipeline(MaxAbsScaler(), Normalizer()).fit_transform(X)
  @Test func `scalers come before what follows them`() throws {
    let found = try Self.fitted([.maxAbsScaler, .normalizer]).features(of: Self.table)
    #expect(abs(found.columns[0].number(3) - 0.5980817386883421) < 1e-14)
    #expect(abs(found.columns[1].number(0) - 0.969609412137191) < 1e-14)
    #expect(abs(found.columns[2].number(4) - -0.6930894087846086) < 1e-14)
    // make_pipeline(MinMaxScaler(), Normalizer()).fit_transform(X)
    let ranged = try Self.fitted([.minMax, .normalizer]).features(of: Self.table)
    #expect(abs(ranged.columns[0].number(3) - 0.5931990380498501) < 1e-14)
    #expect(abs(ranged.columns[2].number(6) - 0.9119215051751064) < 1e-14)
  }

  // PCA().fit_transform(X)
  @Test func `components are those of most variance, with signs that are fixed`() throws {
    let found = try Self.fitted([.pca]).features(of: Self.table)
    Self.expectClose(
      found,
      [
        [
          6.026977083373296, -3.4633858685707515, -0.4891827089569894, -4.948117732181734,
          4.0613417701040895, 2.4411043536622032, -3.6491035086749743, 0.020366611244861766,
        ],
        [
          -2.725794953142974, 0.5718711986596745, 0.11796850598772365, 2.9850848279836177,
          1.8503069510235322, 3.7880776644770418, -4.526407540814604, -2.061106654174014,
        ],
        [
          0.24101682495906626, -0.02053430125306424, 0.08236327368752187, 0.08887900883039308,
          -0.5043483056398429, 0.20970727794143298, -0.1348271390807687, 0.03774336055526121,
        ],
      ]
    )
  }

  // p = make_pipeline(SimpleImputer(), StandardScaler(), PCA()).fit(rows); p.transform(new)
  @Test func `later rows go the way of those of training`() throws {
    let found = try Self.fitted([.imputer, .standardScaler, .pca])
      .features(of: Self.table(of: [[3, .nan], [1, -7], [2, 9]]))
    Self.expectClose(
      found,
      [
        [-5.565041730034608, -26.013929468079446], [2.2409811486101137, 9.306805654017648],
        [4.482320934398145, 21.53125591972049],
      ]
    )
  }

  @Test func `components do not depend on threads, and rounding is none`() throws {
    var generator = SplitMix64(seed: 4)
    var columns = (0..<9).map { _ in
      (0..<500).map { _ in Double(generator.next() >> 11) * 0x1p-53 }
    }
    columns.append(zip(columns[0], columns[1]).map { 3 * $0 - $1 })
    columns.append([Double](repeating: 7, count: 500))
    let encoding = FeatureEncoding(
      inputs: columns.indices.map {
        InputColumn(name: "c\($0)", kind: .number, typeName: "DOUBLE")
      }
    )
    let found = try [1, 2, 5].map { threads in
      try Preprocessing.fit(
        [TransformerChain(inputs: Array(columns.indices), transformers: [.pca])],
        to: Self.table(of: columns),
        of: encoding,
        threadCount: threads
      )
    }
    #expect(found[0] == found[1] && found[0] == found[2])
    #expect(found[0].traits(of: encoding).map(\.name) == (1...9).map { "c0.pca\($0)" })
  }

  // SimpleImputer(add_indicator=True).fit_transform(rows)
  @Test func `an indicator stands beside the column that had missing values`() throws {
    let fitted = try Self.fitted([.imputerWithIndicator])
    let filled = fitted.features(of: Self.table).columns
    #expect(filled[0].number(2) == 2.25 && filled[0].number(6) == -3)
    #expect((0..<8).map { filled[1].number($0) } == [0, 0, 1, 0, 0, 0, 0, 0])
    #expect(fitted.traits(of: Self.encoding).map(\.name) == ["x", "x is NULL", "y", "z"])
    let later = fitted.features(
      of: Self.table(of: [[.infinity, -.infinity], [.nan, 1e300], [0, 0]])
    )
    Self.expectClose(later, [[6.5, -3], [0, 0], [3.5, 1e300], [0, 0]])
  }
}

extension PreprocessingTests {
  private static let categories = FeatureEncoding(inputs: [
    InputColumn(
      name: "colour",
      kind: .text,
      typeName: "VARCHAR",
      levels: ["blue", "green", "red"]
    ),
    InputColumn(name: "size", kind: .category, typeName: "INTEGER", levels: ["10", "100", "9"]),
    InputColumn(name: "x", kind: .number, typeName: "DOUBLE"),
  ])
  private static let missing = FeatureColumn.missingCode
  private static let rows = FeatureTable(
    rowCount: 8,
    columns: [
      .codes([2, 0, missing, 2, 1, 0, 2, 1], levelCount: 3),
      .codes([2, 0, 1, 2, 0, 1, 2, 2], levelCount: 3),
      .float([1, 2, 3, 4, 5, 6, 7, 8]),
    ]
  )
  private static let later = FeatureTable(
    rowCount: 3,
    columns: [
      .codes([FeatureColumn.unseenCode, missing, 1], levelCount: 3),
      .codes([0, FeatureColumn.unseenCode, missing], levelCount: 3), .float([1, 2, 3]),
    ]
  )

  private static func encoded(_ transformers: [Transformer]) throws -> Preprocessing {
    try Preprocessing.fit(
      [TransformerChain(inputs: [0, 1], transformers: transformers)],
      to: rows,
      of: categories,
      threadCount: 1
    )
  }

  // OneHotEncoder(handle_unknown="ignore").fit(rows)
  @Test func `each level has a column, and so has NULL where training had it`() throws {
    let fitted = try Self.encoded([.oneHotEncoder])
    #expect(
      fitted.traits(of: Self.categories).map(\.name) == [
        "colour = blue", "colour = green", "colour = red", "colour is NULL", "size = 10",
        "size = 100", "size = 9", "x",
      ]
    )
    Self.expectClose(
      fitted.features(of: Self.rows),
      [
        [0, 1, 0, 0, 0, 1, 0, 0], [0, 0, 0, 0, 1, 0, 0, 1], [1, 0, 0, 1, 0, 0, 1, 0],
        [0, 0, 1, 0, 0, 0, 0, 0], [0, 1, 0, 0, 1, 0, 0, 0], [0, 0, 1, 0, 0, 1, 0, 0],
        [1, 0, 0, 1, 0, 0, 1, 1], [1, 2, 3, 4, 5, 6, 7, 8],
      ]
    )
    Self.expectClose(
      fitted.features(of: Self.later),
      [
        [0, 0, 0], [0, 0, 1], [0, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 0], [0, 0, 0], [1, 2, 3],
      ]
    )
  }

  // OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=nan).fit(rows), but for NULL
  @Test func `codes are in the order of texts, or of numbers`() throws {
    let fitted = try Self.encoded([.ordinalEncoder])
    let found = fitted.features(of: Self.rows)
    #expect([0, 1, 3].map { found.columns[0].number($0) } == [2, 0, 2])
    #expect(found.columns[0].number(2).isNaN)
    Self.expectClose(
      FeatureTable(rowCount: 8, columns: [found.columns[1]]),
      [[0, 1, 2, 0, 1, 2, 0, 0]]
    )
    let later = fitted.features(of: Self.later)
    #expect(later.columns[0].number(0).isNaN && later.columns[1].number(1).isNaN)
  }

  @Test func `a missing category is replaced by the most frequent one`() throws {
    let fitted = try Self.encoded([.imputer, .ordinalEncoder])
    #expect(fitted.features(of: Self.rows).columns[0].number(2) == 2)
    let flagged = try Self.encoded([.imputerWithIndicator, .oneHotEncoder])
    #expect(
      flagged.traits(of: Self.categories).map(\.name).prefix(4) == [
        "colour = blue", "colour = green", "colour = red", "colour is NULL",
      ]
    )
    #expect(flagged.features(of: Self.later).columns[3].number(1) == 1)
  }

  @Test func `more than a thousand levels are refused`() {
    let count = TransformerChain.levelLimit + 1
    let encoding = FeatureEncoding(inputs: [
      InputColumn(
        name: "id",
        kind: .text,
        typeName: "VARCHAR",
        levels: (0..<count).map { "\(100_000 + $0)" }
      )
    ])
    let codes = FeatureColumn.codes((0..<UInt32(count)).map(\.self), levelCount: count)
    let fault = TransformerFault(reason: .levels(input: 0, count: count), chain: 0, transformer: 1)
    #expect(throws: fault) {
      try Preprocessing.fit(
        [TransformerChain(inputs: [0], transformers: [.imputer, .oneHotEncoder])],
        to: FeatureTable(rowCount: count, columns: [codes]),
        of: encoding,
        threadCount: 1
      )
    }
  }

  @Test func `a missing date is replaced before its fields are taken`() throws {
    let encoding = FeatureEncoding(
      inputs: [InputColumn(name: "on", kind: .date, typeName: "DATE")]
    )
    let table = encoding.features(of: [.double([0, .nan, 10])], rowCount: 3)
    let fitted = try Preprocessing.fit(
      [TransformerChain(inputs: [0], transformers: [.imputerWithIndicator, .dateTimeVectorizer])],
      to: table,
      of: encoding,
      threadCount: 1
    )
    // 1970-01-01, a Thursday, 1970-01-06 and 1970-01-11.
    Self.expectClose(
      fitted.features(of: table),
      [[4, 2, 7], [1970, 1970, 1970], [1, 1, 1], [1, 2, 2], [0, 1, 0]]
    )
  }

  // Of datetime.fromisoformat(text): timestamp(), isocalendar()[2], year, hour, minute, second, month,
  // isocalendar()[1]
  @Test func `times have the fields of SageMaker's ordinal mode`() throws {
    let dates: [[Double]] = [
      [-1.5, 3, 1969, 23, 59, 58, 12, 1], [951_782_400, 2, 2000, 0, 0, 0, 2, 9],
      [1_451_545_689, 4, 2015, 7, 8, 9, 12, 53], [1_451_822_400, 7, 2016, 12, 0, 0, 1, 53],
      [1_609_525_859, 5, 2021, 18, 30, 59, 1, 53], [1_735_535_167, 1, 2024, 5, 6, 7, 12, 1],
    ]
    let encoding = FeatureEncoding(inputs: [
      InputColumn(name: "at", kind: .timestamp, typeName: "TIMESTAMP"),
      InputColumn(name: "on", kind: .date, typeName: "DATE"),
    ])
    let table = encoding.features(
      of: [.double(dates.map { $0[0] }), .double(dates.map { ($0[0] / 86_400).rounded(.down) })],
      rowCount: dates.count
    )
    let fitted = try Preprocessing.fit(
      [TransformerChain(inputs: [0, 1], transformers: [.dateTimeVectorizer])],
      to: table,
      of: encoding,
      threadCount: 1
    )
    let fields = (1...7).map { field in dates.map { $0[field] } }
    Self.expectClose(fitted.features(of: table), fields + [0, 1, 5, 6].map { fields[$0] })
    #expect(
      fitted.traits(of: encoding).map(\.name) == [
        "at.weekday", "at.year", "at.hour", "at.minute", "at.second", "at.month", "at.week",
        "on.weekday", "on.year", "on.month", "on.week",
      ]
    )
  }
}
