/// A linear model's numbers, all that its predictions are made of.
///
/// A row's score for an output is the output's intercept, plus what each term adds:
///
/// 1. The term's value is its column (of a date or time a `part` of it), or what `transform` makes of it.
/// 2. A term with `scale` adds `coefficients * z` with `z = (value - centre) / scale`: beyond `limit` z is
///    `highest`, below `-limit` it is `lowest`, and without a value it is 0.
/// 3. A term without a value (NULL, NaN) adds `missing` too.
/// 4. A term with `levels` adds the numbers of the text that it is, or `unseen` where it is none of them.
///
/// The link makes the prediction of the scores: `identity` the score, `logistic` `1 / (1 + exp(-score))`,
/// `exponential` `exp(score)`, `softmax` `exp(score) / sum of all exp(score)`, `sign` 1 above 0 and else 0.
public struct LinearModelParts: Codable, Sendable, Equatable {
  /// `identity`, `logistic`, `softmax`, `exponential` or `sign`.
  public var link: String
  /// The class of each score; of two classes the one whose probability it is, of a number nothing.
  public var outputs: [String]
  /// The probability above which the one of two classes is predicted; nil where there are not two.
  public var threshold: Double?
  /// One for each score.
  public var intercepts: [Double]
  /// The summands of the scores.
  public var terms: [Term]

  /// A summand of the scores: numbers have one for each score.
  public struct Term: Codable, Sendable, Equatable {
    /// Its name, as coefficients have it.
    public var name: String
    /// The function's argument.
    public var column: String
    /// The part of a date or time: `year`, `month`, `day`, `weekday`, `hour`; nil for the argument itself.
    public var part: String?
    /// The value that is made of it; nil where it is the value itself.
    public var transform: Transform?
    /// The mean of the training rows; nil for texts.
    public var centre: Double?
    /// The standard deviation of the training rows; nil for texts, and where all were alike.
    public var scale: Double?
    /// The distance from the centre, in scales, beyond which `lowest` or `highest` is taken.
    public var limit: Double?
    /// The least of the training rows, in scales from the centre.
    public var lowest: Double?
    /// The greatest of the training rows, in scales from the centre.
    public var highest: Double?
    /// For one scale.
    public var coefficients: [Double]?
    /// For each text.
    public var levels: [Level]?
    /// Where there is no value; nil where that adds nothing.
    public var missing: [Double]?
    /// For any other text; nil where that adds nothing.
    public var unseen: [Double]?
  }

  /// A text, and what it adds.
  public struct Level: Codable, Sendable, Equatable {
    /// The text.
    public var text: String
    /// One for each score.
    public var coefficients: [Double]
  }

  /// The way in which a value is made; the fields are those of its kind, and nil for others.
  public struct Transform: Codable, Sendable, Equatable {
    /// The kind.
    ///
    /// - `curve`: the position on the scale, brought between `lowest` and `highest`; then
    ///   `(position - median) / (highest - lowest)`, or with a knot `max(0, position - knot) / (highest -
    ///   lowest)`, for which a missing value is the median.
    /// - `sine`, `cosine`: of `2 pi wave / period * value`; 0 for what is not finite.
    /// - `target_mean`: the number of the text, `missing` or `unseen`.
    /// - `product`: of its factors, rounded to a 32-bit float, as is what a transform made of these.
    public var kind: String
    /// A curve's scale: `plain`, `log` or `rank`.
    public var scale: String?
    /// Of `log`: `sign(d) * log(1 + |d|)` with `d = (value - centre) / unit`.
    public var centre: Double?
    /// See `centre`.
    public var unit: Double?
    /// Of `rank`: the share of these numbers below the value, linear between them.
    public var quantiles: [Double]?
    /// A curve's ends and middle, on the scale.
    public var lowest: Double?
    /// See `lowest`.
    public var highest: Double?
    /// See `lowest`.
    public var median: Double?
    /// Where a curve bends, on the scale; nil for the curve's own value.
    public var knot: Double?
    /// After how much a sine or cosine repeats.
    public var period: Double?
    /// The times that a sine or cosine repeats within a period.
    public var wave: Int?
    /// The mean target of each text.
    public var levels: [Mean]?
    /// The mean target where there is no value.
    public var missing: Double?
    /// The mean target of any other text.
    public var unseen: Double?
    /// The two factors of a product.
    public var factors: [Factor]?
  }

  /// A text, and its mean target.
  public struct Mean: Codable, Sendable, Equatable {
    /// The text.
    public var text: String
    /// The mean.
    public var mean: Double
  }

  /// A factor of a product.
  public struct Factor: Codable, Sendable, Equatable {
    /// The place of the term that it is of, from 0: its value, before it is scaled.
    public var term: Int
    /// Of a number: it is `(value - centre) / scale`, within 1e18 of 0, and 0 for what is not finite.
    public var centre: Double?
    /// See `centre`.
    public var scale: Double?
    /// Of a text: it is 1 for this one, and 0 for any other.
    public var level: String?
  }
}
