package import Models

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension PredictionSpread {
  /// Errors that tell.
  private static let rowLimit = 20_000
  /// Fewer errors tell nothing.
  private static let leastRows = 20
  /// Ratios that are kept.
  private static let ratioLimit = 1_000
  /// Standard errors by which the rows' magnitudes must tell more than one for all.
  private static let certainty = 2.0
  /// Shallow trees with a logarithmic link, of leaves of many rows.
  private static let settings = TreeSettings(
    roundCount: 40,
    learningRate: 0.1,
    maxDepth: 3,
    minChildHessian: 20,
    objective: .gamma
  )

  /// The spread of the errors of predictions, actual values less predicted ones, of some rows of a table;
  /// nil where there are too few.
  ///
  /// Trees of the magnitudes are kept where they foretell those of rows that they had not seen: the
  /// likelihood of Laplace's distribution, `log(m) + |e| / m`, must fall by two standard errors. The ratios
  /// are by trees of the half that a row was not in, too.
  ///
  /// - Throws: `interrupted` when the monitor stops it; what the learner throws.
  /// - Complexity: that of 120 shallow trees on 20,000 rows at most.
  package static func fitting(
    errors: [Double],
    rows: [UInt32],
    in features: FeatureTable,
    seed: UInt64,
    threadCount: Int,
    monitor: TrainingMonitor
  ) throws(LearningError) -> PredictionSpread? {
    let places = sampledRows(of: rows.count, limit: rowLimit, seed: seed).map { Int($0) }
      .filter { errors[$0].isFinite }
    guard places.count >= leastRows else { return nil }
    let magnitudes = places.map { errors[$0].magnitude }
    let mean = magnitudes.reduce(0) { $0 + $1 / Double(places.count) }
    guard mean > 0, mean.isFinite else {
      return PredictionSpread(magnitudes: nil, ratios: kept(magnitudes))
    }
    // The trees see numbers about 1, and none that is 0.
    let target = magnitudes.map { max($0 / mean, 1e-3) }
    let known = features.gathered(places.map { rows[$0] })
    let halves = places.indices.map { SeededGenerator.mixed(seed ^ UInt64($0)) & 1 }
    let trainer = try CandidateTrainer(
      data: TrainingData(features: known, target: target),
      task: .regression,
      binCount: settings.maxBinCount,
      seed: seed,
      threadCount: threadCount,
      monitor: monitor
    )
    func trees(_ rows: [UInt32]?) throws(LearningError) -> PredictionSpread {
      let trained = try trainer.train(
        .trees(settings),
        rows: rows,
        threadCount: threadCount,
        monitor: monitor
      )
      if trained.wasStopped { throw .interrupted }
      return PredictionSpread(magnitudes: trained.learner.ensemble, ratios: [])
    }
    var expected = [Double](repeating: 1, count: places.count)
    for half in 0..<UInt64(2) {
      let inside = places.indices.filter { halves[$0] == half }.map { UInt32($0) }
      let outside = places.indices.filter { halves[$0] != half }
      guard inside.count >= leastRows / 4, !outside.isEmpty else { continue }
      let foretold = try trees(inside).expected(of: known.gathered(outside.map { UInt32($0) }))
      for (place, value) in zip(outside, foretold) { expected[place] = value }
    }
    let losses = zip(expected, target).map { log($0) + $1 / $0 }
    let means = PairedMeans(target, losses)
    guard means.difference > certainty * means.standardError else {
      return PredictionSpread(magnitudes: nil, ratios: kept(magnitudes))
    }
    return PredictionSpread(
      magnitudes: try trees(nil).magnitudes,
      ratios: kept(zip(magnitudes, expected).map { $0 / $1 })
    )
  }

  /// The numbers ascending, of many those at even ranks.
  private static func kept(_ ratios: [Double]) -> [Double] {
    let sorted = ratios.sorted()
    guard sorted.count > ratioLimit else { return sorted }
    return (1...ratioLimit).map { rank in
      // The rank among n + 1 that a share of 1001 has, as intervals ask for it.
      let share = Double(rank) / Double(ratioLimit + 1)
      let place = (share * Double(sorted.count + 1)).rounded(.up)
      return sorted[min(Int(place), sorted.count) - 1]
    }
  }
}
