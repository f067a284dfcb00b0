import DuckDB
import LinearAlgebra
import ModelSQL
import Models

/// A model that predicts columns in memory, without SQL; for any thread, several at once.
public struct Predictor: Sendable {
  /// An argument.
  public struct Input: Sendable, Equatable {
    /// The column's name.
    public let name: String
    /// The engine's name of its type at training.
    public let typeName: String
    /// The kind of its values.
    public let kind: ValueKind
    /// Whether predictions depend on it; else its column may be missing.
    public let isUsed: Bool
  }

  /// The columns that predicting takes, in the order of the function's arguments; those that training left
  /// out may be missing.
  public let inputs: [Input]
  /// The classes, in the order of `probabilities(of:)`; empty where a number is predicted.
  public let labels: [String]
  /// The engine's name of the target's type.
  public let targetTypeName: String

  let compiled: CompiledPredictor
  let unseenRule: UnseenRule
  let scan: UnseenScan
  let targetType: LogicalType?
  private let dictionaries: [StringDictionary?]
  private let categories: [CategoryCodes?]
  private let vocabularies: [Int: Vocabulary]
  private let targetName: String

  init(_ model: Model) {
    compiled = CompiledPredictor(model)
    inputs = model.encoding.inputs.map {
      Input(name: $0.name, typeName: $0.typeName, kind: $0.givenKind, isUsed: $0.isUsed)
    }
    labels = model.printedLabels
    targetTypeName = model.predicted.typeName
    targetType = LogicalType(plainName: targetTypeName)
    unseenRule = model.unseenRule
    scan = UnseenScan(model)
    targetName = model.predicted.name
    dictionaries = model.encoding.inputs.map {
      $0.kind == .text ? StringDictionary($0.levels) : nil
    }
    vocabularies = model.encoding.vocabularies
    categories = model.encoding.inputs.map { CategoryCodes($0) }
  }

  /// A prediction for each row, in a column that is called as the target: the most likely class, or a
  /// number, which is not rounded to the target's type.
  ///
  /// Columns are found by name, in any order; others are passed over. A text that training did not see
  /// is predicted too, and so is NULL.
  ///
  /// - Throws: when a column is missing, has another kind of values than at training, or another number
  ///   of rows.
  /// - Complexity: O(rows x size of the model).
  public func predictions(of columns: [Column]) throws(AutoMLError) -> Column {
    let predictions = try outputs(of: columns)
    guard !labels.isEmpty else {
      return Column(targetName, .doubles(compiled.values(of: predictions)))
    }
    return Column(targetName, .texts(compiled.classes(of: predictions).map { labels[$0] }))
  }

  /// The probability of each label for each row: a column for each label, called as it is; none where a
  /// number is predicted.
  ///
  /// - Throws: as `predictions(of:)` does.
  /// - Complexity: O(rows x size of the model).
  public func probabilities(of columns: [Column]) throws(AutoMLError) -> [Column] {
    guard !labels.isEmpty else { return [] }
    let probabilities = compiled.probabilities(of: try outputs(of: columns))
    let rows = 0..<probabilities.rowCount
    return labels.enumerated().map { index, label in
      Column(label, .doubles(rows.map { probabilities[$0, index] }))
    }
  }

  private func outputs(of columns: [Column]) throws(AutoMLError) -> Matrix {
    compiled.predictions(of: try features(of: columns))
  }

  /// The features of rows.
  ///
  /// - Throws: as `predictions(of:)` does.
  func features(of columns: [Column]) throws(AutoMLError) -> FeatureTable {
    let rowCount = columns.first?.count ?? 0
    var features: [FeatureColumn] = []
    var words: [Int: WordTable] = [:]
    for (index, input) in compiled.encoding.inputs.enumerated() {
      guard input.isUsed else {
        features.append(.float([Float](repeating: .nan, count: rowCount)))
        continue
      }
      guard let column = Self.column(input.name, of: columns, near: index) else {
        throw AutoMLError(
          sqlState: SQLState.undefinedColumn,
          message: "there is no column \"\(input.name)\", which the model needs",
          hint: "The model needs \(list(compiled.encoding.inputs.filter(\.isUsed).map(\.name)))."
        )
      }
      guard column.count == rowCount,
        let values = categories[index]?.codes(of: column)
          ?? column.feature(of: input.kind, dictionaries[index])
      else { throw AutoMLError(column, for: input, rowCount: rowCount) }
      features.append(values)
      if let vocabulary = vocabularies[index], case .texts(let texts) = column.values {
        words[index] = WordTable(texts, vocabulary)
      }
    }
    return compiled.encoding.features(of: features, rowCount: rowCount, texts: words)
  }

