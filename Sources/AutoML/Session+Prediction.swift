import DuckDB
import ModelSQL
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
  /// Scores a table: its columns, then `prediction`, and with `includesProbabilities` a `p_<label>`
  /// for each class.
  ///
  /// Rows come back, or go to `outputPath` in the format of its extension, and their count is the
  /// tag. A file appears only when it is complete.
  ///
  /// - Throws: when a column that the model needs is not in the data, or has a type that it cannot
  ///   take.
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
    let data = try DataFile(request.data)
    let query = ScoringQuery(
      function: function,
      source: data.source,
      columns: try columns(of: data),
      labels: request.includesProbabilities ? model.printedLabels : []
    )
    try requireColumns(of: model, in: query.columns, of: data)
    tellOfNames(query)
    guard let path = request.outputPath else {
      return .rows(ResultRows(try connection.query(query.text)))
    }
    return .done(tag: "PREDICT \(try write(query.text, to: path))")
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

  private func columns(of data: DataFile) throws(AutoMLError) -> [String] {
    do throws(DuckDBError) {
      return try connection.prepare("SELECT * FROM \(data.source)").columnNames
    } catch { throw AutoMLError(engine: error).withoutEngineExcerpt }
  }

  private func requireColumns(
    of model: Model,
    in columns: [String],
    of data: DataFile
  ) throws(AutoMLError) {
    let names = Set(columns.map { NameKey($0) })
    let inputs = model.encoding.inputs.map(\.name)
    guard let missing = inputs.first(where: { !names.contains(NameKey($0)) }) else { return }
    let look = lookAlike(of: missing, in: columns)
    throw AutoMLError(
      sqlState: SQLState.undefinedColumn,
      message: "\"\(data.path)\" has no column \"\(missing)\", which the model needs",
      hint: look.map { lookAlikeHint($0) } ?? "The model needs \(list(inputs))."
    )
  }

  private func tellOfNames(_ query: ScoringQuery) {
    for column in query.replacedColumns {
      observer.notice(
        "the data has a column \"\(column)\" already: the prediction's is written in its place"
      )
    }
    for (label, column) in zip(query.labels, query.labelColumns)
    where Array(column.utf8) != Array("p_\(label)".utf8) {
      observer.notice("the column of label \"\(label)\" is \"\(column)\"")
    }
  }

  /// Has the engine write the file, in full or not at all; returns the count of its rows.
  private func write(_ query: String, to path: String) throws -> Int {
    let format = try Self.format(ofPath: path)
    return try FileReplacement.write(path) { partial in
      do throws(DuckDBError) {
        let result = try connection.query(
          "COPY (\(query)) TO \(literal(partial)) (FORMAT \(format))"
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
