package import LinearAlgebra

/// Groups of rows around their means (K-means): a row belongs to the nearest.
package struct ClusterModel: Sendable, Equatable {
  /// The encoding of features as columns, which distances are taken over.
  package let encoding: LinearEncoding
  /// The means, in the encoding's units: `encoding.columnCount` x clusters.
  package let centroids: Matrix
  /// For each cluster the rows of training that are in it, largest first.
  package let sizes: [Int]
  /// The factor of distances in the columns' own units, or those that they were scaled to.
  package let unit: Double

  /// - Precondition: the shapes fit together.
  package init(encoding: LinearEncoding, centroids: Matrix, sizes: [Int], unit: Double) {
    precondition(
      centroids.rowCount == encoding.columnCount && centroids.columnCount == sizes.count,
      "\(centroids.rowCount) x \(centroids.columnCount) centroids"
    )
    self.encoding = encoding
    self.centroids = centroids
    self.sizes = sizes
    self.unit = unit
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
    let mean = (distance ?? 0) + numeric.mean
    // What is left of two numbers that cancel is rounding.
    return mean.magnitude <= 16 * numeric.mean.ulp ? 0 : mean / numeric.unit
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
    // Before distances were told the unit was not written.
    writer.write(centroids.values + [unit])
  }

  /// Reads what `write` wrote.
  ///
  /// - Throws: `corrupt` for bytes that no model has; what is returned predicts without a trap.
  init(from reader: inout ByteReader) throws(ModelError) {
    let encoding = try LinearEncoding(from: &reader)
    let sizes = try reader.readArray("cluster sizes", elementBytes: 8) {
      reader throws(ModelError) in try reader.read(UInt64.self, "cluster size")
    }
    var values = try reader.readDoubles("centroids")
    let (count, overflow) = encoding.columnCount.multipliedReportingOverflow(by: sizes.count)
    let unit =
      !overflow && values.count == count + 1 ? values.removeLast() : Self.ownUnit(of: encoding)
    guard !sizes.isEmpty, !overflow, values.count == count, unit > 0, unit.isFinite,
      values.allSatisfy(\.isFinite),
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
      sizes: sizes.map { Int($0) },
      unit: unit
    )
  }

  /// The unit of a model that does not tell it: none of its columns is scaled.
  private static func ownUnit(of encoding: LinearEncoding) -> Double {
    for case .numeric(let numeric) in encoding.features where !numeric.isConstant {
      return numeric.inverseDeviation * numeric.unit
    }
    return 1
  }
}

extension ClusterModel {
  /// The distance from each row to each centroid, rows x clusters, in the columns' own units or those that
  /// they
  /// were scaled to.
  ///
  /// - Complexity: O(rows x columns x clusters).
  package func distances(of features: FeatureTable) -> Matrix {
    var squares = Matrix(rowCount: features.rowCount, columnCount: clusterCount)
    for (index, feature) in encoding.features.enumerated() {
      guard case .numeric(let numeric) = feature, let column = encoding.valueColumns[index] else {
        continue
      }
      let values = (0..<features.rowCount).map {
        numeric.standardised(features.columns[index].number($0))
      }
      for cluster in 0..<clusterCount {
        let mean = centroids[column, cluster]
        let start = squares.columnRange(cluster).lowerBound
        for (row, value) in values.enumerated() {
          squares.values[start + row] += (value - mean) * (value - mean)
        }
      }
    }
    for place in squares.values.indices {
      squares.values[place] = squares.values[place].squareRoot() / unit
    }
    return squares
  }
}
