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
      let advised = plan.goal.target.map { error.advised(for: $0) } ?? error
      throw PlanningError(.data(advised), at: error.place(in: plan))
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
    if isSample { notices.append(Self.sampleNotice(plan, table)) }
    let kept = try Self.usableRows(plan, table, notices: &notices)
    if kept.rowCount < Self.fewRows, plan.goal.target != nil {
      notices.append(
        "\(grouped(kept.rowCount)) rows are few: the validation figure is uncertain"
      )
    }
    let weights = try Self.weights(plan, kept)
    goal = try Self.goal(of: plan, rows: kept, weights: weights)
    self.weights = weights
    trainingWeights =
      goal.target?.trainingWeights(weights, isSearch: plan.isSearch) ?? weights
    let inputs = plan.inputIndices.map { kept.columns[$0] }
    let findings = ColumnFindings.findings(
      of: inputs.map(\.values),
      profiles: kept.survey?.profiles,
      strength: goal.target?.columnStrength(in: kept.survey?.rows),
      threadCount: threadCount
    )
    encoding = try Self.encoding(
      of: inputs,
      uses: plan.inputIndices.map { plan.use(of: $0) },
      findings,
      rowCount: kept.rowCount,
      isSample: isSample,
      notices: &notices
    )
    self.inputs = inputs.map(\.values)
    featureRows = kept.survey?.rows
    texts = encoding.vocabularies.reduce(into: [:]) {
      $0[$1.key] = WordTable(inputs[$1.key].levels, $1.value)
    }
    let features = encoding.features(
      of: self.inputs,
      rowCount: featureRows?.count ?? kept.rowCount,
      texts: texts
    )
    preprocessing = try plan.preprocessing(of: features, encoding, weights, threadCount)
    self.features = preprocessing?.features(of: features) ?? features
    featureMoments = encoding.traits(after: preprocessing).map {
      $0.isInput ? findings[$0.input].moments : nil
    }
    rowCount = kept.rowCount
    self.notices = notices
  }

  private static func sampleNotice(_ plan: ModelPlan, _ table: ExtractedTable) -> String {
    "trained on a random sample of \(grouped(table.rowCount)) of \(grouped(table.sourceRowCount)) "
      + "rows: MAX_CELLS is \(grouped(plan.maxCells ?? 0))"
      + (plan.roles.group == nil ? "" : ", and no group is whole")
      + (table.sampleWeights == nil
        ? "" : "; rows of rare classes are kept first, and count as often as they should")
  }

  private static func goal(
    of plan: ModelPlan,
    rows: ExtractedTable,
    weights: [Double]?
  ) throws(DataError) -> Goal<PreparedTarget> {
    switch plan.goal {
    case .predict(let target):
      .predict(try PreparedTarget(target, of: plan, rows: rows, weights: weights))
    case .cluster(let settings): .cluster(settings)
    }
  }

  /// The rows whose target is not NULL and whose weight is not 0, two or more.
  private static func usableRows(
    _ plan: ModelPlan,
    _ table: ExtractedTable,
    notices: inout [String]
  ) throws(DataError) -> ExtractedTable {
    let labelled =
      if let target = plan.goal.target {
        try labelledRows(target, table, notices: &notices)
      } else { table }
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

  private static func labelledRows(
    _ target: TargetPlan,
    _ table: ExtractedTable,
    notices: inout [String]
  ) throws(DataError) -> ExtractedTable {
    let values = table.columns[target.index].values
    let missingCount = ColumnProfile.profile(of: values).missingCount
    guard missingCount < table.rowCount else {
      throw DataError(cause: .targetAllNull(column: target.column.name))
    }
    guard missingCount > 0 else { return table }
    notices.append(leftOut("\(grouped(missingCount)) rows whose target is NULL"))
    return table.filtered(by: values.hasValue(in: 0..<table.rowCount))
  }

  /// A notice on rows or a column that are not learnt from.
  private static func leftOut(_ what: String) -> String { TrainingReport.leftOutOpening + what }

  private static func weightyRows(
    _ plan: ModelPlan,
    _ table: ExtractedTable,
    notices: inout [String]
  ) throws(DataError) -> ExtractedTable {
    guard let weights = try weights(plan, table) else { return table }
    let weightlessCount = weights.count { $0 == 0 }
    guard weightlessCount > 0 else { return table }
    notices.append(leftOut("\(grouped(weightlessCount)) rows whose weight is 0"))
    return table.filtered(by: weights.map { $0 > 0 })
  }

  /// The encoding of the arguments; columns that say nothing are left out, suspicious ones named.
  private static func encoding(
    of inputs: [ExtractedColumn],
    uses: [ColumnUse],
    _ findings: [ColumnFindings],
    rowCount: Int,
    isSample: Bool,
    notices: inout [String]
  ) throws(DataError) -> FeatureEncoding {
    var encoded: [InputColumn] = []
    for (index, input) in inputs.enumerated() {
      let profile = findings[index].profile
      if let words = words(of: input, as: uses[index].type, profile) {
        notices.append(
          "column \"\(input.name)\" is taken as free text: \(grouped(words.count)) of its words are features"
            + (uses[index].type == .text ? " (COLUMN_TYPES)" : "")
        )
        if let notice = input.furtherTextsNotice { notices.append(notice) }
        encoded.append(
          InputColumn(name: input.name, kind: .words, typeName: input.typeName, levels: words)
        )
        continue
      }
      let exclusion = exclusionReason(
        of: input,
        for: uses[index],
        profile,
        rowCount: rowCount,
        everyRow: isSample ? "every row of the sample" : "every row"
      )
      if let exclusion {
        notices.append(leftOut("column \"\(input.name)\": \(exclusion)"))
      }
      if exclusion == nil {
        notices += suspicions(
          of: input,
          for: uses[index],
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

  /// The words of a column that is free text, because COLUMN_TYPES says so, or each row has another text and
  /// these look like sentences; nil where it is none.
  private static func words(
    of input: ExtractedColumn,
    as type: ColumnType?,
    _ profile: ColumnProfile
  ) -> [String]? {
    guard input.kind == .text, input.typeName == "VARCHAR",
      type == .text || type == nil && profile.isUnique && input.levels.count >= 50
    else { return nil }
    let text = FreeText(input)
    return !text.words.isEmpty && (type == .text || text.looksFree) ? text.words : nil
  }

  private static func exclusionReason(
    of input: ExtractedColumn,
    for use: ColumnUse,
    _ profile: ColumnProfile,
    rowCount: Int,
    everyRow: String
  ) -> String? {
    if use.type == .drop { return "COLUMN_TYPES drops it" }
    if input.textShare == 0, profile.missingCount == rowCount { return "no text in it is a number" }
    if profile.missingCount == rowCount { return "it is NULL in \(everyRow)" }
    if profile.isConstant, profile.missingCount == 0, !use.countsWithOthers {
      return "it is the same in \(everyRow)"
    }
    if use.type == .text { return "no word of it is in three rows or more" }
    if input.kind.isCategory, profile.isUnique, rowCount >= 50, !use.isEncoded {
      return "it is different in \(everyRow), as an identifier is"
    }
    return nil
  }

  private static func suspicions(
    of input: ExtractedColumn,
    for use: ColumnUse,
    _ profile: ColumnProfile,
    strength: Double,
    rowCount: Int
  ) -> [String] {
    var notices: [String] = []
    if let notice = input.textNotice(use) { notices.append(notice) }
    if let notice = input.furtherTextsNotice { notices.append(notice) }
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
}

extension ExtractedColumn {
  /// A word about the rows whose texts came when there were as many levels as there may be; nil where there
  /// are none.
  fileprivate var furtherTextsNotice: String? {
    guard kind == .text, case .codes(let codes, _) = values else { return nil }
    let count = codes.count { $0 == FeatureColumn.unseenCode }
    guard count > 0 else { return nil }
    return "column \"\(name)\" has more than \(grouped(levels.count)) different texts: "
      + "\(grouped(count)) rows with other ones train as if theirs were not known"
  }
}
