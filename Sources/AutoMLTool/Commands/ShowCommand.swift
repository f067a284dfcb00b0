import ArgumentParser
import AutoML

/// `automl show`: the models, or one of them.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "List the models of a database, or describe one.",
    discussion: """
      EXAMPLES:
        automl show -d shop.duckdb
        automl show churn -d shop.duckdb
        automl show churn -d shop.duckdb --json
        automl show demand -d shop.duckdb --plot demand.svg
      """
  )

  @Argument(help: "The model to describe, with its schema where it has one.")
  var name: String?

  @OptionGroup var databaseOptions: DatabaseOptions

  @Flag(help: "Print JSON: the training's report, or an array of models.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Draw forecasts beside the values that they follow: a file to write.",
      valueName: "file.svg|-"
    )
  )
  var plot: String?

  func validate() throws {
    guard plot != nil else { return }
    if name == nil { throw ValidationError("'--plot' draws a model: name one.") }
    if json { throw ValidationError("'--plot' and '--json' are two answers: give one.") }
  }

  func run() throws {
    if let plot, plot != "-" { try FileReplacement.requireWritable(plot) }
    databaseOptions.noticeMissingDatabase()
    try databaseOptions.withSession(isReadOnly: true) { (session) throws(AutoMLError) in
      if let name, let plot {
        try write(session.forecastPlot(ofModelNamed: name), to: plot)
      } else if let name, json {
        let report = try session.report(ofModelNamed: name)
        try Descriptor.output.show(TrainingReportText.json(report))
      } else {
        let format = json ? OutputFormat.json : .table
        try format.print(session.showModel(named: name), to: .output)
      }
    }
  }

  private func write(_ drawing: String, to path: String) throws(AutoMLError) {
    if path == "-" {
      try Descriptor.output.show(drawing)
    } else {
      try FileReplacement.write(path, bytes: Array(drawing.utf8))
    }
  }
}
