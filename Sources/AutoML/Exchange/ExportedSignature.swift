import Models

/// The parts of a model that XGBoost's files have no place for: an attribute of those that are written here,
/// by which they are read back as the model that they were.
struct ExportedSignature: Codable, Equatable {
  /// An argument.
  struct Input: Codable, Equatable {
    var name: String
    /// The raw value of its `InputKind`.
    var kind: UInt8
    var type: String
    var isUsed: Bool
  }

  var inputs: [Input]
  var target: String
  var type: String
  /// The classes' labels; nil where a number is predicted.
  var labels: [String]?
  var threshold: Double

  /// The attribute's name.
  static let attribute = "automl.signature"

  /// The signature of a model.
  init(_ model: Model) {
    inputs = model.encoding.inputs.map {
      Input(name: $0.name, kind: $0.kind.rawValue, type: $0.typeName, isUsed: $0.isUsed)
    }
    target = model.predicted.name
    type = model.predicted.typeName
    labels = model.labels.isEmpty ? nil : model.labels
    threshold = model.threshold
  }

  /// The model of a file that has the signature; nil where the two do not fit together: someone has changed
  /// one of them.
  func model(of file: XGBoostModel) -> Model? {
    guard let encoding = encoding(of: file) else { return nil }
    let model = Model(
      encoding: encoding,
      predicted: PredictedColumn(
        name: target,
        typeName: type,
        values: labels.map { .classes($0) } ?? .number
      ),
      learner: Learner(.trees(file.ensemble), link: file.objective.link),
      threshold: threshold,
      summary: ""
    )
    // What an archive is checked for when it is read, this is checked for too.
    return try? ModelArchive.model(from: ModelArchive.bytes(of: model))
  }

  private func encoding(of file: XGBoostModel) -> FeatureEncoding? {
    var columns: [InputColumn] = []
    var featureCount = 0
    for input in inputs {
      guard let kind = InputKind(rawValue: input.kind) else { return nil }
      let isCategory = input.isUsed && kind.isCategory
      let levels = file.levels.indices.contains(featureCount) ? file.levels[featureCount] : []
      let column = InputColumn(
        name: input.name,
        kind: kind,
        typeName: input.type,
        levels: isCategory ? levels : [],
        isUsed: input.isUsed
      )
      columns.append(column)
      featureCount += FeatureEncoding(inputs: [column]).featureNames.count
    }
    let encoding = FeatureEncoding(inputs: columns)
    guard featureCount == file.ensemble.featureCount,
      file.featureNames.isEmpty || file.featureNames == encoding.featureNames
    else { return nil }
    return encoding
  }
}
