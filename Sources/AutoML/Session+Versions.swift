import DuckDB
import Metering
import ModelSQL
import Models

/// The versions of a model: listed, gone back to, made with another threshold, removed.
extension Session {
  /// `SHOW MODEL name VERSIONS`: a row for each, the newest first.
  func versions(ofModel name: Located<ObjectName>) throws -> ResultRows {
    let current = try entry(ofModel: name)
    let all = ([current] + (try store.otherVersions(of: current))).sorted {
      $0.version > $1.version
    }
    let columns = [
      "Version", "In Use", "Creation Time", "Owner", "Function Name", "Problem Type", "Model Type",
      "Metric", "Score", "Rows",
    ]
    return ResultRows(
      columns: columns.map(Self.textColumn),
      rows: all.map { Self.line(of: $0, isInUse: $0.version == current.version) }
    )
  }

  private static func line(of entry: ModelEntry, isInUse: Bool) -> [String?] {
    let report = JSON.value(TrainingReport.self, from: entry.report)
    let score = report.flatMap { $0.metric.validation ?? $0.metric.training }
    return [
      "\(entry.version)", isInUse ? "yes" : "no", entry.createdAt, entry.owner, entry.functionName,
      entry.goal, report?.winner.family, report?.metric.name, score.map { fixed($0, digits: 6) },
      "\(entry.rowCount)",
    ]
  }

  /// `ALTER MODEL name USE VERSION n`: the functions become those of that version, in one transaction; of
  /// the version in use they are made again where they are gone.
  func useVersion(_ version: Located<Int>, ofModel name: Located<ObjectName>) throws
    -> StatementResult
  {
    let tag = StatementResult.done(tag: "ALTER MODEL")
    let inUse = try entry(ofModel: name)
    let found = try otherVersion(version, of: inUse, name) ?? inUse
    if found.version == inUse.version, try inUse.kind == .forecast || loss(of: inUse) == nil {
      observer.notice(
        "version \(version.value) of model \"\(name.value.name)\" is in use already, nothing was done"
      )
      return tag
    }
    try StoreCheck(connection: connection).requireWritable()
    try change.run(claiming: found.names.claims + inUse.names.claims) {
      let current = try entry(ofModel: name)
      let target = try otherVersion(version, of: current, name) ?? current
      try makeFunctions(of: target, insteadOf: current, at: version.range)
      if target.version != current.version { try store.use(target, insteadOf: current) }
    }
    return tag
  }

  /// The functions of a version in place of those of the one in use.
  private func makeFunctions(
    of target: ModelEntry,
    insteadOf current: ModelEntry,
    at range: Range<Int>
  ) throws {
    if case .schema(let name)? = try loss(of: target) {
      throw PlanningError(.unknownSchema(name: name, suggestion: nil))
    }
    guard target.kind != .forecast else {
      try PredictionFunction.dropMacros(current.functionPlace, on: connection)
      return
    }
    let isCurrent = target.version == current.version
    let archive = try store.archive(of: target, in: isCurrent ? .models : .otherVersions)
    let predictor = try predictor(of: archive, for: target.functionName)
    try requireFreeFunctions(
      of: target,
      isClassifier: predictor.signature.isClassifier,
      insteadOf: current,
      at: range
    )
    let function = PredictionFunction(
      predictor,
      name: target.functionName,
      checksum: ModelArchive.checksumText(archive)
    )
    let dropped = try PredictionFunction.dropMacros(current.functionPlace, on: connection)
    try function.register(on: connection)
    try function.createMacros(
      schema: target.functionSchema,
      function: target.functionName,
      on: connection
    )
    try ExplanationBinding(connection: connection)
      .make(dropped, of: target.functionPlace, archive: archive)
  }

  /// The predictor that the function of a stored model calls.
  private func predictor(
    of archive: [UInt8],
    for function: String
  ) throws -> any BatchPredictor {
    if RemoteModel.isRemote(archive) {
      return try RemotePredictor(RemoteModel(bytes: archive), function: function, calls: remote)
    }
    return try ModelPredictor(
      ModelArchive.model(from: archive),
      checksum: ModelArchive.checksumText(archive)
    )
  }

