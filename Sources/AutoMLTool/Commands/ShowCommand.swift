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
      """
  )

  @Argument(help: "The model to describe, with its schema where it has one.")
  var name: String?

  @OptionGroup var databaseOptions: DatabaseOptions

  @Flag(help: "Print JSON: the training's report, or an array of models.")
  var json = false

  func run() throws {
    databaseOptions.noticeMissingDatabase()
    try databaseOptions.withSession(isReadOnly: true) { (session) throws(AutoMLError) in
      if let name, json {
        let report = try session.report(ofModelNamed: name)
        try Descriptor.output.show(TrainingReportText.json(report))
      } else {
        let format = json ? OutputFormat.json : .table
        try format.print(session.showModel(named: name), to: .output)
      }
    }
  }
}
