import LinearAlgebra

/// The model in a file of XGBoost, by its booster.
package enum XGBoostContent: Sendable, Equatable {
  /// Of `gbtree` or `dart`.
  case trees(XGBoostModel)
  /// Of `gblinear`.
  case linear(ForeignModel)

  /// Reads a model as `XGBoostModel.init(reading:levelCounts:shouldStop:)` does, or a linear one.
  package init(
    reading bytes: [UInt8],
    shouldStop: @escaping () -> Bool = { false }
  ) throws(ForeignModelError) {
    var file: XGBoostFile
    do throws(ForeignModelError) {
      file = try XGBoostFile(reading: bytes, .levelCounts([]), shouldStop: shouldStop)
    } catch {
      guard case .unknownLevelCount = error else { throw error }
      file = try XGBoostFile(numbering: bytes, shouldStop: shouldStop)
    }
    self =
      file.booster == "gblinear"
      ? .linear(try ForeignModel(linear: file)) : .trees(try XGBoostModel(file))
  }
}

extension XGBoostFile {
  /// The most codes of a feature whose categories have no names.
  private static let codeLimit = 100_000

  /// Reads a file whose categories have no names: their codes are the names.
  ///
  /// A split lists codes that go right, and the largest of a feature may be in no list: so there are twice as
  /// many as the lists have, and 64 at least.
  fileprivate init(
    numbering bytes: [UInt8],
    shouldStop: @escaping () -> Bool
  ) throws(ForeignModelError) {
    let codes = try XGBoostFile(reading: bytes, .gathersCodes, shouldStop: shouldStop)
    let featureCount = try codes.featureCount()
    var levelCounts = [Int](repeating: 0, count: featureCount)
    var codesLeft = ForeignModel.nodeLimit
    for (feature, count) in codes.codeCounts {
      guard levelCounts.indices.contains(feature) else { throw .malformed(path: "split_indices") }
      guard count <= Self.codeLimit else {
        throw .tooMany(what: "categories of a feature", limit: Self.codeLimit)
      }
      levelCounts[feature] = max(64, (2 * count + 63) / 64 * 64)
      codesLeft -= levelCounts[feature]
      guard codesLeft >= 0 else {
        throw .tooMany(what: "categories", limit: ForeignModel.nodeLimit)
      }
    }
    let named = codes.categories.names.contains { !$0.isEmpty }
    guard !named else { throw .malformed(path: "cats") }
    try self.init(
      reading: bytes,
      .named(XGBoostCategories(numbered: levelCounts)),
      shouldStop: shouldStop
    )
  }
}

extension ForeignModel {
  /// The unit of features, which no `Float` is too large for.
  private static let unit = 0x1p-100

  /// The linear model of a file, in which a missing value adds nothing.
  fileprivate init(linear file: XGBoostFile) throws(ForeignModelError) {
    let objective = try XGBoostObjective(file)
    let featureCount = try file.featureCount()
    let outputCount = try XGBoostModel.outputCount(file, objective.link)
    guard let weights = file.linearWeights, weights.count == (featureCount + 1) * outputCount else {
      throw .malformed(path: "weights")
    }
    guard weights.allSatisfy(\.isFinite) else { throw .notFinite(what: "weight") }
    let names = file.featureNames
    guard names.isEmpty || names.count == featureCount else {
      throw .malformed(path: "feature_names")
    }
    let baseScores = try XGBoostModel.baseScores(file, objective, outputCount: outputCount)
    let number = NumericEncoding(
      unit: Self.unit,
      mean: 0,
      inverseDeviation: 1,
      lowest: -NumericEncoding.limit,
      highest: NumericEncoding.limit,
      hasMissingIndicator: false
    )
    var coefficients = Matrix(rowCount: featureCount, columnCount: outputCount)
    for feature in 0..<featureCount {
      for output in 0..<outputCount {
        coefficients[feature, output] = weights[feature * outputCount + output] / Self.unit
      }
    }
    self.init(
      program: .xgboost,
      objective: objective.name,
      features: (0..<featureCount).map { ForeignFeature(name: names.isEmpty ? "" : names[$0]) },
      learner: Learner(
        .linear(
          LinearModel(
            encoding: LinearEncoding(
              features: Array(repeating: .numeric(number), count: featureCount)
            ),
            coefficients: coefficients,
            intercepts: (0..<outputCount).map {
              baseScores[$0] + weights[featureCount * outputCount + $0]
            }
          )
        ),
        link: objective.link
      ),
      classLabels: objective.classCount(outputCount: outputCount).map(Self.numbered) ?? [],
      settings: objective.parameters
    )
  }
}
