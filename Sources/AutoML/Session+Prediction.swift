import DuckDB
import Models

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension AutoMLError {
  /// Why a model, or what is done with it, fails.
  init(_ error: any Error, reading model: PredictionRequest.Model) {
    switch (error, model) {
    case (let error as ModelError, .file(let path)): self.init(model: error, path: path)
    case (let error as ModelError, .named(let name)): self.init(model: error, path: name)
    default: self.init(error)
    }
  }
}

extension Session {
  /// Scores a file: its columns as they are written there, then `prediction`, and what else is asked for: the
  /// bounds of an interval, a `p_<label>` for each class, an `explanation`.
  ///
  /// Rows come back, or go to `outputPath` in the format of its extension, and their count is the
  /// tag. A file appears only when it is complete. The rows stream: the memory needed does not grow with
  /// their number.
  ///
  /// - Throws: when a column that the model needs is not in the data, or a value is none of the type
  ///   that the model was trained on; when the data has a column of a name that is to be added; when
  ///   the model has no intervals, or no contributions, and they are asked for.
  public func predict(_ request: PredictionRequest) throws(AutoMLError) -> StatementResult {
    try interrupter.whileWorking { () throws(AutoMLError) in
      do { return try scored(request) } catch {
        throw AutoMLError(error, reading: request.model).withoutExcerpt.withUserNames
      }
    }
  }

  private func scored(_ request: PredictionRequest) throws -> StatementResult {
    let (model, archive) = try loadedModel(request.model)
    let file = try ScoredFile(
      DataFile(request.data),
      for: FunctionSignature(model).parameters,
      dateFormat: request.dateFormat,
      on: connection
    )
    let total = request.outputPath == nil ? nil : try file.knownRowCount(on: connection)
    let predictor = CountedPredictor(try ModelPredictor(model)) { [observer] rows, elapsed in
      observer.progress(Self.progress(rows, of: total, elapsed: elapsed))
    }
    let query = ScoringQuery(
      function: PredictionFunction(
        predictor,
        name: "predict",
        checksum: ModelArchive.checksumText(archive)
      ),
      explanations: try explanations(of: model, archive, for: request),
      arguments: file.arguments,
      source: file.source,
      columns: try file.columns(named: request.columns),
      labels: request.includesProbabilities ? model.printedLabels : [],
      intervalLevel: request.intervalLevel,
      isExplained: request.includesExplanation,
      name: request.predictionColumn
    )
    try query.function.register(
      query.labels.isEmpty ? [.value] : [.value, .classProbabilities],
      on: connection
    )
    try query.explanations?.registerExplanations(on: connection)
    try requireFreeNames(query, in: file.data)
    tellOfNames(query)
    guard let path = request.outputPath else {
      // Rows are used as they come: none may be there before the last is known to be readable.
      try file.requireReadable(on: connection)
      return .rows(ResultRows(try connection.query(query.text(.text))))
    }
    do { return .done(tag: "PREDICT \(try write(query, to: path))") } catch {
      // Now that a value is known to be unreadable: which one.
      if (error as? DuckDBError)?.isUnreadableValue == true {
        try file.requireReadable(on: connection)
      }
      throw error
    }
  }

  /// The functions that explain a model; nil where nothing of them is asked for.
  ///
  /// - Throws: where the model has not what is asked for.
  private func explanations(
    of model: Model,
    _ archive: [UInt8],
    for request: PredictionRequest
  ) throws -> PredictionFunction? {
    guard request.includesExplanation || request.intervalLevel != nil else { return nil }
    if let level = request.intervalLevel, !(level > 0 && level < 1) {
      throw FunctionRefusal(
        "an interval's level is a probability between 0 and 1, such as 0.9, and not \(shortest(level))"
      )
    }
    guard let explainer = try ModelExplainer(model) else {
      throw FunctionRefusal("the model finds clusters: it has no score to explain")
    }
    if request.intervalLevel != nil {
      guard model.labels.isEmpty else {
        throw FunctionRefusal(
          "intervals are of numbers, and the model predicts classes: ask for their probabilities"
        )
      }
      // What the model does not have is said before a row is read.
      _ = try explainer.compiledIntervals()
    }
    return PredictionFunction(
      explainer,
      name: "predict",
      checksum: ModelArchive.checksumText(archive)
    )
  }

  private static func progress(
    _ rowCount: Int,
    of total: Int?,
    elapsed: Duration
  ) -> TrainingProgress {
    let rate = Double(rowCount) / max(elapsed / .seconds(1), 1e-3)
    return TrainingProgress(
      stage: .predict,
      fraction: total.map { Double(rowCount) / Double(max($0, 1)) } ?? 0,
      detail: "\(grouped(rowCount)) rows, \(grouped(Int(rate))) rows/s"
    )
  }

  /// A model with its bytes.
  func loadedModel(
    _ model: PredictionRequest.Model
  ) throws -> (model: Model, archive: [UInt8]) {
    switch model {
    case .named(let name):
      let archive = try archive(ofModelNamed: name)
      guard !ForecastArchive.isMagic(of: archive) else {
        throw AutoMLError(
          sqlState: SQLState.invalidParameterValue,
          message: "model \"\(name)\" is a forecast of series: it predicts no rows",
          hint: "SELECT FORECAST(\(name)) gives the forecasts."
        )
      }
      return (try ModelArchive.model(from: archive), archive)
    case .file(let path):
      let archive: [UInt8]
      do { archive = [UInt8](try Data(contentsOf: URL(filePath: path))) } catch {
        throw AutoMLError(
          sqlState: SQLState.ioError,
          message: "\"\(path)\" cannot be read",
          hint: "automl train --output FILE.automl writes a model file."
        )
      }
      do { return (try ModelArchive.model(from: archive), archive) } catch {
        throw AutoMLError(model: error, path: path)
      }
    }
  }

  private func requireFreeNames(
    _ query: ScoringQuery,
    in data: DataFile
  ) throws(AutoMLError) {
    guard let column = query.takenColumn else { return }
    throw AutoMLError(
      sqlState: SQLState.duplicateColumn,
      message: "\"\(data.path)\" has a column \"\(column)\" already",
      hint: "Choose what the prediction's column is called: automl predict --prediction-column "
        + "NAME; the others that are added then begin with NAME_. Or leave the column out: --columns."
    )
  }

  private func tellOfNames(_ query: ScoringQuery) {
    for (label, column) in zip(query.labels, query.labelColumns)
    where Array(column.utf8) != Array(query.labelColumn(label).utf8) {
      observer.notice("the column of label \"\(label)\" is \"\(column)\"")
    }
  }

  /// Writes the file; returns the count of its rows.
  private func write(_ query: ScoringQuery, to path: String) throws -> Int {
    let file = try RowsFile(path: path)
    let form: ScoringQuery.Form =
      switch file.format {
      case .csv: .text
      case .json, .ndjson: .json
      case .parquet: .typed
      }
    return try file.write(query.text(form), on: connection)
  }
}

extension DuckDBError {
  /// Whether the engine could not read a value as what it is to be.
  fileprivate var isUnreadableValue: Bool {
    message.hasPrefix("Conversion Error") || message.contains("Could not parse string")
  }
}
