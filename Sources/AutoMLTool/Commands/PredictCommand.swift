import ArgumentParser
import AutoML

/// `automl predict`: scores a file.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Score a file with a trained model.",
    discussion: """
      Writes the columns of the data and the column prediction; the format goes by the \
      output's extension (csv, parquet, json or ndjson).

      Values are read as the types that the model was trained on: text stays text, '007' \
      too, and one that is no number or date where the model needs one is an error with \
      its column and row, and nothing is written. Dates are written as 2026-01-31, or in \
      the one order of day, month and year that fits all of a column; where two fit, \
      --date-format says which it is.

      The columns of the data are written as they were read: a CSV's letter by letter, \
      and as text in Parquet and JSON. None is renamed or left out: where the data has a \
      column already that is to be added, --prediction-column names another. Columns of \
      labels that differ only in case get numbers, and a notice says which.

      In JSON, NaN and infinities are null. Prediction is free of charge.

      EXAMPLES:
        automl predict --model churn.automl --data new.csv --output scored.parquet
        automl predict --model churn -d shop.duckdb --data 'new/*.csv' --output -
        automl predict --model churn.automl --data new.csv --output scored.csv \\
          --probabilities
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

  @Flag(help: "Add a column p_<label> for each class.")
  var probabilities = false

  @Option(
    help: ArgumentHelp(
      "The prediction's column (default: prediction); those of classes are then <name>_<label>.",
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
    request.includesProbabilities = probabilities
    request.predictionColumn = predictionColumn
    request.dateFormat = dateFormat
    return request
  }
}
