/// A training asked for by a program rather than by a statement: what `automl train` takes.
public struct TrainingRequest: Sendable {
  /// Where the rows come from.
  public enum Source: Sendable {
    /// A file or glob that the engine reads: CSV, Parquet or JSON, compressed or not.
    case files(String)
    /// A SELECT.
    case query(String)
  }

  /// Where the rows come from.
  public var source: Source
  /// The column to predict; nil where groups of like rows are to be found.
  public var target: String?
  /// The model's name; nil takes `model`, replacing the last one of that name.
  public var modelName: String?
  /// The problem that the target is; nil infers it.
  public var problemType: ProblemType?
  /// The value to make as good as can be; nil takes the problem type's default.
  public var objective: Objective?
  /// The family of models; nil tries those that predict a target.
  public var modelType: ModelType?
  /// Whether settings are searched for.
  public var auto = true
  /// Hyperparameters, with `auto` off.
  public var hyperparameters: [(key: String, value: String)] = []
  /// The transformers of columns, as PREPROCESSORS has them: JSON.
  public var preprocessors: String?
  /// The periods to forecast, with the model type forecast.
  public var horizon: Int?
  /// The distance of values that are forecast, `D` for days and so on; nil has the times tell it.
  public var frequency: String?
  /// The columns of forecasts, `0.1,0.5,0.9,mean`; nil for those three percentiles.
  public var percentiles: String?
  /// Columns to leave out.
  public var excludedColumns: [String] = []
  /// The types to take columns as, as COLUMN_TYPES has them: `zip:category, "unit price":number, id:drop`.
  public var columnTypes: String?
  /// The column that says how often each row counts; it is no feature.
  public var weightColumn: String?
  /// The column that says which rows are ranked together; it is no feature.
  public var groupColumn: String?
  /// The most cells to train on; nil takes all.
  public var maxCells: Int?
  /// The class of two that F1, precision and recall are of; nil takes the rarer one.
  public var positiveClass: String?
  /// The weights of rows in training by their class, `balanced` or `no:1,yes:5`; nil weighs all the same.
  public var classWeights: String?
  /// The column whose rows of one value are held out together; it is no feature.
  public var splitColumn: String?
  /// The column by which rows are held out later than those trained on; it is no feature.
  ///
  /// Of forecasts it is the column of times, where there are several.
  public var timeColumn: String?
  /// Whether rows are held out for a score with `auto` off.
  public var validates = false
  /// The most seconds to train for.
  public var maxRuntime: Int?
  /// The seed of every random choice.
  public var seed: Int?

  /// A search over all families for `target`; without one, give `modelType` kmeans.
  public init(source: Source, target: String?) {
    self.source = source
    self.target = target
  }
}

/// A file to be scored into another: what `automl predict` takes.
public struct PredictionRequest: Sendable {
  /// Where the model is.
  public enum Model: Sendable {
    /// A model of the session's database.
    case named(String)
    /// A model file.
    case file(String)
  }

  /// Where the model is.
  public var model: Model
  /// A file or glob that the engine reads.
  public var data: String
  /// The file to write, its format by its extension (`csv`, `parquet`, `json`), or nil for rows in memory.
  public var outputPath: String?
  /// The columns of the data that are written, in this order; nil for all.
  public var columns: [String]?
  /// Whether a column `p_<label>` is added for each class.
  public var includesProbabilities = false
  /// The probability, between 0 and 1, with which the truth is between the columns `lower` and `upper`, which
  /// are added for a regression; nil for none.
  public var intervalLevel: Double?
  /// Whether a column `explanation` is added: the contribution of each input to the score, which with the one
  /// called `(base)` add up to it.
  public var includesExplanation = false
  /// The name of the prediction's column in place of `prediction`; the other columns that are added are then
  /// this name and the label, `lower`, `upper` or `explanation`, with a `_` between.
  public var predictionColumn: String?
  /// The format of dates that are not written as `2026-01-31`: `%d/%m/%Y`; nil finds it out from
  /// all values.
  public var dateFormat: String?

  /// Predictions of `model` for `data`.
  public init(model: Model, data: String) {
    self.model = model
    self.data = data
  }
}
