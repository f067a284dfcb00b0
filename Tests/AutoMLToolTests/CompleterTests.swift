import AutoML
import Testing

@testable import AutoMLTool

@Suite struct CompleterTests {
  private static let names = SessionNames(
    tables: [
      SessionNames.Table(schema: "automl", name: "usage", columns: ["cells"]),
      SessionNames.Table(name: "customers", columns: ["id", "age", "Was Gone", "order"]),
      SessionNames.Table(name: "orders", columns: ["id", "amount"]),
      SessionNames.Table(schema: "shop", name: "items", columns: ["price"]),
    ],
    models: [
      SessionNames.Model(name: "churn", functions: ["predict_churn", "predict_churn_prob"])
    ],
    reserved: ["order"]
  )

  /// The completion where the bar stands in a text.
  private func completion(_ text: String) -> Completion {
    let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    let lines = parts[0].split(separator: "\n", omittingEmptySubsequences: false)
    let before = lines.dropLast().map { $0 + "\n" }.joined()
    return Completer(names: Self.names).completion(
      of: String(lines.last ?? ""),
      behind: before,
      before: parts[1]
    )
  }

  @Test(arguments: [
    ("sel|", ["select"]), ("SEL|", ["SELECT"]), ("SHOW MODEL |", ["ALL", "churn"]),
    ("SHOW MODEL churn |", ["VERSIONS"]), ("DROP MODEL IF EXISTS c|", ["churn"]),
    ("SELECT 1; drop mo|", ["model"]), ("ALTER MODEL churn u|", ["use version"]),
    ("SELECT * FROM cust|", ["customers"]), ("FROM customers, o|", ["orders"]),
    ("SELECT * FROM customers JOIN |", ["automl.", "customers", "orders", "shop.items"]),
    ("SELECT a| FROM customers", ["age", "all", "and", "anti join", "as", "asc", "asof join"]),
    (
      "SELECT i| FROM shop.items",
      ["ilike", "in", "inner join", "intersect", "interval", "into", "is"]
    ),
    (
      "SELECT |\nFROM orders",
      ["amount", "explain_model", "id", "predict_churn", "predict_churn_prob"]
    ),
    ("SELECT o| FROM customers", ["\"order\"", "offset", "on", "or", "order by", "over"]),
    ("SELECT w| FROM customers", ["\"Was Gone\"", "when", "where", "window", "with"]),
    ("SELECT pred|", ["predict_churn", "predict_churn_prob"]),
    ("SELECT c.a| FROM customers AS c", ["c.age"]),
    ("SELECT o.| FROM orders o", ["o.amount", "o.id"]),
    ("SELECT * FROM shop.|", ["shop.items"]),
    ("SELECT * FROM automl.conf|", ["automl.confusion_matrix"]),
    ("SELECT \"Wa| FROM customers", ["Was Gone\""]), ("SELECT explain_model('c|", ["churn'"]),
    ("SELECT * FROM automl.evaluate('|", ["churn'"]), ("SELECT -- a|", []), ("SELECT /* a|", []),
    ("SELECT --\nsum(a|", ["age", "all", "amount", "and", "anti join", "as", "asc", "asof join"]),
  ])
  func `names and keywords are completed where they fit`(text: String, words: [String]) {
    #expect(completion(text) == .words(words))
  }

  @Test(arguments: [
    ("CREATE MODEL |", ["IF CHANGED", "IF NOT EXISTS"]), ("CREATE MODEL m |", ["FROM"]),
    ("CREATE OR REPLACE MODEL m FROM c|", ["customers"]),
    ("CREATE MODEL m FROM customers TARGET |", ["\"Was Gone\"", "age", "id", "order"]),
    ("CREATE MODEL m\nFROM customers\nTARGET a|", ["age"]),
    (
      "CREATE MODEL m FROM (SELECT id, age AS years FROM customers) TARGET |",
      ["age", "id", "years"]
    ),
    ("CREATE MODEL m FROM (SELECT * FROM orders) TARGET a|", ["amount"]),
    (
      "CREATE MODEL m FROM (SELECT a| FROM orders",
      ["all", "amount", "and", "anti join", "as", "asc", "asof join"]
    ),
    ("CREATE MODEL m FROM (SELECT * FROM o|", ["orders"]),
    ("CREATE MODEL m FROM orders TARGET amount f|", ["function"]),
    ("CREATE MODEL m FROM orders TARGET amount FUNCTION |", ["predict_m"]),
    ("CREATE MODEL IF NOT EXISTS s.m FROM orders TARGET amount FUNCTION |", ["predict_m"]),
    (
      "CREATE MODEL m FROM orders TARGET amount MODEL_TYPE |",
      ["FORECAST", "KMEANS", "LINEAR_LEARNER", "MLP", "RANDOM_FOREST", "XGBOOST"]
    ),
    ("EXPLAIN CREATE MODEL m FROM orders TARGET amount AUTO |", ["OFF", "ON"]),
    ("CREATE MODEL m FROM orders TARGET amount PROBLEM_TYPE r|", ["regression"]),
    ("CREATE MODEL m FROM orders TARGET amount OBJECTIVE 'multi:softm|", ["multi:softmax'"]),
    (
      "CREATE MODEL m FROM orders TARGET amount SETTINGS (max_|",
      ["max_batch_rows", "max_cells", "max_runtime"]
    ),
    ("CREATE MODEL m FROM orders TARGET amount SETTINGS (SEED 1, se|", []),
    ("CREATE MODEL m FROM orders TARGET amount SETTINGS (WEIGHT_COLUMN 'a|", ["amount'"]),
    ("CREATE MODEL m FROM orders TARGET amount SETTINGS (VALIDATE |", ["OFF", "ON"]),
    ("CREATE MODEL m FROM orders TARGET amount HYPERPARAMETERS DEFAULT e|", ["except ("]),
  ])
  func `CREATE MODEL is completed clause by clause`(text: String, words: [String]) {
    #expect(completion(text) == .words(words))
  }

  @Test func `a clause that is given is not offered again`() {
    guard case .words(let words) = completion("CREATE MODEL m FROM orders TARGET amount AUTO OFF |")
    else {
      Issue.record("files")
      return
    }
    #expect(words.contains("MODEL_TYPE") && words.contains("SETTINGS"))
    #expect(Set(words).isDisjoint(with: ["FROM", "TARGET", "AUTO"]))
  }

  @Test(arguments: [
    (#"\ti|"#, [#"\timing"#]), (".ta|", [".tables"]), (#"\d cu|"#, ["customers"]),
    (#"\dm |"#, ["churn"]), (".mode ma|", ["markdown"]), (#"\timing o|"#, ["off", "on"]),
    (#"\pset p|"#, ["pager"]), (#"\dt |"#, []), (#"\nothing |"#, []),
  ])
  func `commands are completed`(text: String, words: [String]) {
    #expect(completion(text) == .words(words))
  }

  @Test(arguments: [#"\i scr|"#, ".read |", "SELECT * FROM 'data/cu|", "COPY t TO '|"])
  func `files are completed where one may stand`(text: String) {
    #expect(completion(text) == .files)
  }

  @Test func `the beginning of all candidates is put in`() {
    #expect(
      Completer.beginning(of: ["predict_churn", "predict_churn_prob"], typed: "p")
        == "predict_churn"
    )
    #expect(Completer.beginning(of: ["Order", "ordinal"], typed: "OR") == "Ord")
    #expect(Completer.beginning(of: ["\"Was Gone\"", "when"], typed: "w") == "w")
  }
}
