import DuckDB
import ModelSQL

extension TrainingRequest {
  /// The model's name where none is given.
  static let defaultModelName = "model"

  /// The statement that asks for the same: programs and scripts take one path.
  ///
  /// - Throws: when a column to leave out is not there, or a name is not one.
  func statement(on connection: Connection) throws -> CreateModel {
    let nowhere = 0..<0
    var statement = CreateModel(
      name: Located(try objectName(modelName ?? Self.defaultModelName), at: nowhere)
    )
    statement.orReplace = modelName == nil
    statement.source = Located(.query(try query(on: connection)), at: nowhere)
    statement.target = target.map { Located($0, at: nowhere) }
    statement.auto = Located(auto, at: nowhere)
    statement.modelType = modelType.flatMap { ModelSQL.ModelType(rawValue: $0.rawValue) }
      .map { Located($0, at: nowhere) }
    statement.problemType = problemType.flatMap { ModelSQL.ProblemType(rawValue: $0.rawValue) }
      .map { Located($0, at: nowhere) }
    statement.objective = objective.map { Located($0.rawValue, at: nowhere) }
    if !hyperparameters.isEmpty {
      let exceptions = hyperparameters.map {
        Hyperparameter(
          key: Located($0.key.lowercased(), at: nowhere),
          value: Located($0.value, at: nowhere)
        )
      }
      statement.hyperparameters = Located(Hyperparameters(exceptions: exceptions), at: nowhere)
    }
    statement.preprocessors = preprocessors.map { Located($0, at: nowhere) }
    for (key, value) in [
      (SettingKey.maxCells, maxCells), (.maxRuntime, maxRuntime), (.seed, seed),
      (.horizon, horizon),
    ] {
      guard let value else { continue }
      statement.settings.append(
        Setting(key: Located(key, at: nowhere), value: Located(.integer(value), at: nowhere))
      )
    }
    for (key, column) in [
      (SettingKey.weightColumn, weightColumn), (.groupColumn, groupColumn),
      (.splitColumn, splitColumn), (.timeColumn, timeColumn), (.positiveClass, positiveClass),
      (.classWeights, classWeights), (.columnTypes, columnTypes), (.frequency, frequency),
      (.percentiles, percentiles),
    ] {
      guard let column else { continue }
      statement.settings.append(
        Setting(key: Located(key, at: nowhere), value: Located(.text(column), at: nowhere))
      )
    }
    let words = [
      timeColumn.flatMap { _ in modelType == .forecast ? nil : (SettingKey.split, "TIME") },
      validates ? (.validate, "ON") : nil,
    ]
    for case let (key, word)? in words {
      statement.settings.append(
        Setting(key: Located(key, at: nowhere), value: Located(.word(word), at: nowhere))
      )
    }
    return statement
  }

  private func query(on connection: Connection) throws -> String {
    let from =
      switch source {
      case .files(let path): try rows(of: DataFile(path), on: connection)
      case .query(let text): "(\(text)\n)"
      }
    let excluded = excludedColumns.map { quoted($0) }.joined(separator: ", ")
    return "SELECT * \(excluded.isEmpty ? "" : "EXCLUDE (\(excluded)) ")FROM \(from)"
  }

  /// The SQL that reads a file, with the words of a delimited file's target as they are: the engine
  /// would take `yes` and `no` for booleans, and predictions would be `true` and `false`.
  private func rows(of data: DataFile, on connection: Connection) throws -> String {
    guard data.format == .delimited else { return data.source }
    let statement = try connection.prepare("SELECT * FROM \(data.source)")
    let words = zip(statement.columnNames, statement.columnTypes)
      .filter { name, type in target.map { isSameName(name, $0) } == true && type == .boolean }
      .map(\.0)
    return words.isEmpty ? data.source : data.source(keepingAsText: words)
  }

  private func objectName(_ text: String) throws -> ObjectName {
    guard case .showModel(let name) = try Parser.parse("SHOW MODEL \(text)") else {
      throw AutoMLError(
        sqlState: SQLState.invalidParameterValue,
        message: "\"\(text)\" is not a model's name"
      )
    }
    return name.value
  }
}
