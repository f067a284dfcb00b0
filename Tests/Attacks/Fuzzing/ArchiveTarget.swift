import AutoML
import Models
import TestSupport

extension FuzzTarget {
  /// Models as bytes: what is read predicts, and is written as the same bytes again and again.
  package static let archive = FuzzTarget(
    name: "archive",
    corpus: { try ArchiveCorpus.archives() },
    repair: { ArchiveCorpus.repaired($0) },
    runner: { ArchiveRunner() }
  )
}

private struct ArchiveRunner: FuzzRunner {
  func run(_ bytes: [UInt8]) throws {
    guard let model = try? ModelArchive.model(from: bytes) else { return }
    try ModelPromises.check(predictionsOf: model)
    let written = ModelArchive.bytes(of: model)
    let again: Model
    do { again = try ModelArchive.model(from: written) } catch {
      throw FuzzFault(description: "what is written does not read: \(error)")
    }
    try FuzzFault.unless(ModelArchive.bytes(of: again) == written, "written twice, it differs")
  }
}

/// Archives of models of every kind, and the repair of their checksum.
enum ArchiveCorpus {
  /// A table with a column of each kind, and models of it.
  static let table = """
    CREATE TABLE t AS SELECT range % 37 AS a, (range * 7 % 11)::DOUBLE / 3 AS b, range % 3 = 0 AS c,
      chr((97 + range % 5)::INT) AS s, DATE '2024-01-01' + (range % 400)::INT AS d,
      TIMESTAMP '2024-01-01' + to_hours(range % 500) AS w, TIME '01:00:00' + to_minutes(range % 600) AS h,
      range % 37 > 17 AS y, range % 37 * 2.5 AS v, chr((120 + range % 3)::INT) AS k FROM range(200);
    """
  private static let boosting =
    "MODEL_TYPE XGBOOST HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '3', MAX_DEPTH '3')"
  static let models = [
    ("FROM (SELECT * EXCLUDE (v, k) FROM t) TARGET y", "AUTO OFF MODEL_TYPE LINEAR_LEARNER"),
    ("FROM (SELECT * EXCLUDE (y, k) FROM t) TARGET v", "AUTO OFF MODEL_TYPE LINEAR_LEARNER"),
    ("FROM (SELECT * EXCLUDE (y, v) FROM t) TARGET k", "AUTO OFF MODEL_TYPE LINEAR_LEARNER"),
    (
      "FROM (SELECT * EXCLUDE (v, k) FROM t) TARGET y",
      "AUTO OFF MODEL_TYPE LINEAR_LEARNER HYPERPARAMETERS DEFAULT EXCEPT (FEATURES 'crossed')"
    ),
    (
      "FROM (SELECT * EXCLUDE (v, k) FROM t) TARGET y",
      "AUTO OFF OBJECTIVE 'binary:logistic' \(boosting)"
    ),
    (
      "FROM (SELECT * EXCLUDE (y, k) FROM t) TARGET v",
      "AUTO OFF OBJECTIVE 'reg:squarederror' \(boosting)"
    ),
    (
      "FROM (SELECT * EXCLUDE (y, v) FROM t) TARGET k",
      "AUTO OFF OBJECTIVE 'multi:softprob' \(boosting)"
    ),
    // Values that stand in texts.
    (
      "FROM (SELECT a::VARCHAR AS a, d::VARCHAR AS d, w::VARCHAR AS w, h::VARCHAR AS h, y FROM t) TARGET y",
      "AUTO OFF MODEL_TYPE LINEAR_LEARNER"
    ),
  ]

  /// The statement that makes a model.
  static func statement(_ index: Int, name: String, function: String) -> String {
    var (source, how) = models[index]
    // OBJECTIVE comes after MODEL_TYPE.
    if let objective = how.firstRange(of: "OBJECTIVE '"),
      let end = how[objective.upperBound...].firstIndex(of: "'")
    {
      let clause = how[objective.lowerBound...end]
      how = how.replacing(clause + " ", with: "")
        .replacing("MODEL_TYPE XGBOOST", with: "MODEL_TYPE XGBOOST \(clause)")
    }
    return "CREATE MODEL \(name) \(source) FUNCTION \(function) \(how);"
  }

  static func archives() throws -> [[UInt8]] {
    let session = try Session(configuration: SessionConfiguration(threadCount: 1))
    try session.run(table)
    return try models.indices.map { index in
      try session.run(statement(index, name: "m\(index)", function: "f\(index)"))
      return try session.archive(ofModelNamed: "m\(index)")
    }
  }

  /// The bytes before the payload: the magic and the version; then comes the payload's length.
  private static let headBytes = 12

  /// The archive with lengths and checksum that fit its payload: what damage would be told by.
  ///
  /// The only place here that knows the frame around the payload.
  static func repaired(_ bytes: [UInt8]) -> [UInt8] {
    let frameBytes = headBytes + 16
    guard bytes.count > frameBytes else { return bytes }
    return ModelArchive.archive(ofPayload: Array(bytes[(headBytes + 8)..<(bytes.count - 8)]))
  }
}
