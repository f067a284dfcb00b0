import DuckDB
import Learning
import Models

extension TrainingTask {
  /// The task with those whole numbers as categories that are names more than amounts: rows held out decide.
  ///
  /// COLUMN_TYPES and PREPROCESSORS have the last word, and a search alone decides anything; where its time
  /// is over numbers stay.
  ///
  /// - Throws: `interrupted` when the monitor aborts.
  func takingCodes(
    _ plan: ModelPlan,
    threadCount: Int,
    monitor: SearchMonitor
  ) throws(LearningError) -> TrainingTask {
    guard case .search(let families) = plan.training, case .predict(let target) = goal,
      target.groups == nil, featureRows == nil, preprocessing == nil
    else { return self }
    let candidates = inputsOfFeatures.filter { isWholeNumber(input: $0.value, of: plan) }
    guard !candidates.isEmpty else { return self }
    let trial = CodeTrial(
      data: TrainingData(features: features, target: target.values, weights: trainingWeights),
      hasTrees: families.contains(.trees),
      task: target.task,
      split: target.split,
      seed: plan.seed,
      threadCount: threadCount,
      monitor: TrainingMonitor(shouldStop: { monitor.shouldAbort() || monitor.shouldFinish(0) })
    )
    let outcome: CodeTrial.Outcome?
    do throws(LearningError) {
      outcome = try trial.outcome(among: candidates.keys.sorted())
    } catch {
      guard error == .interrupted, !monitor.shouldAbort() else { throw error }
      return self
    }
    guard let outcome else { return self }
    let loss = target.task == .regression ? "squared error" : "log loss"
    let gain =
      "\(loss) of held-out rows \(significant(outcome.gain)) ± \(significant(outcome.standardError)) less"
    return taking(outcome.features.compactMap { candidates[$0] }, as: gain)
  }

  /// For each feature that is its input as it is, the input.
  private var inputsOfFeatures: [Int: Int] {
    var inputs: [Int: Int] = [:]
    for (feature, isSame) in encoding.isInput.enumerated() where isSame {
      inputs[feature] = encoding.featureInputs[feature]
    }
    return inputs
  }

  private func isWholeNumber(input: Int, of plan: ModelPlan) -> Bool {
    let column = encoding.inputs[input]
    guard column.kind == .number, plan.columnTypes[plan.inputIndices[input]] == nil else {
      return false
    }
    return LogicalType(plainName: column.typeName)?.targetKind == .integer
  }

  /// The task with these inputs as categories.
  private func taking(_ codes: [Int], as gain: String) -> TrainingTask {
    var columns = inputs
    var encoded = encoding.inputs
    var notices = notices
    for index in codes {
      let input = encoded[index]
      (columns[index], encoded[index]) = input.asCategory(columns[index])
      notices.append(
        "column \"\(input.name)\" is taken as a category: its numbers have no order that tells of the target"
          + " (\(gain)); COLUMN_TYPES '\(quoted(input.name)):number' takes them as amounts"
      )
    }
    let encoding = FeatureEncoding(inputs: encoded)
    let moments = zip(encoding.isCategory, featureMoments).map { $0 ? nil : $1 }
    return TrainingTask(
      goal: goal,
      weights: weights,
      trainingWeights: trainingWeights,
      encoding: encoding,
      preprocessing: nil,
      inputs: columns,
      texts: texts,
      features: encoding.features(of: columns, rowCount: features.rowCount, texts: texts),
      featureMoments: moments,
      featureRows: featureRows,
      rowCount: rowCount,
      notices: notices
    )
  }
}

extension InputColumn {
  /// A column of whole numbers as a category, whose levels are the texts that the engine prints of them.
  fileprivate func asCategory(_ column: FeatureColumn) -> (FeatureColumn, InputColumn) {
    var numbers: Set<Double> = []
    for row in 0..<column.count where !column.number(row).isNaN {
      numbers.insert(column.number(row) + 0)
    }
    let levels = numbers.map { (text: String(Int64($0)), number: $0) }
      .sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
    let codes = Dictionary(
      uniqueKeysWithValues: levels.enumerated().map { ($1.number, UInt32($0)) }
    )
    let values = (0..<column.count).map {
      codes[column.number($0) + 0] ?? FeatureColumn.missingCode
    }
    let input = InputColumn(
      name: name,
      kind: .category,
      typeName: typeName,
      levels: levels.map(\.text)
    )
    return (.codes(values, levelCount: levels.count), input)
  }
}
