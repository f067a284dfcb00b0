import ArgumentParser
import AutoML

/// `automl export`: a model for another program, or for people.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model as a file: of automl, of XGBoost, a query, or text.",
    discussion: """
      The formats:
        automl        a model file, for predict
        sagemaker     model.tar.gz with a model file, for serve-model in SageMaker
        xgboost-json  boosted trees, for XGBoost 3: it predicts the same with them
        sql           the predictions as a query, for DuckDB, PostgreSQL and Redshift
        text          trees node by node, or coefficients, for people

      The query gives the columns that the model sees and the column prediction: what the \
      model's function gives. PostgreSQL takes names with their case; a number that is NaN is \
      NULL; a column whose numbers or dates stand in texts is refused.

      What XGBoost must be told of the features is printed on standard error. The other way \
      round, CREATE MODEL ... FROM 'model.json' reads XGBoost's files.

      EXAMPLES:
        automl export churn -d shop.duckdb --output churn.automl
        automl export churn -d shop.duckdb --output churn.json
        automl export churn -d shop.duckdb --output model.tar.gz
        automl export churn.automl --format text | less
        automl export churn.automl --format sql --table customers | psql shop
      """
  )

  @Argument(help: ArgumentHelp("A model file, or a model of the database.", valueName: "model"))
  var model: String

  @OptionGroup var databaseOptions: DatabaseOptions

  @Option(
    help: ArgumentHelp("The file to write (default: -, standard output).", valueName: "file|-")
  )
  var output = "-"

  @Option(
    help: ArgumentHelp(
      "The format (default: by the output's extension automl, tar.gz, json, sql or txt, and text).",
      valueName: "format"
    )
  )
  var format: FormatName?

  @Option(
    help: ArgumentHelp(
      "The query's table, as SQL behind FROM (default: your_table).",
      valueName: "name"
    )
  )
  var table: String?

  @Option(
    help: ArgumentHelp(
      "Columns of the table that the query gives beside those that the model sees.",
      valueName: "name,..."
    )
  )
  var columns: [ColumnList] = []

  @Flag(help: "Give a column p_<label> for each class in the query.")
  var probabilities = false

  func validate() throws {
    if !isModelFile, databaseOptions.database == nil {
      throw ValidationError("There is no file '\(model)', and a model's name needs '--database'.")
    }
    if chosenFormat == nil {
      throw ValidationError("'\(output)' has no extension that tells the format: give '--format'.")
    }
    guard case .sql = chosenFormat else {
      if table != nil || !columns.isEmpty || probabilities {
        throw ValidationError(
          "'--table', '--columns' and '--probabilities' are of '--format sql'."
        )
      }
      return
    }
  }

  func run() throws {
    guard let chosenFormat else { return }
    if output != "-" { try FileReplacement.requireWritable(output) }
    let bytes = try databaseOptions.withSession(isReadOnly: true) {
      (session) throws(AutoMLError) in
      try session.export(isModelFile ? .file(model) : .named(model), as: chosenFormat)
    }
    if output == "-" {
      try Descriptor.output.show(bytes)
    } else {
      try FileReplacement.write(output, bytes: bytes)
    }
  }

  private var isModelFile: Bool { model.hasSuffix(".automl") || FilePath.exists(model) }

  /// The format asked for, or the one that the output's name asks for.
  var chosenFormat: ModelFormat? {
    (format ?? FormatName(output: output)).map(modelFormat)
  }

  private func modelFormat(_ name: FormatName) -> ModelFormat {
    switch name {
    case .automl: return .automl
    case .sagemaker: return .sagemaker
    case .xgboostJSON: return .xgboostJSON
    case .text: return .text
    case .sql:
      var query = PredictionQuery()
      if let table { query.table = table }
      query.columns = columns.flatMap(\.names)
      query.hasProbabilities = probabilities
      return .sql(query)
    }
  }
}

/// A format by its name on the command line.
enum FormatName: String, CaseIterable, ExpressibleByArgument {
  case automl
  case sagemaker
  case xgboostJSON = "xgboost-json"
  case sql
  case text

  /// The format of a file by its extension; text on standard output, and nil where no extension tells it.
  init?(output: String) {
    switch output.split(separator: ".").last {
    case "-": self = .text
    case "automl": self = .automl
    case "gz" where output.hasSuffix(".tar.gz"): self = .sagemaker
    case "json": self = .xgboostJSON
    case "sql": self = .sql
    case "txt": self = .text
    default: return nil
    }
  }
}
