import ArgumentParser
import AutoML

/// `automl usage`: the ledger.
struct UsageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "usage",
    abstract: "Print what was trained, what it took, and the totals by month.",
    discussion: """
      Training is metered in cells, that is, rows times columns. The price is what the \
      cloud would ask for them; prediction is free.

      EXAMPLES:
        automl usage -d shop.duckdb
        automl usage -d shop.duckdb --json
      """
  )

  @OptionGroup var databaseOptions: DatabaseOptions

  @Flag(help: "Print one JSON object with the arrays trainings and months.")
  var json = false

  func run() throws {
    try databaseOptions.withSession(isReadOnly: true) { (session) throws(AutoMLError) in
      let output = Descriptor.output
      let format = json ? OutputFormat.json : .table
      try output.write(json ? "{\"trainings\":" : "Trainings\n")
      try format.print(session.usage(byMonth: false), to: output)
      try output.write(json ? ",\"months\":" : "\nMonths\n")
      try format.print(session.usage(byMonth: true), to: output)
      try output.write(json ? "}\n" : "\nPrediction is free.\n")
    }
  }
}
