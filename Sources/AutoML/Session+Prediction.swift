import DuckDB
import Models

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Model {
  /// The labels as the engine prints predictions.
  var printedLabels: [String] {
    target.typeName == "BOOLEAN" ? labels.map { $0 == "t" ? "true" : "false" } : labels
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
        let readable = AutoMLError(error).withoutExcerpt
        throw AutoMLError(
          sqlState: readable.sqlState,
          message: PredictionFunction.withUserNames(readable.message),
          hint: readable.hint
        )
      }
    }
  }

  private func scored(_ request: PredictionRequest) throws -> StatementResult {
    let (model, archive) = try loadedModel(request.model)
    let function = PredictionFunction(model: model, archive: archive, name: "predict")
    try function.register(on: connection)
    try requireColumns(of: model, in: request.data)
    let query = Self.query(
      function,
      labels: request.includesProbabilities ? model.printedLabels : [],
      data: request.data
    )
    guard let path = request.outputPath else {
      return .rows(ResultRows(try connection.query(query)))
    }
    return .done(tag: "PREDICT \(try write(query, to: path))")
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

  private func requireColumns(of model: Model, in data: String) throws {
    let found = try connection.prepare("SELECT * FROM \(literal(data))").columnNames
    let names = Set(found.map { $0.lowercased() })
    let missing = model.encoding.inputs.map(\.name).filter { !names.contains($0.lowercased()) }
    guard let first = missing.first else { return }
    throw AutoMLError(
      sqlState: SQLState.undefinedColumn,
      message: "\"\(data)\" has no column \"\(first)\", which the model needs",
      hint: "The model needs \(list(model.encoding.inputs.map(\.name)))."
    )
  }

  private static func query(
    _ function: PredictionFunction,
    labels: [String],
    data: String
  ) -> String {
    let source = "FROM \(literal(data))"
    guard !labels.isEmpty else { return "SELECT *, \(function.call()) AS prediction \(source)" }
    let columns = labels.enumerated().map { index, label in
      "__automl_p[\(index + 1)] AS \(quoted("p_\(label)"))"
    }.joined(separator: ", ")
    return "SELECT * EXCLUDE (__automl_p), \(columns) FROM (SELECT *, \(function.call()) AS "
      + "prediction, \(function.call(byClass: true)) AS __automl_p \(source))"
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
