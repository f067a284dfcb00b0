import Learning
import ModelSQL

/// The PREPROCESSORS of a statement, its columns and transformers found.
struct PreprocessorPlan: Equatable {
  /// Transformers that are fitted to the rows, of columns by their indices.
  struct Chain: Equatable {
    var columns: [Int]
    var transformers: [Located<Transformer>]
  }
  /// The chains, as far as learners do not do the same by themselves.
  var chains: [Chain] = []
  /// The types that transformers take columns as, by the columns' indices.
  var columnTypes: [Int: ColumnType] = [:]
  /// The columns whose categories have an order.
  var ordered: Set<Int> = []
  /// The units in which columns count towards distances, by the columns' indices.
  var scalings: [Int: ClusterScaling] = [:]
  /// Scalers that change nothing.
  var idleScalers: [Transformer] = []

  /// Sentences on what is not as it seems to be asked for.
  var remarks: [String] {
    guard !idleScalers.isEmpty else { return [] }
    let verb = idleScalers.count == 1 ? "changes" : "change"
    return [
      "\(list(idleScalers.map(\.rawValue))) of PREPROCESSORS \(verb) nothing: trees do not depend on "
        + "scales, and linear models and networks scale columns by themselves"
    ]
  }
}

/// Why transformers are not for the columns that they are given.
enum PreprocessorRefusal: Error, Equatable {
  case takesNumbers(Transformer?, column: String, typeName: String)
  case takesDates(column: String, typeName: String)
  case notFirst(Transformer)
  case mixesColumns(Transformer)
  case otherType(Transformer, column: String, ColumnType)
  case notAnArgument(column: String, role: String)
  case namedTwice(column: String)
  case tooManyLevels(column: String, count: Int)
  case tooManyColumns(count: Int)

  /// The class of the error.
  var sqlState: String {
    switch self {
    case .takesNumbers, .takesDates: SQLState.datatypeMismatch
    case .mixesColumns: SQLState.featureNotSupported
    case .notFirst, .otherType, .notAnArgument, .namedTwice, .tooManyLevels, .tooManyColumns:
      SQLState.invalidParameterValue
    }
  }

  /// One sentence that names the thing.
  var message: String {
    switch self {
    case .takesNumbers(let transformer, let column, let typeName):
      "column \"\(column)\" has type \(typeName), and \(transformer?.rawValue ?? "K-means") takes numbers"
    case .takesDates(let column, let typeName):
      "column \"\(column)\" has type \(typeName), and DateTimeVectorizer takes dates, timestamps and times"
    case .notFirst(let transformer):
      "\(transformer.rawValue) takes columns as FROM has them: before it there may be imputers only"
    case .mixesColumns(let transformer):
      "\(transformer.rawValue) is for K-means: a model that predicts tells what each column adds, and "
        + "\(transformer.rawValue) mixes columns"
    case .otherType(let transformer, let column, let type):
      "COLUMN_TYPES takes column \"\(column)\" as \(type.rawValue), and \(transformer.rawValue) as "
        + (transformer.isEncoder ? "category" : "number")
    case .notAnArgument(let column, let role):
      "PREPROCESSORS names column \"\(column)\", which is \(role)"
    case .namedTwice(let column): "PREPROCESSORS must be a list that names \"\(column)\" once"
    case .tooManyLevels(let column, let count):
      "column \"\(column)\" has \(grouped(count)) levels, and OneHotEncoder makes columns of "
        + "\(grouped(TransformerChain.levelLimit)) at most"
    case .tooManyColumns(let count):
      "PCA is given \(grouped(count)) columns, and takes \(grouped(TransformerChain.componentLimit)) at most"
    }
  }

  /// Advice on what to do; nil where there is none.
  var hint: String? {
    switch self {
    case .takesNumbers(_, let column, "VARCHAR"):
      "OneHotEncoder or OrdinalEncoder before it makes numbers of texts; SETTINGS (COLUMN_TYPES "
        + "'\(quoted(column)):number') reads numbers in them."
    case .takesNumbers: "OneHotEncoder or OrdinalEncoder before it makes numbers of categories."
    case .takesDates(let column, "VARCHAR"):
      "Cast it in the SELECT: CAST(\(SQLText.identifierKeepingCase(column)) AS TIMESTAMP)."
    case .tooManyLevels: "OrdinalEncoder makes one column of them."
    case .takesDates, .notFirst, .mixesColumns, .otherType, .notAnArgument, .namedTwice,
      .tooManyColumns:
      nil
    }
  }
}
