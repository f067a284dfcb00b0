import ArgumentParser
import AutoML

/// `automl predict`: scores a file.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Score a file with a trained model.",
    discussion: """
      Writes the columns of the data and the column prediction; the format goes by the \
      output's extension (csv, parquet, json or ndjson). Rows stream: memory does not grow \
      with their number.

      Values are read as the types that the model was trained on: text stays text, '007' \
      too, and one that is no number or date where the model needs one is an error with \
      its column and row, and nothing is written. Dates are written as 2026-01-31, or in \
      the one order of day, month and year that fits all of a column; where two fit, \
      --date-format says which it is.

      The columns of the data are written as they were read: a CSV's letter by letter, \
      and as text in Parquet and JSON. None is renamed, and none left out unless --columns \
      says which are wanted: where the data has a column already that is to be added, \
      --prediction-column names another. Columns of labels that differ only in case get \
      numbers, and a notice says which.

      --explain adds the contribution of each input to the score of the row, and the base \
      value, which add up to it: a map in Parquet and JSON, a JSON object in CSV. With two \
      classes it is the log-odds of the positive one, with more the score of the predicted.

      In JSON, NaN and infinities are null. Prediction is free of charge.

      EXAMPLES:
        automl predict --model churn.automl --data new.csv --output scored.parquet
        automl predict --model churn -d shop.duckdb --data 'new/*.csv' --output -
        automl predict --model churn.automl --data new.csv --output scored.csv \\
          --probabilities
        automl predict --model price.automl --data new.parquet --output scored.parquet \\
          --columns id,town --interval 0.9 --explain
      """
  )

  @Option(
    help: ArgumentHelp("A model file, or a model of the database.", valueName: "file.automl|name")
  )
  var model: String

  @OptionGroup var databaseOptions: DatabaseOptions

  @Option(help: ArgumentHelp("A file or glob: CSV, Parquet or JSON.", valueName: "file|glob"))
  var data: String

  @Option(
    help: ArgumentHelp("The file to write; - is CSV to standard output.", valueName: "file|-")
  )
  var output: String

  @Option(
    help: ArgumentHelp(
      "The columns of the data to write, in this order (default: all).",
      valueName: "name,..."
    )
  )
  var columns: [ColumnList] = []

  @Flag(help: "Add a column p_<label> for each class.")
  var probabilities = false

  @Option(
    help: ArgumentHelp(
      "Add columns lower and upper, between which the truth is with this probability.",
      valueName: "0.9"
    )
  )
  var interval: Double?

  @Flag(help: "Add a column explanation: what each input contributes to the score.")
  var explain = false

  @Option(
    help: ArgumentHelp(
      "The prediction's column (default: prediction); the others are then <name>_<label>, <name>_lower, ...",
      valueName: "name"
    )
  )
  var predictionColumn: String?

  @Option(
    help: ArgumentHelp("How dates are written, such as %d/%m/%Y.", valueName: "format")
  )
  var dateFormat: String?

  @OptionGroup var threadOptions: ThreadOptions

  func validate() throws {
    guard predictionColumn != "" else {
      throw ValidationError("The value of '--prediction-column' must be a name.")
    }
    if let interval, !(interval > 0 && interval < 1) {
      throw ValidationError(
        "The value of '--interval' is a probability between 0 and 1, such as 0.9."
      )
    }
    guard !isModelFile, databaseOptions.database == nil else { return }
    throw ValidationError("There is no file '\(model)', and a model's name needs '--database'.")
  }

  func run() throws {
    if output != "-" { try FileReplacement.requireWritable(output) }
    try databaseOptions.withSession(isReadOnly: true, threads: threadOptions.threads) {
      (session) throws(AutoMLError) in
      switch try session.predict(request) {
      case .rows(let rows): try OutputFormat.csv.print(rows, to: .output)
      case .done(let tag): Console.shared.line("\(tag) TO \(output)")
      case .trained: break
      }
    }
  }

  private var isModelFile: Bool { model.hasSuffix(".automl") || FilePath.exists(model) }

  /// The request to the session.
  var request: PredictionRequest {
    var request = PredictionRequest(model: isModelFile ? .file(model) : .named(model), data: data)
    request.outputPath = output == "-" ? nil : output
    request.columns = columns.isEmpty ? nil : columns.flatMap(\.names)
    request.includesProbabilities = probabilities
    request.intervalLevel = interval
    request.includesExplanation = explain
    request.predictionColumn = predictionColumn
    request.dateFormat = dateFormat
    return request
  }
}
