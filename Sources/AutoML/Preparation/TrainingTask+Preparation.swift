import Learning
import ModelSQL
import Models

extension TrainingTask {
  /// Below this many rows a figure on held-out rows says little; Redshift refuses to train at all.
  static let fewRows = 500
  /// A column that alone takes away this share of the error is probably made from the target.
  static let leakStrength = 0.99

  /// The task that the rows of a plan make.
  ///
  /// - Throws: when they cannot be trained on.
  init(plan: ModelPlan, table: ExtractedTable, threadCount: Int) throws(PlanningError) {
    do throws(DataError) {
      try self.init(of: plan, rows: table, threadCount: threadCount)
    } catch {
      throw PlanningError(.data(error.advised(for: plan)), at: error.place(in: plan))
    }
  }

  private init(
    of plan: ModelPlan,
    rows table: ExtractedTable,
    threadCount: Int
  ) throws(DataError) {
    guard table.rowCount > 0 else { throw DataError(cause: .emptyResult) }
    var notices = plan.remarks
    let isSample = table.sourceRowCount > table.rowCount
    if isSample {
      notices.append(
        "trained on a random sample of \(grouped(table.rowCount)) of \(grouped(table.sourceRowCount)) "
          + "rows: MAX_CELLS is \(grouped(plan.maxCells ?? 0))"
          + (plan.roles.group == nil ? "" : ", and no group is whole")
          + (table.sampleWeights == nil
            ? "" : "; rows of rare classes are kept first, and count as often as they should")
      )
    }
    let kept = try Self.usableRows(plan, table, notices: &notices)
    if kept.rowCount < Self.fewRows {
      notices.append(
        "\(grouped(kept.rowCount)) rows are few: the validation figure is uncertain"
      )
    }
    let targetColumn = kept.columns[plan.targetIndex]
    let decision = try ProblemInference(
      column: plan.target,
      values: targetColumn.values,
      levels: targetColumn.levels,
      positiveClass: plan.positiveClass?.value,
      isSearch: plan.isSearch
    ).decide(requested: plan.requestedProblem, by: plan.requestedBy)
    if let error = plan.objectiveError(for: decision.problemType) { throw error }
    try Self.checkClassCount(plan, decision)
    weights = try Self.weights(plan, kept)
    groups = try Self.groups(plan, kept)
    split = Self.split(plan, kept)
    let inputs = plan.inputIndices.map { kept.columns[$0] }
    let findings = Self.findings(inputs, kept.survey, decision, threadCount: threadCount)
    encoding = try Self.encoding(
      of: inputs,
      findings,
      rowCount: decision.values.count,
      isSample: isSample,
      notices: &notices
    )
    featureMoments = encoding.featureMoments(of: findings.map(\.moments))
    self.inputs = inputs.map(\.values)
    featureRows = kept.survey?.rows
    features = encoding.features(of: self.inputs, rowCount: featureRows?.count ?? kept.rowCount)
    target = Self.target(decision, isRanked: groups != nil)
    targetValues = decision.values
    problemType = decision.problemType
    problemReason = decision.reason
    task = Self.learningTask(decision)
    metric = Self.metric(plan.objective, decision.problemType)
    rowCount = kept.rowCount
    self.notices = notices
  }

  /// The rows whose target is not NULL and whose weight is not 0, two or more.
  private static func usableRows(
    _ plan: ModelPlan,
    _ table: ExtractedTable,
    notices: inout [String]
  ) throws(DataError) -> ExtractedTable {
    let target = table.columns[plan.targetIndex].values
    let missingCount = ColumnProfile.profile(of: target).missingCount
    guard missingCount < table.rowCount else {
      throw DataError(cause: .targetAllNull(column: plan.target.name))
    }
    let labelled =
      missingCount > 0 ? table.filtered(by: target.hasValue(in: 0..<table.rowCount)) : table
    if missingCount > 0 {
      notices.append("left out \(grouped(missingCount)) rows whose target is NULL")
    }
    let usable = try weightyRows(plan, labelled, notices: &notices)
    guard usable.rowCount > 1 else {
      throw DataError(
        cause: table.sourceRowCount > table.rowCount
          ? .oneRowSampled(maxCells: plan.maxCells ?? 0, sourceRowCount: table.sourceRowCount)
          : .oneRow
      )
    }
    return usable
  }

  private static func weightyRows(
    _ plan: ModelPlan,
    _ table: ExtractedTable,
    notices: inout [String]
  ) throws(DataError) -> ExtractedTable {
    guard let weights = try weights(plan, table) else { return table }
    let weightlessCount = weights.count { $0 == 0 }
    guard weightlessCount > 0 else { return table }
    notices.append("left out \(grouped(weightlessCount)) rows whose weight is 0")
    return table.filtered(by: weights.map { $0 > 0 })
  }

