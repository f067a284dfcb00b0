package import Models

/// Clusters that were found, and how well they hold their rows together.
package struct ClusterFit: Sendable {
  /// The name of the mean squared distance in reports.
  package static let metricName = "msd"

  /// The clusters.
  package let model: ClusterModel
  /// The mean over the rows of the squared distance to their centroid, in the squared units of the columns.
  package let meanSquaredDistance: Double
  /// Steps of the iteration that were made.
  package let iterationCount: Int
  /// Whether the centroids had come to rest.
  package let isConverged: Bool
  /// Whether the monitor ended it before its time.
  package let wasStopped: Bool
}
