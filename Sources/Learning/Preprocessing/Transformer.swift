/// The transformers that PREPROCESSORS may name, after Redshift's list and scikit-learn.
package enum Transformer: String, CaseIterable, Sendable {
  case oneHotEncoder = "OneHotEncoder"
  case ordinalEncoder = "OrdinalEncoder"
  case numericPassthrough = "NumericPassthrough"
  case imputer = "Imputer"
  case imputerWithIndicator = "ImputerWithIndicator"
  case normalizer = "Normalizer"
  case dateTimeVectorizer = "DateTimeVectorizer"
  case pca = "PCA"
  case standardScaler = "StandardScaler"
  case minMax = "MinMax"
  case minMaxScaler = "MinMaxScaler"
  case maxAbsScaler = "MaxAbsScaler"

  /// The transformer of a name, whatever the case of its letters; nil where there is none.
  package init?(name: String) {
    let known = Self.allCases.first { $0.rawValue.lowercased() == name.lowercased() }
    guard let known else { return nil }
    self = known
  }

  /// Whether it makes numbers of categories.
  package var isEncoder: Bool { self == .oneHotEncoder || self == .ordinalEncoder }

  /// Whether it replaces what is missing.
  package var isImputer: Bool { self == .imputer || self == .imputerWithIndicator }

  /// Whether it makes a row's columns out of all of them together.
  package var mixesColumns: Bool { self == .normalizer || self == .pca }

  /// The unit that it scales a column to; nil where it is no scaler.
  package var scaling: ClusterScaling? {
    switch self {
    case .standardScaler: .standard
    case .minMax, .minMaxScaler: .minMax
    case .maxAbsScaler: .maxAbs
    case .oneHotEncoder, .ordinalEncoder, .numericPassthrough, .imputer, .imputerWithIndicator,
      .normalizer, .dateTimeVectorizer, .pca:
      nil
    }
  }
}
