import Foundation
import TestSupport
import Testing

@testable import AutoML

/// The page on a model: what it has of each kind of model, and that nothing in it is more than text.
@Suite struct ReportPageTests {
  private let session: Session
  private let folder: URL

  init() throws {
    session = try Session(configuration: SessionConfiguration(threadCount: 2))
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try session.execute(
      """
      CREATE TABLE t AS SELECT hash(range) % 50 AS a, ['x', 'y', 'z'][1 + range % 3] AS b,
        DATE '2024-01-01' + (range % 200)::INT AS day, range % 2 = 0 AS flag,
        hash(range + 9) % 50 + a + random_less AS total,
        CASE WHEN a + hash(range) % 7 > 28 THEN 'yes' ELSE 'no' END AS answer,
        ['low', 'mid', 'top'][1 + (a // 17)::INT] AS class
      FROM (SELECT range, hash(range) % 3 AS random_less FROM range(300));
      COPY t TO '\(folder.path)/rows.csv';
      """
    )
  }

  private func page(_ create: String, data: Bool = true) throws -> (text: String, PageElements) {
    try session.execute(create)
    let file = data ? "\(folder.path)/rows.csv" : nil
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = try session.reportPage(ofModelNamed: "m", data: file)
    #expect(try session.reportPage(ofModelNamed: "m", data: file) == text)
    let elements = try PageElements(text)
    for link in elements.links {
      #expect(link.hasPrefix("#") && elements.anchors.contains(String(link.dropFirst())), "\(link)")
    }
    #expect(elements.count(of: "script") == 0)
    #expect(!text.contains("nan") && !text.contains("inf,"))
    return (text, elements)
  }

  private static let allOfTarget: Set<String> = [
    "asked", "result", "notices", "data", "performance", "importance", "dependence", "drift",
    "call",
  ]

  @Test func `a search of two classes has all parts with data`() throws {
    let (text, page) = try page(
      "CREATE MODEL m FROM (SELECT a, b, flag, answer FROM t) TARGET answer FUNCTION f "
        + "SETTINGS (COST_FALSE_NEGATIVE '5')"
    )
    #expect(page.anchors.isSuperset(of: Self.allOfTarget.union(["leaderboard"])))
    for title in [
      "ROC curve", "Precision-recall curve", "Calibration", "Confusion matrix", "Cost by threshold",
      "Precision, recall and F1 by threshold", "Means over 300 rows of the data",
    ] { #expect(page.text.contains(title), "\(title)") }
    #expect(page.text.contains("COST_FALSE_NEGATIVE '5'"))
    #expect(page.text.contains("FROM automl.evaluate('m', 'SELECT * FROM holdout');"))
    #expect(page.text.contains("f_probabilities(a, b, flag)"))
    #expect(text.utf8.count < 150_000)
  }

  @Test func `without data it has what training kept`() throws {
    let (_, page) = try page(
      "CREATE MODEL m FROM (SELECT a, b, day, flag, answer FROM t) TARGET answer FUNCTION f "
        + "AUTO OFF MODEL_TYPE XGBOOST SETTINGS (VALIDATE on)",
      data: false
    )
    #expect(
      page.anchors.isSuperset(of: ["asked", "result", "data", "performance", "dependence", "call"])
    )
    #expect(page.anchors.isDisjoint(with: ["drift", "leaderboard"]))
    #expect(page.text.contains("Precision, recall and F1 by threshold"))
    #expect(page.text.contains("the others stand at their median or most frequent level"))
    #expect(!page.text.contains("ROC curve"))
  }

  @Test func `several classes have curves of each, and no threshold`() throws {
    let (_, page) = try page(
      "CREATE MODEL m FROM (SELECT a, b, flag, class FROM t) TARGET class FUNCTION f "
        + "AUTO OFF MODEL_TYPE XGBOOST"
    )
    #expect(page.anchors.isSuperset(of: Self.allOfTarget.subtracting(["notices"])))
    #expect(page.text.contains("Of each class against all others."))
    #expect(!page.text.contains("by threshold"))
  }

  @Test func `numbers have residuals`() throws {
    let (_, page) = try page(
      "CREATE MODEL m FROM (SELECT a, b, day, total FROM t) TARGET total FUNCTION f "
        + "PROBLEM_TYPE REGRESSION AUTO OFF MODEL_TYPE XGBOOST"
    )
    #expect(page.anchors.isSuperset(of: Self.allOfTarget.subtracting(["notices"])))
    #expect(page.text.contains("Predicted and actual") && page.text.contains("Residuals"))
    #expect(page.text.contains("median_absolute_error"))
    #expect(!page.text.contains("Confusion matrix"))
  }

  @Test func `clusters have their means, and drift`() throws {
    let (_, page) = try page(
      "CREATE MODEL m FROM (SELECT a, total FROM t) FUNCTION f AUTO OFF MODEL_TYPE KMEANS "
        + "HYPERPARAMETERS DEFAULT EXCEPT (K '3')"
    )
    #expect(page.anchors.isSuperset(of: ["asked", "result", "data", "clusters", "drift", "call"]))
    #expect(page.anchors.isDisjoint(with: ["performance", "importance", "dependence"]))
  }

