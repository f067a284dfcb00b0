import Parallel

extension Sampler {
  /// The rows of one tree by `sampling_method=gradient_based`: minimal variance sampling.
  ///
  /// A row is drawn with probability `min(1, norm / limit)`, `norm = sqrt(sum(g^2 + lambda * h^2))` over
  /// the outputs, and its gradients and hessians are divided by that probability, so sums over nodes
  /// keep their mean and rows with large gradients are always there. The limit is such that the share
  /// `rowShare` of the rows is drawn (Ibragimov & Gusev 2019, as XGBoost's).
  ///
  /// `gradients` has a buffer for each output with pairs of `Float` as `Objective.fillGradients` left them.
  ///
  /// - Complexity: O(rows x outputs).
  func rows(
    of tree: Int,
    from rows: [UInt32],
    byGradients gradients: [SharedBuffer<Int64>]
  ) -> DrawnRows {
    let norms = rows.map { norm(of: Int($0), gradients) }
    let limit = samplingLimit(norms, drawnCount: settings.rowShare * Double(rows.count))
    let key = rowKey(of: tree)
    var drawn = DrawnRows(drawn: [], left: [])
    for (row, norm) in zip(rows, norms) {
      let probability = min(1, Double(norm) / limit)
      guard uniform(key, row) < probability else {
        drawn.left.append(row)
        continue
      }
      drawn.drawn.append(row)
      guard probability < 1 else { continue }
      for buffer in gradients {
        let (gradient, hessian) = unpack(buffer[Int(row)])
        buffer[Int(row)] = pack(
          Float(Double(gradient) / probability),
          Float(Double(hessian) / probability)
        )
      }
    }
    return drawn.drawn.isEmpty ? DrawnRows(drawn: rows, left: []) : drawn
  }

  private func norm(of row: Int, _ gradients: [SharedBuffer<Int64>]) -> Float {
    var sum = 0.0
    for buffer in gradients {
      let (gradient, hessian) = unpack(buffer[row])
      let (g, h) = (Double(gradient), Double(hessian))
      sum += g * g + settings.l2Penalty * h * h
    }
    return Float(min(sum.squareRoot(), Double(Float.greatestFiniteMagnitude)))
  }
}

/// The `limit` for which `min(1, norm / limit)` adds up to `drawnCount`, 0 or more norms being above it.
///
/// Norms are sorted into buckets by their first 12 bits, which is all the order that is needed.
private func samplingLimit(_ norms: [Float], drawnCount: Double) -> Double {
  var counts = [Int](repeating: 0, count: 1 << 12)
  var sums = [Double](repeating: 0, count: 1 << 12)
  for norm in norms {
    let bucket = Int(norm.bitPattern >> 19)
    counts[bucket] += 1
    sums[bucket] += Double(norm)
  }
  var rest = sums.reduce(0, +)
  var certain = 0
  for bucket in sums.indices.reversed() where counts[bucket] > 0 {
    let limit = rest / (drawnCount - Double(certain))
    // All norms of the bucket are below its end.
    if limit >= Double(Float(bitPattern: UInt32(bucket + 1) << 19)) || limit < 0 { return limit }
    guard Double(certain + counts[bucket]) < drawnCount else { return limit }
    certain += counts[bucket]
    rest -= sums[bucket]
  }
  return .leastNormalMagnitude
}