  private static func findings(
    _ inputs: [ExtractedColumn],
    _ survey: ExtractedTable.Survey?,
    _ decision: ProblemInference.Decision,
    threadCount: Int
  ) -> [ColumnFindings] {
    ColumnFindings.findings(
      of: inputs.map(\.values),
      profiles: survey?.profiles,
      target: survey.map { $0.rows.map { decision.values[$0] } } ?? decision.values,
      classCount: decision.classCount,
      threadCount: threadCount
    )
  }

  /// The encoding of the arguments; columns that say nothing are left out, suspicious ones named.
  private static func encoding(
    of inputs: [ExtractedColumn],
    _ findings: [ColumnFindings],
    rowCount: Int,
    isSample: Bool,
    notices: inout [String]
  ) throws(DataError) -> FeatureEncoding {
    var encoded: [InputColumn] = []
    for (index, input) in inputs.enumerated() {
      let profile = findings[index].profile
      let exclusion = exclusionReason(
        of: input,
        profile,
        rowCount: rowCount,
        everyRow: isSample ? "every row of the sample" : "every row"
      )
      if let exclusion {
        notices.append("left out column \"\(input.name)\": \(exclusion)")
      }
      if exclusion == nil {
        notices += suspicions(
          of: input,
          profile,
          strength: findings[index].strength,
          rowCount: rowCount
        )
      }
      encoded.append(
        InputColumn(
          name: input.name,
          kind: input.kind,
          typeName: input.typeName,
          levels: exclusion == nil ? input.levels : [],
          isUsed: exclusion == nil
        )
      )
    }
    guard encoded.contains(where: \.isUsed) else {
      throw DataError(cause: .nothingToLearnFrom(columns: inputs.map(\.name)))
    }
    return FeatureEncoding(inputs: encoded)
  }

  private static func exclusionReason(
    of input: ExtractedColumn,
    _ profile: ColumnProfile,
    rowCount: Int,
    everyRow: String
  ) -> String? {
    if profile.missingCount == rowCount { return "it is NULL in \(everyRow)" }
    if profile.isConstant, profile.missingCount == 0 {
      return "it is the same in \(everyRow)"
    }
    if input.kind == .text, profile.isUnique, rowCount >= 50 {
      return "it is different in \(everyRow), as an identifier is"
    }
    return nil
  }

  private static func suspicions(
    of input: ExtractedColumn,
    _ profile: ColumnProfile,
    strength: Double,
    rowCount: Int
  ) -> [String] {
    var notices: [String] = []
    if let notice = input.textNotice { notices.append(notice) }
    if input.kind.ofValues == .number, profile.isUnique, profile.isIntegral, rowCount >= 50 {
      notices.append(
        "column \"\(input.name)\" is a whole number and different in every row: an identifier "
          + "should be left out of the SELECT"
      )
    }
    if profile.infiniteCount > 0 {
      notices.append(
        "column \"\(input.name)\" has \(grouped(profile.infiniteCount)) infinite values, taken as "
          + "its largest and smallest"
      )
    }
    if strength >= leakStrength, rowCount >= 50 {
      notices.append(
        "column \"\(input.name)\" alone tells the target almost completely: is it known when a "
          + "prediction is made?"
      )
    }
    return notices
  }

  /// A rank's score is no relevance: rounding it to the target's type would lose the order.
  private static func target(
    _ decision: ProblemInference.Decision,
    isRanked: Bool
  ) -> TargetColumn {
    guard isRanked else { return decision.target }
    return TargetColumn(name: decision.target.name, typeName: "DOUBLE", values: .number)
  }

  private static func learningTask(_ decision: ProblemInference.Decision) -> LearningTask {
    switch (decision.problemType, decision.target.values) {
    case (.regression, _), (_, .number): .regression
    case (.binaryClassification, _): .binary
    case (.multiclassClassification, .classes(let labels)):
      .multiclass(classCount: labels.count)
    }
  }

  private static func metric(_ objective: ObjectiveName?, _ problem: ProblemType) -> Metric {
    if case .metric(let metric)? = objective { return metric }
    return switch problem {
    case .regression: .meanSquaredError
    case .binaryClassification: .f1
    case .multiclassClassification: .accuracy
    }
  }

  /// NUM_CLASS, where it was given, bounds integer labels as XGBoost has it.
  private static func checkClassCount(
    _ plan: ModelPlan,
    _ decision: ProblemInference.Decision
  ) throws(DataError) {
    guard case .fixed(let candidate) = plan.training, plan.target.targetKind == .integer,
      case .classes(let labels) = decision.target.values,
      let classCount = candidate.classCount
    else { return }
    if let label = labels.first(where: { !(0..<classCount).contains(Int($0) ?? -1) }) {
      throw DataError(
        cause: .labelOutOfRange(column: plan.target.name, label: label, classCount: classCount)
      )
    }
  }
}

extension FeatureEncoding {
  /// The moments of those features that are their inputs as they are.
  fileprivate func featureMoments(of inputs: [ColumnMoments?]) -> [ColumnMoments?] {
    zip(featureInputs, isInput).map { input, isSame in isSame ? inputs[input] : nil }
  }
}