  @Test func `a ranking is not judged, and has drift and dependence`() throws {
    let (_, page) = try page(
      "CREATE MODEL m FROM (SELECT a, flag, b, (a // 20)::INT AS y FROM t) TARGET y FUNCTION f "
        + "AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'rank:ndcg' SETTINGS (GROUP_COLUMN 'b')"
    )
    #expect(page.anchors.isSuperset(of: ["drift", "dependence", "call"]))
    #expect(!page.text.contains("automl.evaluate"))
  }

  @Test func `a model of XGBoost has what its file tells`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Golden/XGBoost/reg-squarederror.json").path
    let (_, page) = try page(
      "CREATE MODEL m FROM '\(file)' FUNCTION f (float8, float8, float8) RETURNS float8",
      data: false
    )
    #expect(page.anchors.isSuperset(of: ["asked", "result", "importance", "call"]))
    #expect(page.text.contains("Share of the trees' gain"))
    #expect(page.text.contains("No score is known"))
    #expect(!page.anchors.contains("dependence"))
    // It has no profile: the values come from the data.
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try session.execute(
      "COPY (SELECT range % 7 AS a, range % 5 AS b, 0.5 AS c, range * 1.0 AS prediction "
        + "FROM range(100)) TO '\(folder.path)/more.csv'"
    )
    let more = try PageElements(
      session.reportPage(ofModelNamed: "m", data: "\(folder.path)/more.csv")
    )
    #expect(more.anchors.isSuperset(of: ["performance", "dependence"]))
    #expect(more.anchors.isDisjoint(with: ["drift"]))
  }

  @Test func `names, labels and SQL stay text`() throws {
    let name = "<script>alert(1)</script>&\"'"
    let column = "\"\(name.replacing("\"", with: "\"\""))\""
    let labels = "CASE WHEN a > 25 THEN '<b>yes</b>' ELSE '</style>no' END"
    try session.execute(
      "CREATE MODEL m FROM (SELECT a AS \(column), b || '<i>' AS b, \(labels) AS \"t<a>\" FROM t) "
        + "TARGET \"t<a>\" FUNCTION f AUTO OFF MODEL_TYPE XGBOOST;"
        + "COPY (SELECT a AS \(column), b || '<i>' AS b, \(labels) AS \"t<a>\" FROM t) "
        + "TO '\(folder.path)/<rows>.csv'"
    )
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = try session.reportPage(ofModelNamed: "m", data: "\(folder.path)/<rows>.csv")
    let page = try PageElements(text)
    for element in ["script", "b", "i"] {
      #expect(page.count(of: element) == (element == "b" ? 1 : 0), "\(element)")
    }
    for words in [name, "<b>yes</b>", "</style>no", "x<i>", "t<a>", "<rows>.csv"] {
      #expect(page.text.contains(words), "\(words)")
    }
  }

  @Test func `very many columns and classes make a page of a usual size`() throws {
    let columns = (0..<400).map { "hash(range, \($0)) % 100 AS column_\($0)" }.joined(
      separator: ", "
    )
    try session.execute(
      """
      CREATE TABLE wide AS SELECT \(columns), 'class ' || range % 60 AS y FROM range(600);
      COPY wide TO '\(folder.path)/wide.csv';
      CREATE MODEL m FROM wide TARGET y FUNCTION f AUTO OFF MODEL_TYPE XGBOOST
        HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '1', MAX_DEPTH '2');
      """
    )
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = try session.reportPage(ofModelNamed: "m", data: "\(folder.path)/wide.csv")
    let page = try PageElements(text)
    #expect(text.utf8.count < 200_000)
    #expect(page.text.contains("and 300 more: FROM automl.feature_info('m')"))
    #expect(page.text.contains("Curves are drawn of at most 30 classes"))
    #expect(page.text.contains("49 others"))
  }

  @Test func `a session has its rows for itself, and they are gone afterwards`() throws {
    try session.execute(
      "CREATE MODEL m FROM (SELECT a, b, answer FROM t) TARGET answer FUNCTION f "
        + "AUTO OFF MODEL_TYPE XGBOOST; BEGIN; CREATE TABLE mine AS SELECT 1"
    )
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try session.reportPage(ofModelNamed: "m", data: "\(folder.path)/rows.csv")
    try session.execute("COMMIT; FROM mine")
    let left = try session.scriptRows(
      "SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '%automl_report%'"
    )
    #expect(left == [[.integer(0)]])
  }

  @Test func `what is not there is named`() throws {
    try session.execute(
      "CREATE MODEL churn FROM (SELECT a, b, answer FROM t) TARGET answer FUNCTION f "
        + "AUTO OFF MODEL_TYPE XGBOOST; COPY (SELECT a, b FROM t) TO '\(folder.path)/blind.csv'"
    )
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect {
      try session.reportPage(ofModelNamed: "chrun")
    } throws: { ($0 as? AutoMLError)?.hint == "Did you mean \"churn\"?" }
    #expect {
      try session.reportPage(ofModelNamed: "churn", data: "\(folder.path)/blind.csv")
    } throws: { ($0 as? AutoMLError)?.message.contains("has no column \"answer\"") == true }
  }
}
