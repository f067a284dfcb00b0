import Testing

@testable import AutoML

/// Calls of models' functions that are likely slips.
@Suite struct CallTests {
  private let notices = Notices()
  private let session: Session

  init() throws {
    let notices = notices
    session = try Session(observer: SessionObserver(notice: { notices.add($0) }))
    try session.execute(
      """
      CREATE TABLE t AS SELECT i % 90 AS age, i % 37 AS "Zip", i % 11 AS spend, 1 AS one,
        CASE WHEN i % 90 > 40 THEN 'yes' ELSE 'no' END AS y FROM range(1000) r(i);
      CREATE SCHEMA s;
      CREATE MODEL s.m FROM (SELECT age, one, "Zip", spend, y FROM t) TARGET y FUNCTION s.f
      AUTO OFF MODEL_TYPE XGBOOST HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '2');
      """
    )
  }

  private func told(by sql: String) throws -> [String] {
    let before = notices.all.count
    try session.execute(sql)
    return notices.all.dropFirst(before).filter { $0.contains("in the places of others") }
  }

  @Test(arguments: [
    "SELECT count(s.f(zip, 1, age, spend)) FROM t",
    "SELECT count(s.f(t.age, one, SPEND, zip)) FROM t",
    "CREATE TABLE p AS SELECT s.f(\"Zip\", age, spend) AS p FROM t",
    "SELECT count(s.f_prob(zip, 1, age, spend, 'yes')) FROM t",
    "SELECT count(s.f_probabilities(zip, age, spend)) FROM t",
    "SELECT count(*) FROM t WHERE s.f(spend, one, zip, age + 1) = 'yes'",
    "SELECT count(s.f(one, one, one, one)) FROM t", "EXPLAIN SELECT s.f(zip, 1, age, spend) FROM t",
  ])
  func `columns in the places of others are told`(sql: String) throws {
    #expect(try told(by: sql).count == 1)
  }

  @Test(arguments: [
    "SELECT count(s.f(age, one, zip, spend)) FROM t", "SELECT count(s.f(age, zip, spend)) FROM t",
    "SELECT count(s.f(spend := 1, \"Zip\" := zip, age := age)) FROM t",
    "SELECT count(s.f(zip + 0, 1, age + 0, 3)) FROM t",
    "SELECT 's.f(zip, 1, age, spend)' /* s.f(zip, 1, age, spend) */",
  ])
  func `others are not`(sql: String) throws {
    #expect(try told(by: sql) == [])
  }

  @Test func `the notice has both orders and the remedy`() throws {
    #expect(
      try told(by: "SELECT count(s.f(zip, age, spend)) FROM t") == [
        "f(zip, age, spend) has columns in the places of others: the order is (age, Zip, spend); names make"
          + " it safe, as in f(age := ...)"
      ]
    )
  }
}
