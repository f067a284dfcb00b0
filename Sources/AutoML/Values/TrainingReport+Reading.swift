/// Reading reports that another version has written: a field that is missing has an empty value, one that
/// is not known is passed over.
extension TrainingReport {
  /// Reads a report; only what is no report at all is an error.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      model: fields.value(.model, else: ""),
      function: fields.value(.function, else: nil),
      problemType: fields.value(.problemType, else: ""),
      problemReason: fields.value(.problemReason, else: nil),
      objective: fields.value(.objective, else: ""),
      metric: fields.value(.metric, else: Metric(name: "", validation: nil, training: nil)),
      validationScheme: fields.value(.validationScheme, else: nil),
      classes: fields.value(.classes, else: nil),
      decision: fields.value(.decision, else: nil),
      calibration: fields.value(.calibration, else: nil),
      rows: fields.value(.rows, else: 0),
      usedRows: fields.value(.usedRows, else: nil),
      sourceRows: fields.value(.sourceRows, else: nil),
      columns: fields.value(.columns, else: 0),
      cells: fields.value(.cells, else: 0),
      sampled: fields.value(.sampled, else: false),
      price: fields.value(.price, else: 0),
      seconds: fields.value(.seconds, else: Seconds()),
      peakBytes: fields.value(.peakBytes, else: 0),
      threads: fields.value(.threads, else: 1),
      seed: fields.value(.seed, else: 0),
      winner: fields.value(.winner, else: Winner(family: "", settings: [:])),
      leaderboard: fields.value(.leaderboard, else: []),
      importance: fields.value(.importance, else: nil),
      coefficients: fields.value(.coefficients, else: nil),
      clusters: fields.value(.clusters, else: nil),
      clustering: fields.value(.clustering, else: nil),
      linearModel: fields.value(.linearModel, else: nil),
      learningCurve: fields.value(.learningCurve, else: nil),
      convergence: fields.value(.convergence, else: nil),
      isComplete: fields.value(.isComplete, else: true),
      warnings: fields.value(.warnings, else: [])
    )
  }
}

extension TrainingReport.Metric {
  /// Reads a metric, of which parts may be missing.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: fields.value(.name, else: ""),
      validation: fields.value(.validation, else: nil),
      standardError: fields.value(.standardError, else: nil),
      baseline: fields.value(.baseline, else: nil),
      training: fields.value(.training, else: nil)
    )
  }
}

extension TrainingReport.Seconds {
  /// Reads seconds, of which parts may be missing.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      extract: fields.value(.extract, else: 0),
      prepare: fields.value(.prepare, else: 0),
      train: fields.value(.train, else: 0),
      compile: fields.value(.compile, else: 0),
      total: fields.value(.total, else: 0)
    )
  }
}

extension TrainingReport.Winner {
  /// Reads a winner, of which parts may be missing.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      family: fields.value(.family, else: ""),
      settings: fields.value(.settings, else: [:])
    )
  }
}

extension TrainingReport.LeaderboardEntry {
  /// Reads a line of the leaderboard, of which parts may be missing.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      family: fields.value(.family, else: ""),
      settings: fields.value(.settings, else: [:]),
      metric: fields.value(.metric, else: .nan),
      seconds: fields.value(.seconds, else: 0)
    )
  }
}

extension KeyedDecodingContainer {
  /// The value of a field; another one where it is missing, or of another form than now.
  fileprivate func value<Value: Decodable>(_ key: Key, else missing: Value) -> Value {
    ((try? decodeIfPresent(Value.self, forKey: key)) ?? nil) ?? missing
  }
}
