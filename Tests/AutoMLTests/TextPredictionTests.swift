import Foundation
import Models
import Testing

@testable import AutoML

/// Models of text columns that hold numbers and dates: stored, in files and in memory.
@Suite struct TextPredictionTests {
  private let folder: URL
  private var path: String { folder.appending(path: "shop.duckdb").path }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private static let statements = """
    CREATE TABLE t AS SELECT printf('%05d', hash(range * 11 + 5) % 1000) AS code,
      strftime(DATE '2024-01-01' + (hash(range) % 500)::INT, '%Y-%m-%d') AS day,
      CASE WHEN hash(range * 11 + 5) % 1000 > 500 THEN 'hi' ELSE 'lo' END AS y FROM range(1500);
    CREATE MODEL m FROM t TARGET y FUNCTION f AUTO OFF MODEL_TYPE XGBOOST
      HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '8');
    """

  private func session(_ path: String? = nil) throws -> Session {
    try Session(configuration: SessionConfiguration(databasePath: path, threadCount: 2))
  }

  @Test func `a model reads texts in the same way after reopening, from a file and in memory`()
    throws
  {
    let calls =
      "SELECT f('00100', ''), f('900', 'x'), f(' 9.0e2 ', '2024-02-30'), f('n/a', ''), f(NULL, NULL)"
    let archive: [UInt8]
    let rows: [[String?]]
    do {
      let session = try session(path)
      _ = try session.scriptRows(Self.statements)
      rows = [try session.query(calls).columns.map { "\($0.values)" }]
      archive = try session.archive(ofModelNamed: "m")
      #expect(
        try ModelArchive.model(from: archive).encoding.inputs.map(\.kind) == [
          .numberText, .dateText,
        ]
      )
    }
    let session = try session(path)
    #expect(try [session.query(calls).columns.map { "\($0.values)" }] == rows)
    #expect(rows[0][0] == "\(Column.Values.texts(["lo"]))" && rows[0][1] == rows[0][2])
    #expect(rows[0][1] == "\(Column.Values.texts(["hi"]))" && rows[0][3] == rows[0][4])
    let file = folder.appending(path: "m.automl").path
    try Data(archive).write(to: URL(filePath: file))
    let columns = [
      Column("day", .texts(["", "x", "2024-02-30", "", ""])),
      Column(
        "code",
        .texts(["00100", "900", " 9.0e2 ", "n/a", ""]),
        validity: [true, true, true, true, false]
      ),
    ]
    let predicted = try session.predictor(ofModelFile: file).predictions(of: columns)
    #expect(["\(predicted.values)"] == [try expectedTexts(session, calls)])
    #expect(throws: AutoMLError.self) {
      _ = try session.predictor(ofModelFile: file).predictions(of: [
        columns[0], Column("code", .doubles([1, 2, 3, 4, 5])),
      ])
    }
    // The engine takes the codes of this file for numbers and the days for dates.
    let data = folder.appending(path: "rows.csv").path
    try Data("code,day\n00100,2024-01-05\n900,2024-01-06\n".utf8).write(to: URL(filePath: data))
    let result = try session.predict(PredictionRequest(model: .file(file), data: data))
    guard case .rows(let scored) = result else {
      Issue.record("no rows")
      return
    }
    #expect(try scored.nextBatch()?.map { $0.last } == ["lo", "hi"])
  }

  private func expectedTexts(_ session: Session, _ calls: String) throws -> String {
    let texts = try session.query(calls).columns.flatMap { column -> [String] in
      if case .texts(let texts) = column.values { texts } else { [] }
    }
    return "\(Column.Values.texts(texts))"
  }

  @Test(arguments: ["DOUBLE", "UUID", "DATE", "JSON"])
  func `a model file that reads texts of another type is refused`(type: String) {
    let model = Model(
      encoding: FeatureEncoding(inputs: [InputColumn(name: "a", kind: .dateText, typeName: type)]),
      predicted: PredictedColumn(name: "y", typeName: "DOUBLE", values: .number),
      learner: Learner(.baseline(BaselineModel(scores: [1])), link: .identity),
      summary: "{}"
    )
    #expect(throws: ModelError.corrupt(detail: "type of input a")) { try ModelPredictor(model) }
  }
}
