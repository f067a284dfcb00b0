import LinearAlgebra
package import Models

/// Clusters that were found, and how well they hold their rows together.
package struct ClusterFit: Sendable {
  /// The name of the mean squared distance in reports.
  package static let metricName = "msd"

  /// The clusters.
  package let model: ClusterModel
  /// The mean over the rows of the squared distance to their centroid, in the squared units of the columns.
  package let meanSquaredDistance: Double
  /// The sum over the rows of the squared distance to their centroid.
  package let inertia: Double
  /// The mean silhouette of 1,000 rows at the most, from -1 to 1; nil where these are in one cluster.
  package let silhouette: Double?
  /// For each column of the model's encoding the mean and the standard deviation of all rows.
  package let columnDeviations: [(mean: Double, deviation: Double)]
  /// Steps of the iteration that were made.
  package let iterationCount: Int
  /// Whether the centroids had come to rest.
  package let isConverged: Bool
  /// Whether the monitor ended it before its time.
  package let wasStopped: Bool

  /// The distance of the mean of a feature in a cluster from that of all rows, in standard deviations of all
  /// rows; 0
  /// for a constant one.
  package func distinction(ofFeature index: Int, in cluster: Int) -> Double {
    guard let column = model.encoding.valueColumns[index] else { return 0 }
    let (mean, deviation) = columnDeviations[column]
    return deviation > 0 ? (model.centroids[column, cluster] - mean) / deviation : 0
  }
}
