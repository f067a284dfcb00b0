/// The importance of a feature to boosted trees.
public struct FeatureImportance: Codable, Sendable, Equatable {
  /// The column, with the part of a date behind a dot: `ordered_at.hour`.
  public var feature: String
  /// The gain of all its splits.
  public var gain: Double
  /// The sum of hessians at all its splits.
  public var cover: Double
  /// The number of splits that ask for it.
  public var splits: Int
}

/// A number of a linear model: the part of a score that it adds.
public struct Coefficient: Codable, Sendable, Equatable {
  /// The column, `column = text` for a text, `column is NULL` for a missing value, `(intercept)`.
  public var feature: String
  /// The class that it is for, where there are more than two.
  public var label: String?
  /// The change of score for one more unit of a number, or for the text.
  public var value: Double
  /// The standard error of the value; nil where that is not defined.
  public var standardError: Double?

  enum CodingKeys: String, CodingKey {
    case feature, label, value
    case standardError = "standard_error"
  }
}

/// A group of like rows around its mean.
public struct Cluster: Codable, Sendable, Equatable {
  /// The number that the function gives, from 0.
  public var cluster: Int
  /// Rows of training that are in it.
  public var rows: Int
  /// The mean of each column, in its own units.
  public var centroid: [ColumnMean]

  /// The mean of one column.
  public struct ColumnMean: Codable, Sendable, Equatable {
    /// The column, with the part of a date behind a dot.
    public var feature: String
    /// The mean of the cluster's rows.
    public var mean: Double
    /// The distance from the mean of all rows, in standard deviations of all rows; nil where that is not
    /// known.
    public var distinction: Double?
  }
}

/// The measures of how well clusters hold their rows together.
public struct Clustering: Codable, Sendable, Equatable {
  /// The sum over the rows of the squared distance to their centroid, in the units of the columns, or those
  /// that PREPROCESSORS scales them to.
  public var inertia: Double
  /// The mean silhouette of at most 1,000 rows, from -1 to 1; nil where these are in one cluster.
  public var silhouette: Double?
  /// Steps of the iteration that were made over all rows.
  public var iterations: Int
  /// Whether the centroids had come to rest.
  public var isConverged: Bool

  enum CodingKeys: String, CodingKey {
    case inertia, silhouette, iterations
    case isConverged = "converged"
  }
}

/// The loss after a round of boosting.
public struct LearningPoint: Codable, Sendable, Equatable {
  /// The round, from 1.
  public var round: Int
  /// The mean of the objective's loss of the rows held out, or what NDCG lacks of 1 where rows are ranked; of
  /// several folds their mean.
  public var validationLoss: Double

  enum CodingKeys: String, CodingKey {
    case round
    case validationLoss = "validation_loss"
  }
}

extension LearningPoint {
  private static let limit = 200

  /// The points of the losses of all rounds, nil where there is none: of more than 200 the first, the last
  /// and the best one, and others at even distances.
  static func curve(of losses: [Double]) -> [LearningPoint]? {
    let isKnown = losses.allSatisfy(\.isFinite)
    guard isKnown, let best = losses.indices.min(by: { losses[$0] < losses[$1] }) else {
      return nil
    }
    let stepCount = min(losses.count, limit - 1)
    let even = (0..<stepCount).map { $0 * (losses.count - 1) / max(stepCount - 1, 1) }
    return Set(even + [best]).sorted().map {
      LearningPoint(round: $0 + 1, validationLoss: losses[$0])
    }
  }
}

/// The convergence of a linear model's fit.
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

extension TrainingReport {
  /// The opening of notices on rows and columns that were left out, which SHOW MODEL tells with the data.
  static let leftOutOpening = "left out "
}
