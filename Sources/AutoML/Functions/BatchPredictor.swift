import DuckDB

/// A predictor that functions call, a chunk of rows at a time, on several threads at once.
protocol BatchPredictor: Sendable {
  /// The types that it takes and returns.
  var signature: FunctionSignature { get }
  /// Whether the same arguments give the same prediction each time.
  var isPure: Bool { get }
  /// Whether the chunks are to say whose query they are of.
  var isToldCaller: Bool { get }
  /// Gets what predicting needs; called when a query that predicts is planned, and again when it is
  /// there.
  func prepare() throws
  /// Fills one row of `output` for each row of `arguments`, which have the types that `kind` takes.
  func predict(
    _ kind: PredictionKind,
    of arguments: borrowing DataChunk,
    into output: inout OutputVector
  ) throws
}

extension BatchPredictor {
  var isToldCaller: Bool { false }
}

/// The kind of answer that a predictor is asked for.
enum PredictionKind {
  /// The prediction, of the signature's type.
  case value
  /// A classifier's probabilities and labels, the likeliest class first.
  case rankedProbabilities
  /// A classifier's probability of the label that is the last argument.
  case labelProbability
  /// A classifier's probabilities in the order of its labels.
  case classProbabilities
  /// The contribution of each input to the score: of two classes to that of the positive one, of
  /// more to that of the predicted one.
  case contributions
  /// The contribution of each input to a classifier's score of the label that is the last
  /// argument.
  case labelContributions
  /// The inputs that contribute most, as text; the last argument says how many.
  case reasons
  /// The values that the truth is between with a probability, which is the last argument.
  case interval
  /// The distance to the centroid of the row's cluster.
  case distance
  /// The distance to each cluster's centroid.
  case distances
}

extension PredictionKind {
  /// The type of what is given.
  func type(in signature: FunctionSignature) -> LogicalType {
    switch self {
    case .value: signature.returnType
    case .rankedProbabilities: Self.rankedType
    case .labelProbability, .distance: .double
    case .distances: .map(key: .integer, value: .double)
    case .classProbabilities: .list(.double)
    case .contributions, .labelContributions: .map(key: .varchar(), value: .double)
    case .reasons: .varchar()
    case .interval:
      .struct([.init(name: "lower", type: .double), .init(name: "upper", type: .double)])
    }
  }

  /// The types of the arguments.
  func parameterTypes(in signature: FunctionSignature) -> [LogicalType] {
    let types = signature.parameters.map(\.type)
    return switch self {
    case .value, .rankedProbabilities, .classProbabilities, .contributions, .distance, .distances:
      types
    case .labelProbability, .labelContributions: types + [.varchar()]
    case .reasons: types + [.bigint]
    case .interval: types + [.double]
    }
  }

  /// `STRUCT(probabilities MAP(INTEGER, DOUBLE), labels MAP(INTEGER, VARCHAR))`: keys count from 0,
  /// the likeliest class first, so that `.labels[0]` and `.probabilities[0]` read as in Redshift.
  private static let rankedType = LogicalType.struct([
    .init(name: "probabilities", type: .map(key: .integer, value: .double)),
    .init(name: "labels", type: .map(key: .integer, value: .varchar())),
  ])
}
