import Learning
import Models

/// The result of EXPLAIN_MODEL, in the shape that Redshift gives it.
struct ModelExplanation: Codable {
  /// One output of the model.
  struct Label: Codable {
    var meanMagnitudes: [String: Double]
    var expectedValue: Double

    enum CodingKeys: String, CodingKey {
      case meanMagnitudes = "global_shap_values"
      case expectedValue = "expected_value"
    }
  }
  /// The methods there are.
  struct Explanations: Codable {
    var shapley: [String: Label]

    enum CodingKeys: String, CodingKey {
      case shapley = "kernel_shap"
    }
  }
  var version = "1.0"
  var explanations: Explanations
  /// Why there is none.
  var note: String?
  /// For each cluster and column how far the cluster's mean is from that of all rows, in standard
  /// deviations of all rows; nil for other models.
  var clusters: [String: [String: Double]]?

  /// Clusters have no score: what sets them apart is how their means differ from those of all rows.
  init(of clusters: [Cluster]) {
    explanations = Explanations(shapley: [:])
    note =
      "clusters have no score: of each column this is how far the cluster's mean is from that of "
      + "all rows, in standard deviations"
    self.clusters = Dictionary(
      clusters.map { cluster in
        (
          "\(cluster.cluster)",
          Dictionary(
            cluster.centroid.map { ($0.feature, $0.distinction ?? 0) },
            uniquingKeysWith: { $1 }
          )
        )
      },
      uniquingKeysWith: { $1 }
    )
  }

  init(explanations: Explanations, note: String? = nil) {
    self.explanations = explanations
    self.note = note
  }

  /// A forecast is explained by the past of its own series.
  static let notOfForecasts = ModelExplanation(
    explanations: Explanations(shapley: [:]),
    note: "forecasts have no inputs to explain: SHOW MODEL prints the methods and their errors"
  )
  /// There are no rows to explain a model from outside by.
  static let notTrainedHere = ModelExplanation(
    explanations: Explanations(shapley: [:]),
    note: "the model was not trained here: there are no rows to explain it by"
  )
}

extension ModelExplanation {
  /// The mean magnitude of what each column adds to predictions, over all classes, the largest first.
  var movements: [(String, Double)] {
    var sums: [String: Double] = [:]
    for label in explanations.shapley.values {
      for (column, magnitude) in label.meanMagnitudes { sums[column, default: 0] += magnitude }
    }
    return sums.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
      .map { ($0.key, $0.value) }
  }

  /// Explains a model by the rows that it was trained on, as far as its goal has something to explain.
  init(
    of predictor: CompiledPredictor,
    _ task: TrainingTask,
    clusters: [Cluster],
    seed: UInt64
  ) {
    switch task.goal {
    case .predict:
      self.init(
        predictor,
        columns: task.inputs,
        rowCount: task.features.rowCount,
        texts: task.texts,
        seed: seed
      )
    case .cluster: self.init(of: clusters)
    }
  }

  /// Explains a model by the rows that it was trained on: for two classes the probability of the
  /// second, else each output.
  init(
    _ predictor: CompiledPredictor,
    columns: [FeatureColumn],
    rowCount: Int,
    texts: [Int: WordTable],
    seed: UInt64
  ) {
    let shapley = ShapleySampling(columns: columns, rowCount: rowCount, seed: seed) {
      predictor.predictions(of: predictor.encoding.features(of: $0, rowCount: $1, texts: texts))
    }
    let names = predictor.encoding.inputs.map(\.name)
    var labels: [String: Label] = [:]
    for (output, values) in shapley.meanMagnitudes.enumerated() {
      labels["label\(output)"] = Label(
        meanMagnitudes: Dictionary(zip(names, values), uniquingKeysWith: { $1 }),
        expectedValue: shapley.expectedValues[output]
      )
    }
    self.init(explanations: Explanations(shapley: labels))
  }
}
