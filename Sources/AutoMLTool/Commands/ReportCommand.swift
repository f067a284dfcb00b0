import ArgumentParser
import AutoML

/// `automl report`: a model as a page for people.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a page on a model: one HTML file with tables and charts.",
    discussion: """
      The page has what was asked for and came out, notices, the columns, the leaderboard, \
      importance, partial dependence and how the function is called. It is one file that \
      needs no network and no script, light or dark as its reader has it, and fit for print.

      With --data, labelled rows, it also has every metric with its error, ROC and \
      precision-recall curves, calibration, the confusion matrix, what each threshold gives, \
      or residuals, and how far the rows are from those that the model was trained on. \
      Without, it has what training kept. A model file has less than a model of the \
      database: no statement and no leaderboard.

      EXAMPLES:
        automl report churn -d shop.duckdb --output report.html
        automl report churn -d shop.duckdb --data holdout.csv --output report.html
        automl report churn.automl --data holdout.parquet > report.html
      """
  )

  @Argument(help: ArgumentHelp("A model file, or a model of the database.", valueName: "model"))
  var model: String

  @OptionGroup var databaseOptions: DatabaseOptions

  @Option(
    help: ArgumentHelp(
      "A file or glob with the target: CSV, Parquet or JSON.",
      valueName: "file|glob"
    )
  )
  var data: String?

  @Option(
    help: ArgumentHelp("The file to write (default: -, standard output).", valueName: "file|-")
  )
  var output = "-"

  @OptionGroup var threadOptions: ThreadOptions

  func validate() throws {
    if isModelFile, databaseOptions.database != nil {
      throw ValidationError("'\(model)' is a model file: '--database' is for a model's name.")
    }
    if !isModelFile, databaseOptions.database == nil {
      throw ValidationError("There is no file '\(model)', and a model's name needs '--database'.")
    }
  }

  func run() throws {
    if output != "-" { try FileReplacement.requireWritable(output) }
    let page = try databaseOptions.withSession(isReadOnly: true, threads: threadOptions.threads) {
      (session) throws(AutoMLError) in
      isModelFile
        ? try session.reportPage(ofModelFile: model, data: data)
        : try session.reportPage(ofModelNamed: model, data: data)
    }
    if output == "-" {
      try Descriptor.output.show(page)
    } else {
      try FileReplacement.write(output, bytes: Array(page.utf8))
    }
  }

  /// A name with the ending of a model file, or a file of that name where no database is given.
  private var isModelFile: Bool {
    model.hasSuffix(".automl") || databaseOptions.database == nil && FilePath.exists(model)
  }
}
