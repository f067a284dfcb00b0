import ArgumentParser
import AutoML

/// `automl export`: a model for another program, or for people.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model as a file: of automl, of XGBoost, or text.",
    discussion: """
      The formats:
        automl        a model file, for predict
        xgboost-json  boosted trees, for XGBoost 3: it predicts the same with them
        text          trees node by node, or coefficients, for people

      What XGBoost must be told of the features is printed on standard error. The other way \
      round, CREATE MODEL ... FROM 'model.json' reads XGBoost's files.

      EXAMPLES:
        automl export churn -d shop.duckdb --output churn.automl
        automl export churn -d shop.duckdb --output churn.json
        automl export churn.automl --format text | less
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
      "automl, xgboost-json or text (default: by the output's extension automl, json or txt, and text).",
      valueName: "format"
    )
  )
  var format: FormatName?

  func validate() throws {
    if !isModelFile, databaseOptions.database == nil {
      throw ValidationError("There is no file '\(model)', and a model's name needs '--database'.")
    }
    if chosenFormat == nil {
      throw ValidationError("'\(output)' has no extension that tells the format: give '--format'.")
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
    if let format { return format.format }
    if output == "-" { return .text }
    return switch output.split(separator: ".").last {
    case "automl": .automl
    case "json": .xgboostJSON
    case "txt": .text
    default: nil
    }
  }
}

/// A format by its name on the command line.
enum FormatName: String, CaseIterable, ExpressibleByArgument {
  case automl
  case xgboostJSON = "xgboost-json"
  case text

  /// The format.
  var format: ModelFormat {
    switch self {
    case .automl: .automl
    case .xgboostJSON: .xgboostJSON
    case .text: .text
    }
  }
}
