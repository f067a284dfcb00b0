import TestSupport
import Testing

@testable import ModelSQL

@Suite struct StatementPrinterTests {
  @Test func `any tree prints as SQL that parses to it`() throws {
    for seed in 0..<2000 as Range<UInt64> {
      var trees = TreeGenerator(seed: seed)
      let statement = trees.statement()
      let sql = statement.sql
      #expect(try Parser.parse(sql) == statement, "seed \(seed): \(sql)")
      var script = Script(" ;\(sql); SELECT 1")
      #expect(try script.next()?.statement == statement, "seed \(seed): \(sql)")
    }
  }

  @Test(arguments: [
    ("a", "'a'"), ("it's", "'it''s'"), ("", "''"), ("'\u{301}", "'''\u{301}'"), ("\\", "'\\'"),
  ])
  func `strings are quoted`(text: String, expected: String) {
    #expect(SQLText.literal(text) == expected)
  }

  @Test(arguments: [("a", "\"a\""), ("a\"b", "\"a\"\"b\""), ("A b", "\"A b\"")])
  func `names are quoted`(name: String, expected: String) {
    #expect(SQLText.quotedIdentifier(name) == expected)
  }
}

/// Makes any statement of the dialect out of a seed.
private struct TreeGenerator {
  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func statement() -> Statement {
    switch Int.random(in: 0..<12, using: &random) {
    case 0: .showModel(located(objectName()))
    case 1: .dropModel(located(objectName()), ifExists: Bool.random(using: &random))
    case 2: .explainCreateModel(createModel())
    case 3: .createExternalModel(createExternalModel())
    case 4: .showVersions(located(objectName()))
    case 5: .useVersion(located(objectName()), version: located(version()))
    case 6: .setThreshold(located(objectName()), threshold: located(threshold()))
    case 7:
      .dropVersion(
        located(objectName()),
        version: located(version()),
        ifExists: Bool.random(using: &random)
      )
    default: .createModel(createModel())
    }
  }

  private mutating func threshold() -> Double {
    pick(0, -0.5, 1e-20, 1e300, Double.random(in: 0...1, using: &random))
  }

  private mutating func version() -> Int { Int.random(in: 1...1000, using: &random) }

  private mutating func createModel() -> CreateModel {
    var model = CreateModel(name: located(objectName()))
    model.orReplace = Bool.random(using: &random)
    model.ifNotExists = Bool.random(using: &random)
    model.ifChanged = !model.ifNotExists && Bool.random(using: &random)
    model.source = maybe { $0.source() }
    model.target = maybe { $0.name() }
    model.function = maybe { generator in
      FunctionClause(name: generator.objectName(), argumentTypes: generator.types())
    }
    model.returns = maybe { $0.pick("INT", "DECIMAL(10, 6)", "DOUBLE PRECISION", "SUPER") }
    model.sagemaker = maybe { generator in
      SageMakerEndpoint(endpoint: generator.text(), model: generator.pick(nil, generator.text()))
    }
    model.iamRole = maybe { generator in generator.pick(.default, .arn(generator.text())) }
    model.auto = maybe { $0.pick(true, false) }
    model.modelType = maybe { ModelType.allCases.randomElement(using: &$0.random) ?? .mlp }
    model.problemType = maybe {
      ProblemType.allCases.randomElement(using: &$0.random) ?? .regression
    }
    model.objective = maybe { $0.text() }
    model.preprocessors = maybe { $0.text() }
    model.hyperparameters = maybe { $0.hyperparameters() }
    model.settings = settings()
    return model
  }

  private mutating func createExternalModel() -> CreateExternalModel {
    CreateExternalModel(
      name: located(objectName()),
      function: maybe { $0.objectName() },
      iamRole: maybe { $0.pick(.default, .arn("r")) },
      modelType: maybe { $0.pick("BEDROCK", "bedrock") },
      settings: settings()
    )
  }

  private mutating func source() -> ModelSource {
    pick(
      .table(objectName()),
      .artefact(text()),
      .query("SELECT ')' FROM (t) -- )\n"),
      .query("select \(SQLText.literal(text())) /* ) */")
    )
  }

  private mutating func types() -> [String]? {
    pick(nil, ["INT"], ["VARCHAR(20)", "TIMESTAMP WITH TIME ZONE", "INT[]"])
  }

  private mutating func hyperparameters() -> Hyperparameters {
    let keys = ["eta", "num_round", "my key", "if", "settings"].filter { _ in
      Bool.random(using: &random)
    }
    let exceptions = keys.map { Hyperparameter(key: located($0), value: located(text())) }
    return Hyperparameters(exceptions: exceptions)
  }

  private mutating func settings() -> [Setting] {
    SettingKey.allCases.shuffled(using: &random).prefix(Int.random(in: 0...5, using: &random))
      .map { Setting(key: located($0), value: located(value(of: $0))) }
  }

  private mutating func value(of key: SettingKey) -> SettingValue {
    switch key {
    case .maxCells, .maxRuntime, .horizon, .maxBatchRows, .seed, .keepVersions, .treeLimit:
      .integer(pick(0, 1, -1, .max, .min))
    case .s3GarbageCollect, .validate: .word(pick("ON", "OFF"))
    case .split: .word(pick("RANDOM", "TIME"))
    case .requestType: .word(pick("RAW", "UNIFIED"))
    case .responseType: .word(pick("VARCHAR", "SUPER"))
    case .s3Bucket, .tags, .kmsKeyID, .frequency, .percentiles, .modelID, .prompt, .suffix,
      .weightColumn, .groupColumn, .splitColumn, .timeColumn, .positiveClass, .costFalsePositive,
      .costFalseNegative, .classWeights, .columnTypes, .onUnseen:
      .text(text())
    }
  }

  private mutating func objectName() -> ObjectName {
    ObjectName(schema: Bool.random(using: &random) ? name() : nil, name: name())
  }

  private mutating func name() -> String {
    let words = Clause.allCases.flatMap { [$0.rawValue, $0.rawValue.lowercased()] }
    return pick(
      words.randomElement(using: &random) ?? "",
      "churn",
      "Churn",
      "a b",
      "if",
      "all",
      "not",
      "select",
      "with",
      "to",
      "model",
      "größe",
      "a\"b",
      "a.b",
      "1a",
      "a$b",
      "_x",
      ";",
      "--",
      "'",
      "default",
      "\u{A0}",
      "“"
    )
  }

  private mutating func text() -> String {
    pick("", "none", "it's", "a;b", "--", "/*", "$$", "\\", "\n", "年齢", "'", "DEFAULTS", "\"")
  }

  private mutating func pick<Value>(_ values: Value...) -> Value {
    values[Int.random(in: values.indices, using: &random)]
  }

  private mutating func maybe<Value>(_ make: (inout Self) -> Value) -> Located<Value>? {
    Bool.random(using: &random) ? located(make(&self)) : nil
  }

  private func located<Value>(_ value: Value) -> Located<Value> { Located(value, at: 0..<0) }
}
