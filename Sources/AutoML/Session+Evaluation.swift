import DuckDB
import ModelSQL
import Models

/// A model, and the file that it is judged on.
public struct EvaluationRequest: Sendable {
  /// Where the model is.
  public var model: PredictionRequest.Model
  /// A file or glob that the engine reads, with the target and the columns that the model takes.
  public var data: String

  /// The evaluation of `model` on `data`.
  public init(model: PredictionRequest.Model, data: String) {
    self.model = model
    self.data = data
  }
}

extension Session {
  /// Judges a model on a file: a row for each metric, with its value, its standard error and its value
  /// without a model.
  ///
  /// - Throws: when the target or a column that the model needs is not in the data, or a value is none of
  ///   the type that the model was trained on.
  public func evaluate(_ request: EvaluationRequest) throws(AutoMLError) -> ResultRows {
    try interrupter.whileWorking { () throws(AutoMLError) in
      do { return try metrics(request) } catch {
        throw AutoMLError(error, reading: request.model).withoutExcerpt.withUserNames
      }
    }
  }

  private func metrics(_ request: EvaluationRequest) throws -> ResultRows {
    let (model, archive) = try loadedModel(request.model)
    let signature = try FunctionSignature(model)
    let function = PredictionFunction(
      try ModelPredictor(model),
      name: "evaluate",
      checksum: ModelArchive.checksumText(archive)
    )
    try function.register(
      model.labels.isEmpty ? [.value] : [.classProbabilities, .labelProbability],
      on: connection
    )
    // The target is read as an argument is.
    let target = FunctionSignature.Parameter(name: model.predicted.name, type: signature.returnType)
    let file = try ScoredFile(
      DataFile(request.data),
      for: signature.parameters + [target],
      dateFormat: nil,
      on: connection
    )
    try file.requireReadable(on: connection)
    let judged = try JudgedQuery(
      model,
      function: function,
      arguments: file.arguments.dropLast().map(\.value),
      actual: file.arguments[file.arguments.count - 1].value,
      source: file.source
    )
    return ResultRows(try connection.query(judged.metrics()))
  }
}
