import Learning
import Models

/// Boosted trees on their way to a file of XGBoost.
struct XGBoostExport {
  /// Notices to whoever predicts there.
  let notices: [String]

  private let model: Model
  private let file: XGBoostModel

  /// - Throws: an `AutoMLError` for models that are no trees, or of an objective that XGBoost lacks.
  init(_ model: Model) throws {
    guard let ensemble = model.learner.ensemble else {
      throw AutoMLError(
        sqlState: SQLState.featureNotSupported,
        message: "the model is no boosted trees, and XGBoost's files hold nothing else",
        hint: "The formats automl and text take every model; MODEL_TYPE XGBOOST trains trees."
      )
    }
    if let text = model.encoding.inputs.first(where: { $0.isUsed && $0.kind == .words }) {
      throw AutoMLError(
        sqlState: SQLState.featureNotSupported,
        message: "column \"\(text.name)\" is free text, whose words XGBoost's files cannot count",
        hint: "The formats automl and text take every model."
      )
    }
    if model.learner.link == .shares {
      throw AutoMLError(
        sqlState: SQLState.featureNotSupported,
        message:
          "the model is a random forest of classes, whose trees XGBoost has no objective for",
        hint: "The formats automl, sql and text take it; MODEL_TYPE XGBOOST trains boosted trees."
      )
    }
    try model.refusePreprocessing(for: "XGBoost's files")
    self.model = model
    let names = model.encoding.featureNames
    file = XGBoostModel(
      ensemble: ensemble,
      objective: try Self.objective(of: model),
      featureNames: Self.areAllowed(names) ? names : [],
      levels: Self.levels(of: model),
      attributes: Self.attributes(of: model)
    )
    notices = Self.notices(for: model)
  }

  /// The file's text.
  ///
  /// - Throws: an `AutoMLError` that names the column which XGBoost has no form for.
  func json() throws -> String {
    do throws(ForeignModelError) {
      return try file.json()
    } catch {
      guard case .encodedLevels(let feature) = error else { throw error }
      let column = model.encoding.featureNames[feature]
      throw AutoMLError(
        sqlState: SQLState.featureNotSupported,
        message:
          "column \"\(column)\" has so many texts that the trees replace them by numbers, for "
          + "which XGBoost's files have no place",
        hint: "The formats automl and text take every model; or train without the column."
      )
    }
  }

  /// The objective that was trained for, with its parameters.
  private static func objective(of model: Model) throws -> XGBoostObjective {
    let summary = JSON.value(ModelSummary.self, from: model.summary)
    // A search's OBJECTIVE is a metric, and its trees have the problem's own loss.
    let kind =
      summary.flatMap { ObjectiveName($0.objective) }?.loss ?? model.learner.link.searchObjective
    let parameters = (summary?.winner.settings ?? [:]).filter { $0.key != "num_round" }
    let pairs = parameters.map { (key: $0.key, value: $0.value) }
    if let settings = try? TreeSettings(hyperparameters: pairs),
      let objective = try? Objective(
        kind,
        settings: settings,
        classCount: model.labels.isEmpty ? nil : model.labels.count
      )
    {
      return try objective.xgboostObjective
    }
    // One of XGBoost's own, from a file: its parameters were kept as they were.
    return try XGBoostObjective(name: kind.rawValue, parameters: parameters)
  }

  private static let levelsAttribute = "automl.levels"
  /// The attribute with the classes' labels.
  static let classesAttribute = "automl.classes"

  /// For each feature its levels; none where no feature has any.
  private static func levels(of model: Model) -> [[String]] {
    let encoding = model.encoding
    let levels = zip(encoding.featureInputs, encoding.isCategory).map { input, isCategory in
      isCategory ? encoding.inputs[input].levels : []
    }
    return levels.contains { !$0.isEmpty } ? levels : []
  }

  /// The meaning of the codes, as JSON: of each category the texts, and of the classes the labels; and the
  /// signature, for CREATE MODEL.
  private static func attributes(of model: Model) -> [String: String] {
    var attributes = [ExportedSignature.attribute: JSON.text(ExportedSignature(model))]
    let texts = model.encoding.inputs.filter { $0.isUsed && $0.kind.isCategory }
    if !texts.isEmpty {
      attributes[levelsAttribute] = JSON.text(
        Dictionary(texts.map { ($0.name, $0.levels) }, uniquingKeysWith: { $1 })
      )
    }
    if !model.labels.isEmpty { attributes[classesAttribute] = JSON.text(model.printedLabels) }
    return attributes
  }

