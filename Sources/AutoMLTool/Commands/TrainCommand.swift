import ArgumentParser
import AutoML

/// `automl train`: a model from a file or a query.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model from a file or a query.",
    discussion: """
      The model is kept in the database (--database), in a file of its own (--output), or \
      both. The report goes to standard output. Ctrl-C ends a search and keeps the best \
      model so far.

      With --model-type forecast the values of series are forecast: of the columns one is \
      the --target, one the time, the first other one tells the series, and further ones \
      are numbers known ahead. --output writes the forecasts then, as CSV, Parquet or JSON.

      EXAMPLES:
        automl train --data churn.csv --target churned --output churn.automl
        automl train -d shop.duckdb --query "SELECT * FROM customers" \\
          --target churned --model churn --exclude id,email --max-runtime 60
        automl train --data 'sales/*.parquet' --target price --auto off \\
          --model-type xgboost --hyperparameter max_depth=6 --json
        automl train --query "SELECT shop, day, sold FROM 'sales.csv'" --target sold \\
          --model-type forecast --horizon 14 --output next.csv
      """
  )

  @Option(help: ArgumentHelp("A file or glob: CSV, Parquet or JSON.", valueName: "file|glob"))
  var data: String?

  @Option(help: ArgumentHelp("A SELECT that gives the rows.", valueName: "sql"))
  var query: String?

  @Option(help: ArgumentHelp("The column to predict; none for kmeans.", valueName: "column"))
  var target: String?

  @OptionGroup var databaseOptions: DatabaseOptions

  @Option(
    help: ArgumentHelp("The model's name (default: model, replacing the last).", valueName: "name")
  )
  var model: String?

  @Option(
    help: ArgumentHelp(
      "The problem that the target is (default: by its values).",
      valueName: "type"
    )
  )
  var problemType: TrainingWord<TrainingRequest.ProblemType>?

  @Option(
    help: ArgumentHelp(
      "A metric, or with --auto off a loss (default: by the problem type).",
      valueName: "objective"
    )
  )
  var objective: ObjectiveWord?

  @Option(
    help: ArgumentHelp("The family (default: try those that predict).", valueName: "type")
  )
  var modelType: TrainingWord<TrainingRequest.ModelType>?

  @Option(help: ArgumentHelp("Whether to search for the best settings.", valueName: "on|off"))
  var auto = Switch.on

  @Option(
    help: ArgumentHelp("A setting of the algorithm, with --auto off.", valueName: "key=value")
  )
  var hyperparameter: [Hyperparameter] = []

  @Option(
    help: ArgumentHelp("Transformers of columns, as PREPROCESSORS has them.", valueName: "json")
  )
  var preprocessors: String?

  @Option(help: ArgumentHelp("The periods to forecast.", valueName: "n"))
  var horizon: Int?

  @Option(
    help: ArgumentHelp(
      "The distance of values that are forecast: Y, M, W, D, H, 30min, 15min, 10min, 5min or 1min "
        + "(default: as the times show).",
      valueName: "frequency"
    )
  )
  var frequency: String?

  @Option(
    help: ArgumentHelp(
      "The columns of forecasts, such as 0.05,mean,0.95 (default: 0.1,0.5,0.9).",
      valueName: "level,..."
    )
  )
  var percentiles: String?

  @Option(help: ArgumentHelp("Columns to leave out.", valueName: "column,..."))
  var exclude: [ColumnList] = []

  @Option(
    help: ArgumentHelp(
      "The types to take columns as: category, number, text or drop.",
      valueName: "column:type,..."
    )
  )
  var columnTypes: String?

  @Option(help: ArgumentHelp("The column of row weights, 0 or more.", valueName: "column"))
  var weightColumn: String?

  @Option(
    help: ArgumentHelp(
      "The column of queries or groups, with --objective rank:ndcg or rank:pairwise.",
      valueName: "column"
    )
  )
  var groupColumn: String?

  @Option(
    help: ArgumentHelp(
      "The class of two that F1, precision and recall are of (default: the rarer one).",
      valueName: "label"
    )
  )
  var positiveClass: String?

  @Option(
    help: ArgumentHelp(
      "How often rows count in training by class: balanced, or weights such as no:1,yes:5.",
      valueName: "balanced|label:n,..."
    )
  )
  var classWeights: String?

  @Option(
    help: ArgumentHelp(
      "The column whose rows of one value are held out together, such as a customer.",
      valueName: "column"
    )
  )
  var splitColumn: String?

  @Option(
    help: ArgumentHelp(
      "The column of times: held-out rows are later than those trained on, or forecasts go on from it.",
      valueName: "column"
    )
  )
  var timeColumn: String?

  @Flag(name: .customLong("validate"), help: "Hold rows out for a score, with --auto off.")
  var validates = false

  @Option(
    help: ArgumentHelp(
      "The most cells (rows times columns) to train on (default: all).",
      valueName: "n"
    )
  )
  var maxCells: Int?

  @Option(help: ArgumentHelp("The most seconds to train for.", valueName: "s"))
  var maxRuntime: Int?

  @Option(help: ArgumentHelp("The seed of every random choice.", valueName: "n"))
  var seed: Int?

  @OptionGroup var threadOptions: ThreadOptions

  @Option(
    help: ArgumentHelp("A file to write the model to, or the forecasts.", valueName: "file.automl")
  )
  var output: String?

  @Flag(help: "Print the report as one JSON object.")
  var json = false

  func validate() throws {
    guard (data == nil) != (query == nil) else {
      throw ValidationError("Give exactly one of '--data' and '--query'.")
    }
    guard (target == nil) == (modelType?.value == .kmeans) else {
      throw ValidationError(
        target == nil
          ? "Give the column to predict: '--target'."
          : "'--model-type kmeans' finds groups, and takes no '--target'."
      )
    }
    guard hyperparameter.isEmpty || auto == .off else {
      throw ValidationError("'--hyperparameter' needs '--auto off'.")
    }
    try requireForecastOptions()
    try requirePositive(maxCells, "--max-cells")
    try requirePositive(maxRuntime, "--max-runtime")
    if let seed, seed < 0 {
      throw ValidationError("The value of '--seed' must be 0 or more, not \(seed).")
    }
  }

  func run() throws {
    if let output { try FileReplacement.requireWritable(output) }
    let report = try databaseOptions.withSession(threads: threadOptions.threads) {
      (session) throws(AutoMLError) in
      let report = try session.train(request)
      if let output { try write(session, report, to: output) }
      return report
    }
    try Descriptor.output.show(
      json
        ? TrainingReportText.json(report)
        : TrainingReportText.full(report, toldNotices: Console.shared.notices)
    )
    if databaseOptions.database == nil, output == nil, !json {
      Console.shared.notice("the model was not kept: give --output or --database")
    }
  }

  private var isForecast: Bool { modelType?.value == .forecast }

  private func requireForecastOptions() throws {
    guard isForecast else {
      for (name, isGiven) in [
        ("--horizon", horizon != nil), ("--frequency", frequency != nil),
        ("--percentiles", percentiles != nil),
      ] where isGiven {
        throw ValidationError("'\(name)' is for '--model-type forecast'.")
      }
      return
    }
    try requirePositive(horizon, "--horizon")
    if output?.lowercased().hasSuffix(".automl") == true {
      throw ValidationError(
        "Forecasts are rows: '--output' is a .csv, .parquet, .json or .ndjson file of them, and the "
          + "model is kept in a '--database'."
      )
    }
  }

  private func write(
    _ session: Session,
    _ report: TrainingReport,
    to path: String
  ) throws(AutoMLError) {
    let name = model ?? report.model
    if isForecast {
      try session.writeForecasts(ofModelNamed: name, to: path)
    } else {
      try FileReplacement.write(path, bytes: session.archive(ofModelNamed: name))
    }
  }

  /// The request to the session.
  var request: TrainingRequest {
    let source = query.map { TrainingRequest.Source.query($0) } ?? .files(data ?? "")
    var request = TrainingRequest(source: source, target: target)
    request.modelName = model
    request.problemType = problemType?.value
    request.objective = objective?.value
    request.modelType = modelType?.value
    request.auto = auto == .on
    request.hyperparameters = hyperparameter.map { ($0.key, $0.value) }
    request.preprocessors = preprocessors
    request.horizon = horizon
    request.frequency = frequency
    request.percentiles = percentiles
    request.excludedColumns = exclude.flatMap(\.names)
    request.columnTypes = columnTypes
    request.weightColumn = weightColumn
    request.groupColumn = groupColumn
    request.positiveClass = positiveClass
    request.classWeights = classWeights
    request.splitColumn = splitColumn
    request.timeColumn = timeColumn
    request.validates = validates
    request.maxCells = maxCells
    request.maxRuntime = maxRuntime
    request.seed = seed
    return request
  }
}

/// `on` or `off`.
enum Switch: String, CaseIterable, ExpressibleByArgument {
  case on, off
}

/// `key=value`.
struct Hyperparameter: ExpressibleByArgument, Equatable {
  let key: String
  let value: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    key = parts[0].trimmed
    value = parts[1].trimmed
    if key.isEmpty || value.isEmpty { return nil }
  }
}

/// Names with commas in between.
struct ColumnList: ExpressibleByArgument, Equatable {
  let names: [String]

  init?(argument: String) {
    names = argument.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }
    if names.isEmpty { return nil }
  }
}

extension Substring {
  /// The text without the blanks around it.
  fileprivate var trimmed: String {
    let start = drop(while: \.isWhitespace)
    let end = start.lastIndex { !$0.isWhitespace }
    return end.map { String(start[...$0]) } ?? ""
  }
}