  /// The column of a name, which is the first that is looked at where columns are in the inputs' order.
  private static func column(_ name: String, of columns: [Column], near index: Int) -> Column? {
    if columns.indices.contains(index), columns[index].name == name { return columns[index] }
    return columns.first { isSameName($0.name, name) }
  }
}

extension Column {
  /// The column as a model's input of a kind; nil where its values are of another kind.
  func feature(of kind: InputKind, _ dictionary: StringDictionary? = nil) -> FeatureColumn? {
    switch (kind, values) {
    case (.number, .integers(let values)): numbers(values.map { Double($0) })
    case (.number, .doubles(let values)), (.boolean, .doubles(let values)): numbers(values)
    case (.number, .booleans(let values)), (.boolean, .booleans(let values)):
      numbers(values.map { $0 ? 1 : 0 })
    case (.date, .dates(let days)): numbers(days.map { Double($0) })
    case (.timestamp, .timestamps(let values)): numbers(values.map { Double($0) / 1e6 })
    // Times of day have no case of their own: seconds since midnight.
    case (.time, .doubles(let seconds)): numbers(seconds)
    case (.text, .texts(let texts)):
      .codes(
        texts.indices.map { row in
          if isNull(row) { return FeatureColumn.missingCode }
          return dictionary?.code(of: texts[row]) ?? FeatureColumn.unseenCode
        },
        levelCount: dictionary?.count ?? 0
      )
    case (.words, .texts(let texts)):
      .codes(
        texts.indices.map { isNull($0) ? FeatureColumn.missingCode : UInt32($0) },
        levelCount: texts.count
      )
    case (.numberText, .texts(let texts)), (.dateText, .texts(let texts)),
      (.timestampText, .texts(let texts)), (.timeText, .texts(let texts)):
      numbers(texts.map { TextValue($0)?.value(in: kind) ?? .nan })
    default: nil
    }
  }

  private func numbers(_ values: [Double]) -> FeatureColumn {
    guard let validity else { return .double(values) }
    return .double(zip(values, validity).map { $1 ? $0 : .nan })
  }
}

extension AutoMLError {
  /// A column that a model cannot take.
  fileprivate init(_ column: Column, for input: InputColumn, rowCount: Int) {
    let isLength = column.count != rowCount
    self.init(
      sqlState: isLength ? SQLState.invalidParameterValue : SQLState.datatypeMismatch,
      message: isLength
        ? "column \"\(column.name)\" has \(column.count) rows, not \(rowCount)"
        : "column \"\(column.name)\" does not have values of \(input.typeName),"
          + " on which the model was trained"
    )
  }
}

extension Session {
  /// A model of the database for predictions in memory.
  ///
  /// - Throws: when there is no such model, or it cannot be read.
  public func predictor(ofModelNamed name: String) throws(AutoMLError) -> Predictor {
    do { return Predictor(try loadedModel(.named(name)).model) } catch {
      throw AutoMLError(error, reading: .named(name)).withoutExcerpt
    }
  }

  /// A model file for predictions in memory: `NAME.automl`, or the archive `model.tar.gz` with one.
  ///
  /// - Throws: when the file cannot be read, or is no model; when it is one of another program, which
  ///   does not say what types its columns have.
  public func predictor(ofModelFile path: String) throws(AutoMLError) -> Predictor {
    do {
      guard [".gz", ".tgz", ".tar"].contains(where: { path.hasSuffix($0) }) else {
        return Predictor(try loadedModel(.file(path)).model)
      }
      switch try ModelFile(path: path).content {
      case .automl(let model): return Predictor(model)
      case .xgboost, .foreign:
        throw AutoMLError(
          sqlState: SQLState.featureNotSupported,
          message: "\"\(path)\" has a model of another program, without the types of its columns",
          hint: "CREATE MODEL m FROM '\(path)' FUNCTION f (DOUBLE, ...) RETURNS DOUBLE says them."
        )
      }
    } catch let error as ModelFileError {
      throw AutoMLError(sqlState: error.sqlState, message: "\(error.message)", hint: error.hint)
    } catch {
      throw AutoMLError(error, reading: .file(path)).withoutExcerpt
    }
  }
}