  /// XGBoost takes no data whose features have such names.
  private static func areAllowed(_ names: [String]) -> Bool {
    names.allSatisfy { !$0.contains { "[]<".contains($0) } }
  }

  private static func notices(for model: Model) -> [String] {
    let names = model.encoding.featureNames
    var notices = ["XGBoost's features are, in this order: \(list(names))"]
    if !areAllowed(names) {
      notices.append("they have no names in the file: XGBoost takes none with [, ] or <")
    }
    notices += model.encoding.inputs.filter(\.isUsed).compactMap(\.unitNotice)
    if model.encoding.inputs.contains(where: { $0.isUsed && $0.kind.isCategory }) {
      notices.append("XGBoost's attribute \(levelsAttribute) has every category's texts")
    }
    let doubtful = model.encoding.inputs.filter { input in
      input.isUsed && input.kind.isCategory
        && (input.kind != .text || !input.levels.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
    }.map(\.name)
    if !doubtful.isEmpty {
      notices.append(
        "data frames of categories are matched wrongly by XGBoost 3.1 and newer where texts are not "
          + "ASCII or stand for numbers: give it the codes of \(list(doubtful)), their places in "
          + "\(levelsAttribute), as numbers"
      )
    }
    let rounded = model.encoding.inputs.filter { $0.isUsed && $0.isRoundedByXGBoost }.map(\.name)
    if !rounded.isEmpty {
      notices.append(
        "XGBoost rounds numbers to single precision: a value of \(list(rounded)) that is as near to a "
          + "threshold as that may score otherwise"
      )
    }
    switch model.predicted.values {
    case .classes:
      let classes = model.printedLabels.enumerated().map { "\($0.offset) = \($0.element)" }
      notices.append("XGBoost counts classes: \(list(classes)) (its attribute \(classesAttribute))")
    case .number where model.predicted.isRounded:
      notices.append(
        "XGBoost does not round predictions to \(model.predicted.typeName) as the function does"
      )
    case .number, .clusters: break
    }
    return notices
  }
}

extension PredictedColumn {
  /// Whether the function rounds predictions to the target's type.
  fileprivate var isRounded: Bool { !["DOUBLE", "FLOAT"].contains(typeName) }
}

extension LinkFunction {
  /// The objective that the trees of a search are trained for.
  fileprivate var searchObjective: Objective.Kind {
    switch self {
    case .identity: .squaredError
    case .logistic: .binaryLogistic
    case .softmax: .softprob
    case .exponential: .poisson
    case .sign: .hinge
    // Refused before.
    case .shares: .squaredError
    }
  }
}

extension InputColumn {
  /// The notice on the numbers that stand for the column; nil where it is a number itself.
  fileprivate var unitNotice: String? {
    switch kind {
    case .number, .words: nil
    case .numberText:
      "column \"\(name)\" is the number that its text holds, missing where it holds none"
    case .boolean: "column \"\(name)\" is 1 for true and 0 for false"
    case .text, .category:
      "column \"\(name)\" is a category (enable_categorical), missing where it is none of: "
        + list(levels.enumerated().map { "\($0.offset) = \($0.element)" })
    case .date, .dateText:
      "column \"\(name)\" is days since 1970-01-01; its weekday is 1 on Mondays"
    case .timestamp, .timestampText:
      "column \"\(name)\" is seconds since 1970-01-01 00:00 UTC; its weekday is 1 on Mondays"
    case .time, .timeText: "column \"\(name)\" is seconds since midnight"
    }
  }

  /// Whether a `Float` may not hold the column's values.
  fileprivate var isRoundedByXGBoost: Bool {
    switch kind {
    case .boolean, .text, .category, .words, .date, .dateText: false
    case .timestamp, .time, .numberText, .timestampText, .timeText: true
    case .number:
      !["TINYINT", "SMALLINT", "UTINYINT", "USMALLINT", "FLOAT"].contains(typeName)
    }
  }
}
