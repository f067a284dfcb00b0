internal import CKernels
package import LinearAlgebra

/// A network that scores rows sixteen at a time.
///
/// The bits are those of `NeuralModel.scores`: each row's sums are added up in the same order.
package struct CompiledNetwork: Sendable {
  /// Rows whose sums are taken together.
  private static let laneCount = 16

  private let model: NeuralModel
  /// The most numbers between two layers, the first one's inputs among them.
  private let width: Int

  /// Lays out `model` for scoring.
  package init(_ model: NeuralModel) {
    self.model = model
    width = max(model.encoding.columnCount, model.layers.map(\.outputCount).max() ?? 0)
  }

  /// The scores of each row, before the link.
  ///
  /// Shapes: the result has `features.rowCount` rows and a column for each output.
  ///
  /// - Precondition: `features` has the features that the model was trained on.
  /// - Complexity: O(rows x weights).
  package func scores(of features: FeatureTable) -> Matrix {
    let rowCount = features.rowCount
    let table = model.expansion?.columns(of: features, rows: 0..<rowCount) ?? features
    var scores = Matrix(rowCount: rowCount, columnCount: model.outputCount)
    var inputs = [Float](repeating: 0, count: width * Self.laneCount)
    var outputs = inputs
    for start in stride(from: 0, to: rowCount, by: Self.laneCount) {
      let rows = start..<min(start + Self.laneCount, rowCount)
      fill(&inputs, table, rows)
      for (index, layer) in model.layers.enumerated() {
        Self.sums(layer, of: inputs, to: &outputs)
        if index < model.layers.count - 1 {
          var span = outputs.mutableSpan
          var values = span._mutatingExtracting(0..<layer.outputCount * Self.laneCount)
          model.activation.apply(to: &values)
        }
        swap(&inputs, &outputs)
      }
      for (output, shift) in model.shifts.enumerated() {
        for row in rows {
          let value = inputs[output * Self.laneCount + row - start]
          scores[row, output] = Double(value) * model.scale + shift
        }
      }
    }
    return scores
  }

  private static func sums(
    _ layer: NeuralModel.Layer,
    of inputs: [Float],
    to outputs: inout [Float]
  ) {
    precondition(
      inputs.count >= layer.inputCount * laneCount
        && outputs.count >= layer.outputCount * laneCount,
      "room for \(inputs.count) numbers"
    )
    unsafe layer.weights.withUnsafeBufferPointer { weights in
      unsafe layer.biases.withUnsafeBufferPointer { biases in
        unsafe inputs.withUnsafeBufferPointer { inputs in
          unsafe outputs.withUnsafeMutableBufferPointer { outputs in
            unsafe automl_dense_rows(
              weights.baseAddress,
              biases.baseAddress,
              inputs.baseAddress,
              Int64(layer.inputCount),
              Int64(layer.outputCount),
              outputs.baseAddress
            )
          }
        }
      }
    }
  }

  /// Sets the columns of some rows, each column's rows together; lanes without a row are rows of zeros.
  private func fill(_ cells: inout [Float], _ table: FeatureTable, _ rows: Range<Int>) {
    let encoding = model.encoding
    var all = cells.mutableSpan
    var cells = all._mutatingExtracting(0..<encoding.columnCount * Self.laneCount)
    cells.update(repeating: 0)
    for (index, feature) in encoding.features.enumerated() {
      let first = encoding.firstIndicatorColumns[index]
      switch (feature, table.columns[index]) {
      case (.numeric(let numeric), .float(let values)):
        let column = encoding.valueColumns[index]
        for (lane, row) in rows.enumerated() {
          Self.set(&cells, numeric, Double(values[row]), column, first, lane)
        }
      case (.numeric(let numeric), .double(let values)):
        let column = encoding.valueColumns[index]
        for (lane, row) in rows.enumerated() {
          Self.set(&cells, numeric, values[row], column, first, lane)
        }
      case (.category(let category), .codes(let codes, _)):
        for (lane, row) in rows.enumerated() {
          let slot = Int(category.slot(ofCode: codes[row]))
          if slot < category.slotCount { cells[(first + slot) * Self.laneCount + lane] = 1 }
        }
      default: preconditionFailure("a column is not of the kind that the model was trained on")
      }
    }
  }

  private static func set(
    _ cells: inout MutableSpan<Float>,
    _ numeric: NumericEncoding,
    _ value: Double,
    _ column: Int?,
    _ indicator: Int,
    _ lane: Int
  ) {
    if let column {
      cells[column * laneCount + lane] = NeuralModel.clipped(numeric.standardised(value))
    }
    if numeric.hasMissingIndicator, value.isNaN { cells[indicator * laneCount + lane] = 1 }
  }
}