  /// `ALTER MODEL name SET (THRESHOLD x)`: a version of its own, with the functions of the one in use.
  ///
  /// A further threshold takes its place: no training is forgotten for the thresholds that are tried.
  func setThreshold(_ threshold: Located<Double>, ofModel name: Located<ObjectName>) throws
    -> StatementResult
  {
    let tag = StatementResult.done(tag: "ALTER MODEL")
    guard (0...1).contains(threshold.value) else {
      throw PlanningError(
        .invalidSetting(key: "THRESHOLD", requirement: "a number from 0 to 1"),
        at: threshold.range
      )
    }
    let inUse = try entry(ofModel: name)
    guard try thresholdChange(of: inUse, name, to: threshold.value) != nil else {
      observer.notice(
        "the threshold of model \"\(name.value.name)\" is \(significant(threshold.value)) already, "
          + "nothing was done"
      )
      return tag
    }
    try StoreCheck(connection: connection).requireWritable()
    try change.run(claiming: inUse.names.claims) {
      let current = try entry(ofModel: name)
      guard let changed = try thresholdChange(of: current, name, to: threshold.value) else {
        return
      }
      let next = try changed.finished(
        explanation: try store.explanation(of: current),
        owner: currentUserName()
      )
      if changed.replacesVersion { try store.delete(current, from: .models) }
      try ModelSaving(change: change).replace(current, by: next)
    }
    return tag
  }

  /// The change of a model's threshold; nil where it has that one.
  ///
  /// - Throws: where the model has no threshold.
  private func thresholdChange(
    of entry: ModelEntry,
    _ name: Located<ObjectName>,
    to threshold: Double
  ) throws -> ThresholdChange? {
    guard entry.kind != .forecast, entry.kind != .remote else {
      throw PlanningError(
        .settingOfOtherModels(key: "THRESHOLD", models: "binary classifiers"),
        at: name.range
      )
    }
    let model = try ModelArchive.model(from: store.archive(of: entry))
    // A model with an output for each class predicts the likeliest.
    guard model.labels.count == 2, model.learner.outputCount == 1 else {
      throw PlanningError(
        .settingOfOtherModels(key: "THRESHOLD", models: "binary classifiers"),
        at: name.range
      )
    }
    guard model.threshold != threshold else { return nil }
    return ThresholdChange(entry: entry, model: model, threshold: threshold)
  }

  /// `DROP MODEL [IF EXISTS] name VERSION n`.
  func dropVersion(
    _ version: Located<Int>,
    ofModel name: Located<ObjectName>,
    ifExists: Bool
  ) throws -> StatementResult {
    do {
      let found = try entry(ofModel: name)
      try StoreCheck(connection: connection).requireWritable()
      try change.run(claiming: found.names.claims) {
        guard let dropped = try otherVersion(version, of: try entry(ofModel: name), name) else {
          throw PlanningError(
            .versionInUse(name: name.value.name, version: version.value),
            at: version.range
          )
        }
        try store.delete(dropped, from: .otherVersions)
      }
    } catch let error as PlanningError {
      guard ifExists, error.isOfSomethingMissing else { throw error }
      observer.notice(
        "there is no version \(version.value) of model \"\(name.value.name)\", nothing was done"
      )
    }
    return .done(tag: "DROP MODEL")
  }

  /// A version that is not the one in use; nil for that one.
  ///
  /// - Throws: when there is no such version.
  private func otherVersion(
    _ version: Located<Int>,
    of current: ModelEntry,
    _ name: Located<ObjectName>
  ) throws -> ModelEntry? {
    guard version.value != current.version else { return nil }
    let others = try store.otherVersions(of: current)
    if let found = others.first(where: { $0.version == version.value }) { return found }
    throw PlanningError(
      .unknownVersion(
        name: name.value.name,
        version: version.value,
        known: (others.map(\.version) + [current.version]).sorted()
      ),
      at: version.range
    )
  }

  /// The version's function may have been called otherwise; that name may be another one's now.
  private func requireFreeFunctions(
    of target: ModelEntry,
    isClassifier: Bool,
    insteadOf current: ModelEntry,
    at range: Range<Int>
  ) throws {
    let catalog = EngineCatalog(connection: connection, store: store)
    let function = target.functionName
    for name in [function] + (isClassifier ? ProbabilityFunction.names(for: function) : []) {
      switch try catalog.functionOwner(target.functionSchema, name) {
      case nil: continue
      case .model(let schema, let model)?:
        if isSameName(schema, current.schemaName), isSameName(model, current.modelName) { continue }
        throw PlanningError(.functionExists(name: name, owner: "model \"\(model)\""), at: range)
      case .engine?:
        throw PlanningError(.functionExists(name: name, owner: "the database"), at: range)
      }
    }
  }
}

extension PlanningError {
  /// Whether a model or version is not there.
  fileprivate var isOfSomethingMissing: Bool {
    switch cause {
    case .unknownModel, .unknownVersion: true
    default: false
    }
  }
}
