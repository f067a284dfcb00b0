import Models

/// A part of an expansion, and its columns of the rows that it was fitted on.
struct FittedPart: Sendable {
  let part: FeatureExpansion.Part
  let trainingColumns: [FeatureColumn]
}

/// Decides feature by feature what is made of it.
struct FeatureFitting: Sendable {
  let rows: TrainingData
  let task: LearningTask
  let features: LinearFeatures
  let knotLimit: Int
  let seed: UInt64

  func columns(ofFeature index: Int) -> [FittedPart] {
    switch rows.features.columns[index] {
    case .codes(let codes, let levelCount): category(index, codes, levelCount: levelCount)
    case .float, .double: number(index)
    }
  }

  private func number(_ index: Int) -> [FittedPart] {
    var transforms = [curve(index).map { .curve($0) } ?? FeatureExpansion.Transform.same]
    if features.contains(.cycles), let period = rows.periods[index] {
      transforms.append(.cycle(CyclePosition(period: period, harmonicCount: 2)))
    }
    return transforms.map { applied($0, to: index) }
  }

  private func curve(_ index: Int) -> NumericCurve? {
    guard !features.isDisjoint(with: .curves) else { return nil }
    return NumericCurve(
      fitting: ColumnSample(rows.features.columns[index], of: rows),
      task: task,
      features: features,
      knotLimit: knotLimit
    )
  }

  private func category(_ index: Int, _ codes: [UInt32], levelCount: Int) -> [FittedPart] {
    let same = applied(.same, to: index)
    guard features.contains(.targets), levelCount > ExpandedRows.levelLimit,
      task.outputCount <= ExpandedRows.targetMeansClassLimit
    else { return [same] }
    let fitted = FittedTargetMeans(
      codes,
      levelCount: levelCount,
      data: rows,
      task: task,
      seed: SeededGenerator.mixed(seed &+ UInt64(index))
    )
    let part = FeatureExpansion.Part(source: index, transform: .targetMeans(fitted.means))
    return [same, FittedPart(part: part, trainingColumns: fitted.trainingColumns)]
  }

  /// Products of columns of the parts so far.
  func products(of fitted: [FittedPart], limit: Int) -> [FittedPart] {
    let columns = fitted.flatMap(\.trainingColumns)
    let screening = ProductScreening(rows, task: task, seed: seed)
    return screening.products(of: fitted.map(\.part), columns: columns, limit: limit).map {
      FittedPart(part: $0, trainingColumns: [$0.transform.product(of: columns)].compactMap(\.self))
    }
  }

  /// A part whose training columns are what it gives to any rows.
  private func applied(_ transform: FeatureExpansion.Transform, to index: Int) -> FittedPart {
    let part = FeatureExpansion.Part(source: index, transform: transform)
    let columns = FeatureExpansion(parts: [part]).columns(
      of: rows.features,
      rows: 0..<rows.rowCount
    ).columns
    return FittedPart(part: part, trainingColumns: columns)
  }
}
