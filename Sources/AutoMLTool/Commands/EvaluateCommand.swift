import ArgumentParser
import AutoML

/// `automl evaluate`: judges a model on a file.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Judge a trained model on labelled data.",
    discussion: """
      Prints every metric of the task with its standard error, and the value of a \
      prediction that knows no column: the most frequent class, the share of each class, \
      or the mean of the target, of the same rows.

      The data has the target and the columns that the model takes, under their names. Rows \
      without a target are left out and counted.

      EXAMPLES:
        automl evaluate --model churn.automl --data holdout.csv
        automl evaluate --model churn -d shop.duckdb --data 'holdout/*.parquet' --json
      """
  )

  @Option(
    help: ArgumentHelp("A model file, or a model of the database.", valueName: "file.automl|name")
  )
  var model: String

  @OptionGroup var databaseOptions: DatabaseOptions

  @Option(help: ArgumentHelp("A file or glob: CSV, Parquet or JSON.", valueName: "file|glob"))
  var data: String

  @Flag(help: "Print JSON: an object with an object for each metric.")
  var json = false

  @OptionGroup var threadOptions: ThreadOptions

  func validate() throws {
    guard !isModelFile, databaseOptions.database == nil else { return }
    throw ValidationError("There is no file '\(model)', and a model's name needs '--database'.")
  }

  func run() throws {
    try databaseOptions.withSession(isReadOnly: true, threads: threadOptions.threads) {
      (session) throws(AutoMLError) in
      let request = EvaluationRequest(
        model: isModelFile ? .file(model) : .named(model),
        data: data
      )
      let text = try EvaluationText(session.evaluate(request))
      try Descriptor.output.show(json ? text.json : text.table)
    }
  }

  private var isModelFile: Bool { model.hasSuffix(".automl") || FilePath.exists(model) }
}
