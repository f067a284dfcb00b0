import ArgumentParser
import AutoML

/// `automl predict`: scores a file.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Score a file with a trained model.",
    discussion: """
      Writes the columns of the data and the column prediction; the format goes by the \
      output's extension (csv, parquet or json). A column of the data that is called like \
      one that is written gives way to it. Prediction is free of charge.

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

  @OptionGroup var threadOptions: ThreadOptions

  func validate() throws {
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

  /// What is asked of the session.
  var request: PredictionRequest {
    var request = PredictionRequest(model: isModelFile ? .file(model) : .named(model), data: data)
    request.outputPath = output == "-" ? nil : output
    request.includesProbabilities = probabilities
    return request
  }
}
