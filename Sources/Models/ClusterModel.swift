package import LinearAlgebra

/// Groups of rows around their means (K-means): a row belongs to the nearest.
package struct ClusterModel: Sendable, Equatable {
  /// The encoding of features as columns, which distances are taken over.
  package let encoding: LinearEncoding
  /// The means, in the encoding's units: `encoding.columnCount` x clusters.
  package let centroids: Matrix
  /// For each cluster the rows of training that are in it, largest first.
  package let sizes: [Int]

  /// - Precondition: the shapes fit together.
  package init(encoding: LinearEncoding, centroids: Matrix, sizes: [Int]) {
    precondition(
      centroids.rowCount == encoding.columnCount && centroids.columnCount == sizes.count,
      "\(centroids.rowCount) x \(centroids.columnCount) centroids"
    )
    self.encoding = encoding
    self.centroids = centroids
    self.sizes = sizes
  }

  /// The number of clusters, 1 or more.
  package var clusterCount: Int { sizes.count }

  /// The mean of a feature over the rows of a cluster, in the feature's own unit.
  ///
  /// - Precondition: the feature is a number.
  package func mean(ofFeature index: Int, in cluster: Int) -> Double {
    guard case .numeric(let numeric) = encoding.features[index] else {
      preconditionFailure("a category where a number was expected")
    }
    let distance = encoding.valueColumns[index].map { column in
      centroids[column, cluster] / numeric.inverseDeviation
    }
    return ((distance ?? 0) + numeric.mean) / numeric.unit
  }

  /// The nearness of a row x to each centroid c, `x c - c c / 2`, which is largest for the nearest: half
  /// the squared distance is the same for all but for this.
  package var nearness: LinearModel {
    LinearModel(
      encoding: encoding,
      coefficients: centroids,
      intercepts: (0..<clusterCount).map { cluster in
        centroids.columnRange(cluster).reduce(0) {
          $0 - centroids.values[$1] * centroids.values[$1] / 2
        }
      }
    )
  }
}

extension ClusterModel {
  /// Appends the model.
  func write(to writer: inout ByteWriter) {
    encoding.write(to: &writer)
    writer.write(sizes) { $0.write(UInt64($1)) }
    writer.write(centroids.values)
  }

  /// Reads what `write` wrote.
  ///
  /// - Throws: `corrupt` for bytes that no model has; what is returned predicts without a trap.
  init(from reader: inout ByteReader) throws(ModelError) {
    let encoding = try LinearEncoding(from: &reader)
    let sizes = try reader.readArray("cluster sizes", elementBytes: 8) {
      reader throws(ModelError) in try reader.read(UInt64.self, "cluster size")
    }
    let values = try reader.readDoubles("centroids")
    let (count, overflow) = encoding.columnCount.multipliedReportingOverflow(by: sizes.count)
    guard !sizes.isEmpty, !overflow, values.count == count, values.allSatisfy(\.isFinite),
      !encoding.features.contains(where: \.isCategory),
      sizes.allSatisfy({ $0 <= UInt64(Int.max) })
    else { throw .corrupt(detail: "centroids") }
    self.init(
      encoding: encoding,
      centroids: Matrix(
        rowCount: encoding.columnCount,
        columnCount: sizes.count,
        values: values
      ),
      sizes: sizes.map { Int($0) }
    )
  }
}
