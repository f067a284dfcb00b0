import LinearAlgebra
package import Models

/// The number of clusters where it is to be chosen: K 'auto'.
///
/// Of 2 to 50 it is the one with the largest mean silhouette of 1,000 rows, the least of those alike,
/// where the
/// clusters are those of at most 2,000 rows from three starts.
extension ClusterLearner {
  /// The numbers that are tried.
  package static let triedCounts = 2...50
  /// Rows whose clusters are tried, at the most.
  private static let triedRowCount = 2_000

  /// The number of clusters that fits rows best.
  ///
  /// - Parameters: as for `fit`, which is given the settings with the number.
  /// - Throws: `invalidHyperparameter` when there are no two different rows; `interrupted` when stopped
  ///   before the first number was tried.
  package static func chosenCount(
    _ features: FeatureTable,
    scalings: [ClusterScaling],
    settings: ClusterSettings,
    seed: UInt64,
    threadCount: Int,
    monitor: TrainingMonitor = TrainingMonitor()
  ) throws(LearningError) -> Int {
    try BLAS.loadForLearning()
    var generator = SeededGenerator(seed: SeededGenerator.mixed(seed &+ 0xA0))
    let count = min(triedRowCount, features.rowCount)
    let places = generator.sample(count, outOf: features.rowCount)
    let sample = FeatureTable(
      rowCount: count,
      columns: features.columns.map { column in .double(places.map { column.number($0) }) }
    )
    let (encoding, _, _) = encoding(
      of: sample,
      weights: nil,
      scalings: scalings,
      threadCount: threadCount
    )
    let silhouette = ClusterSilhouette(sample, encoding: encoding, seed: seed)
    var best: (count: Int, silhouette: Double)?
    var tried = settings
    tried.startCount = min(settings.startCount ?? 3, 3)
    for clusterCount in triedCounts where clusterCount <= count {
      if monitor.shouldStop() { break }
      tried.clusterCount = clusterCount
      let fit: ClusterFit
      do throws(LearningError) {
        fit = try self.fit(
          sample,
          scalings: scalings,
          settings: tried,
          seed: seed,
          threadCount: threadCount,
          monitor: TrainingMonitor(shouldStop: monitor.shouldStop)
        )
      } catch .interrupted { break } catch {
        // There are no more different rows.
        guard best == nil else { break }
        throw error
      }
      let mean = silhouette.mean(fit.model.centroids) ?? 0
      if mean > best?.silhouette ?? -.infinity { best = (clusterCount, mean) }
      monitor.progress(clusterCount, triedCounts.upperBound)
    }
    guard let best else {
      if monitor.shouldStop() { throw .interrupted }
      throw .invalidHyperparameter(
        key: "k",
        value: "auto",
        requirement: "1 where there are no two different rows"
      )
    }
    return best.count
  }
}
