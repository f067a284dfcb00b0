/// How much boosted trees use a feature.
public struct FeatureImportance: Codable, Sendable, Equatable {
  /// The column, with the part of a date behind a dot: `ordered_at.hour`.
  public var feature: String
  /// The gain of all its splits.
  public var gain: Double
  /// The sum of hessians at all its splits.
  public var cover: Double
  /// How many splits ask for it.
  public var splits: Int
}

/// What a linear model adds to a score.
public struct Coefficient: Codable, Sendable, Equatable {
  /// The column, `column = text` for a text, `column is NULL` for a missing value, `(intercept)`.
  public var feature: String
  /// The class that it is for, where there are more than two.
  public var label: String?
  /// The change of score for one more unit of a number, or for the text.
  public var value: Double
  /// How precisely it is known; nil where that is not defined.
  public var standardError: Double?

  enum CodingKeys: String, CodingKey {
    case feature, label, value
    case standardError = "standard_error"
  }
}

/// How the fit of a linear model ended.
public struct Convergence: Codable, Sendable, Equatable {
  /// Whether the gradient came within the tolerance.
  public var isConverged: Bool
  /// The same in a few words, and what else was met.
  public var summary: String
  /// Steps made.
  public var iterations: Int
  /// The largest element of the gradient, divided by the rows' total weight.
  public var gradientNorm: Double
  /// The sum of the losses plus the penalty.
  public var objective: Double

  enum CodingKeys: String, CodingKey {
    case isConverged = "converged"
    case summary, iterations
    case gradientNorm = "gradient_norm"
    case objective
  }
}
