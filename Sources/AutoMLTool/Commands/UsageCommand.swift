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
    databaseOptions.noticeMissingDatabase()
    try databaseOptions.withSession(isReadOnly: true) { (session) throws(AutoMLError) in
      let trainings = try session.usage(byMonth: false)
      let text =
        if json {
          try "{\"trainings\":" + OutputFormat.json.text(trainings) + ",\"months\":"
            + OutputFormat.json.text(session.usage(byMonth: true)) + "}\n"
        } else {
          try "Trainings\n" + UsageText.table(trainings) + "\nMonths\n"
            + UsageText.table(session.usage(byMonth: true)) + "\nPrediction is free.\n"
        }
      try Descriptor.output.show(text)
    }
  }
}
