import ArgumentParser
import AutoML
import Serving

/// `automl serve-model`: models behind HTTP.
struct ServeModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve-model",
    abstract: "Answer HTTP requests for predictions, as a container of SageMaker does.",
    discussion: """
      GET /ping is 200 once models are loaded; POST /invocations predicts the rows of its \
      body: text/csv (no header, fields in the order of the function's arguments, nothing \
      between two commas is NULL), application/json or application/jsonlines (lists in \
      that order, objects by name, {"instances": [...]}). The answer has the request's \
      format unless Accept names another: a line of CSV is the class or the number. The \
      header X-Amzn-SageMaker-Custom-Attributes, ?probabilities=1 or --output choose other \
      values: predicted_label, predicted_score, score, probability, probabilities, labels.

      Of several models the header X-Amzn-SageMaker-Target-Model names one, or the path \
      /models/NAME/invoke; GET /models lists them with their inputs.

      Without a model those of /opt/ml/model are served, on every address and on the port \
      of SAGEMAKER_BIND_TO_PORT, as a container has to: 'automl serve' is the same command. \
      SAGEMAKER_INFERENCE_OUTPUT is --output.

      SIGTERM stops it when all that was asked is answered, for 30 seconds at most. Rows are \
      never logged.

      EXAMPLES:
        automl serve-model churn.automl
        automl serve-model churn price -d shop.duckdb --port 9000 --verbose
        printf '42,basic\\n' | curl --data-binary @- -H 'Content-Type: text/csv' \\
          http://127.0.0.1:8080/invocations
      """,
    aliases: ["serve"]
  )

  @Argument(
    help: ArgumentHelp(
      "Model files, folders of them, or models of the database (default: /opt/ml/model).",
      valueName: "model"
    )
  )
  var models: [String] = []

  @OptionGroup var databaseOptions: DatabaseOptions

  @Option(
    help: ArgumentHelp(
      "The address to listen on (default: 127.0.0.1; 0.0.0.0 for /opt/ml/model).",
      valueName: "address"
    )
  )
  var host: String?

  @Option(help: ArgumentHelp("The port; 0 takes a free one (default: 8080).", valueName: "n"))
  var port: Int?

  @Option(help: ArgumentHelp("The most megabytes of a body.", valueName: "n"))
  var maxBody: Int = 6

  @Option(
    help: ArgumentHelp(
      "The values of an answer (default: by the model and the format).",
      valueName: "name,..."
    )
  )
  var output: OutputOption?

  @Flag(help: "Tell of each request on standard error: path, status, rows and time.")
  var verbose = false

  func validate() throws {
    try requirePositive(maxBody, "--max-body")
    guard maxBody <= 1_024 else {
      throw ValidationError("The value of '--max-body' is at most 1024.")
    }
    guard port.map({ (0...65_535).contains($0) }) ?? true else {
      throw ValidationError("The value of '--port' is between 0 and 65535.")
    }
    if models.isEmpty, !FilePath.exists(ServedModelFiles.containerFolder) {
      throw ValidationError(
        "Give a model file, or a model of a '--database': there is no folder "
          + "'\(ServedModelFiles.containerFolder)'."
      )
    }
    guard databaseOptions.database == nil else { return }
    for model in models where !ServedModelFiles.isFile(model) {
      throw ValidationError("There is no file '\(model)', and a model's name needs '--database'.")
    }
  }

  func run() throws {
    let interrupts = Interrupts()
    let environment = try ServingEnvironment()
    let isContainer = models.isEmpty
    let served = try loaded(interrupts)
    var configuration = ModelServer.Configuration()
    configuration.host = host ?? (isContainer ? "0.0.0.0" : configuration.host)
    configuration.port = port ?? environment.port ?? configuration.port
    configuration.bodyByteLimit = maxBody << 20
    configuration.output = output?.fields ?? environment.output
    if verbose {
      configuration.log = { record in
        Console.shared.line(
          "\(record.method) \(record.path) \(record.status), \(record.rowCount) rows, "
            + "\((record.seconds * 1e5).rounded() / 100) ms"
        )
      }
    }
    let server = try ModelServer(models: served, configuration: configuration)
    let names = served.map(\.name).joined(separator: ", ")
    Console.shared.line("Serving \(names) on http://\(configuration.host):\(server.port)")
    let isInterrupt = interrupts.waitForEnd()
    Console.shared.line("Stopping: what was asked is answered first")
    server.stop()
    if isInterrupt { throw AutoMLError.interrupted }
  }

  /// Reads the models; the database is closed again before the first request.
  private func loaded(_ interrupts: Interrupts) throws(AutoMLError) -> [ServedModel] {
    let sources = try ServedModelFiles.sources(
      of: models.isEmpty ? [ServedModelFiles.containerFolder] : models
    )
    return try databaseOptions.withSession(isReadOnly: true, interrupts: interrupts) {
      (session) throws(AutoMLError) in
      var served: [ServedModel] = []
      for source in sources {
        let predictor =
          ServedModelFiles.isFile(source)
          ? try session.predictor(ofModelFile: source)
          : try session.predictor(ofModelNamed: source)
        let name = ServedModelFiles.name(of: source)
        if let other = served.first(where: { $0.name == name }) {
          throw AutoMLError(
            sqlState: "22023",
            message:
              "\"\(other.source)\" and \"\(source)\" are both called \"\(name)\" in requests",
            hint: "Rename one of the files."
          )
        }
        served.append(try ServedModel(name: name, source: source, predictor: predictor))
      }
      return served
    }
  }
}

/// The values of an answer, as an option names them.
struct OutputOption: ExpressibleByArgument {
  let fields: OutputFields

  init?(argument: String) {
    guard let fields = OutputFields(argument) else { return nil }
    self.fields = fields
  }
}
