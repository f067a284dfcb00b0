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
  /// Scores a file: its columns as they are written there, then `prediction`, and with
  /// `includesProbabilities` a `p_<label>` for each class.
  ///
  /// Rows come back, or go to `outputPath` in the format of its extension, and their count is the
  /// tag. A file appears only when it is complete.
  ///
  /// - Throws: when a column that the model needs is not in the data, or a value is none of the type
  ///   that the model was trained on; when the data has a column of a name that is to be added.
  public func predict(_ request: PredictionRequest) throws(AutoMLError) -> StatementResult {
    try interrupter.whileWorking { () throws(AutoMLError) in
      do { return try scored(request) } catch {
        throw AutoMLError(error, reading: request.model).withoutExcerpt.withUserNames
      }
    }
  }

  private func scored(_ request: PredictionRequest) throws -> StatementResult {
    let (model, archive) = try loadedModel(request.model)
    let function = PredictionFunction(
      try ModelPredictor(model),
      name: "predict",
      checksum: ModelArchive.checksumText(archive)
    )
    try function.register(
      request.includesProbabilities && !model.labels.isEmpty
        ? [.value, .classProbabilities] : [.value],
      on: connection
    )
    let file = try ScoredFile(
      DataFile(request.data),
      for: FunctionSignature(model).parameters,
      dateFormat: request.dateFormat,
      on: connection
    )
    let query = ScoringQuery(
      function: function,
      arguments: file.arguments,
      source: file.source,
      columns: file.columns,
      labels: request.includesProbabilities ? model.printedLabels : [],
      name: request.predictionColumn
    )
    try requireFreeNames(query, in: file.data)
    tellOfNames(query)
    guard let path = request.outputPath else {
      // Rows are used as they come: none may be there before the last is known to be readable.
      try file.requireReadable(on: connection)
      return .rows(ResultRows(try connection.query(query.text())))
    }
    do { return .done(tag: "PREDICT \(try write(query, to: path))") } catch {
      // Now that a value is known to be unreadable: which one.
      if (error as? DuckDBError)?.isUnreadableValue == true {
        try file.requireReadable(on: connection)
      }
      throw error
    }
  }

  /// A model with its bytes.
  func loadedModel(
    _ model: PredictionRequest.Model
  ) throws -> (model: Model, archive: [UInt8]) {
    switch model {
    case .named(let name):
      let archive = try archive(ofModelNamed: name)
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
        + "NAME; columns of probabilities are then NAME_<label>."
    )
  }

  private func tellOfNames(_ query: ScoringQuery) {
    for (label, column) in zip(query.labels, query.labelColumns)
    where Array(column.utf8) != Array(query.labelColumn(label).utf8) {
      observer.notice("the column of label \"\(label)\" is \"\(column)\"")
    }
  }

  /// Has the engine write the file, in full or not at all; returns the count of its rows.
  private func write(_ query: ScoringQuery, to path: String) throws -> Int {
    let format = try Self.format(ofPath: path)
    let rows = query.text(isJSON: format.hasPrefix("json"))
    return try FileReplacement.write(path) { partial in
      do throws(DuckDBError) {
        let result = try connection.query(
          "COPY (\(rows)) TO \(literal(partial)) (FORMAT \(format))"
        )
        while try result.nextChunk() != nil {}
        return result.changedRowCount ?? 0
      } catch {
        throw DuckDBError(message: error.message.replacing(partial, with: path))
      }
    }
  }

  private static func format(ofPath path: String) throws -> String {
    let formats = [
      "csv": "csv, HEADER", "parquet": "parquet", "json": "json, ARRAY true", "ndjson": "json",
    ]
    let fileExtension = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard let format = formats[fileExtension] else {
      throw AutoMLError(
        sqlState: SQLState.invalidParameterValue,
        message: "\"\(path)\" has no extension that tells its format",
        hint: "Use .csv, .parquet, .json or .ndjson."
      )
    }
    return format
  }
}

extension DuckDBError {
  /// Whether the engine could not read a value as what it is to be.
  fileprivate var isUnreadableValue: Bool {
    message.hasPrefix("Conversion Error") || message.contains("Could not parse string")
  }
}
