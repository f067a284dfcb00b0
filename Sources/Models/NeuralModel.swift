package import LinearAlgebra

/// A multilayer perceptron: layers of weighted sums with an activation between each two.
///
/// Sums are single precision, added up input by input in their order, so that a row's scores do not
/// depend on the rows beside it, nor on the machine.
package struct NeuralModel: Sendable, Equatable {
  /// One layer of weighted sums.
  package struct Layer: Sendable, Equatable {
    /// The number of numbers that it takes.
    package let inputCount: Int
    /// The weights of each output, one output after the other.
    package let weights: [Float]
    /// The number that each output starts from.
    package let biases: [Float]

    /// - Precondition: the sizes fit together.
    package init(inputCount: Int, weights: [Float], biases: [Float]) {
      precondition(weights.count == inputCount * biases.count, "\(weights.count) weights")
      self.inputCount = inputCount
      self.weights = weights
      self.biases = biases
    }

    /// The number of numbers that it makes.
    package var outputCount: Int { biases.count }
  }

  /// The expansion of the features before they are encoded; nil where they are encoded as they are.
  package let expansion: FeatureExpansion?
  /// The encoding of features, or of what the expansion makes of them, as columns: of numbers the
  /// distance from the median in quarters' distances, which `clipped` then bends.
  package let encoding: LinearEncoding
  /// The function after each layer but the last.
  package let activation: NeuralActivation
  /// The layers, first to last; at least one.
  package let layers: [Layer]
  /// The factor from the last layer's numbers to scores.
  package let scale: Double
  /// For each score what is added then.
  package let shifts: [Double]

  /// - Precondition: the sizes fit together.
  package init(
    expansion: FeatureExpansion? = nil,
    encoding: LinearEncoding,
    activation: NeuralActivation,
    layers: [Layer],
    scale: Double = 1,
    shifts: [Double]
  ) {
    precondition(
      Self.fit(layers, inputCount: encoding.columnCount, outputCount: shifts.count),
      "layers of \(layers.map(\.inputCount)) inputs"
    )
    self.expansion = expansion
    self.encoding = encoding
    self.activation = activation
    self.layers = layers
    self.scale = scale
    self.shifts = shifts
  }

  /// Whether each layer takes what the one before it makes.
  static func fit(_ layers: [Layer], inputCount: Int, outputCount: Int) -> Bool {
    zip([inputCount] + layers.map(\.outputCount), layers.map(\.inputCount) + [outputCount])
      .allSatisfy { $0 == $1 } && !layers.isEmpty && outputCount > 0
  }

  /// The number of scores of a row.
  package var outputCount: Int { shifts.count }

  /// A column's number as the network takes it: near the middle as it is, and never beyond 3 (robust
  /// scaling with smooth clipping; Holzmüller and others 2024, section 3).
  package static func clipped(_ standardised: Double) -> Float {
    // Beyond this it is 3 to the last digit, and squares stay finite.
    let held = min(max(standardised, -NumericEncoding.limit), NumericEncoding.limit)
    let third = held / 3
    return Float(held / (1 + third * third).squareRoot())
  }

  /// The scores of each row, before the link: the reference that `CompiledNetwork` is checked
  /// against, whose bits are the same.
  ///
  /// - Precondition: `features` has the features that the model was trained on.
  /// - Complexity: O(rows x weights).
  package func scores(of features: FeatureTable) -> Matrix {
    let table = expansion?.columns(of: features, rows: 0..<features.rowCount) ?? features
    var scores = Matrix(rowCount: table.rowCount, columnCount: outputCount)
    for row in 0..<table.rowCount {
      var values = cells(of: table, row: row)
      for (index, layer) in layers.enumerated() {
        values = layer.sums(of: values)
        guard index < layers.count - 1 else { continue }
        var span = values.mutableSpan
        activation.apply(to: &span)
      }
      for output in 0..<outputCount {
        scores[row, output] = Double(values[output]) * scale + shifts[output]
      }
    }
    return scores
  }

  /// The columns of a row of a table that was expanded.
  private func cells(of table: FeatureTable, row: Int) -> [Float] {
    var cells = [Float](repeating: 0, count: encoding.columnCount)
    for (index, feature) in encoding.features.enumerated() {
      let first = encoding.firstIndicatorColumns[index]
      switch feature {
      case .numeric(let numeric):
        let value = table.columns[index].number(row)
        if let column = encoding.valueColumns[index] {
          cells[column] = Self.clipped(numeric.standardised(value))
        }
        if numeric.hasMissingIndicator, value.isNaN { cells[first] = 1 }
      case .category(let category):
        let slot = Int(category.slot(ofCode: table.columns[index].code(row)))
        if slot < category.slotCount { cells[first + slot] = 1 }
      }
    }
    return cells
  }

  /// The model whose scores are changed so.
  func mapped(by map: ScoreMap) -> NeuralModel {
    NeuralModel(
      expansion: expansion,
      encoding: encoding,
      activation: activation,
      layers: layers,
      scale: scale * map.slope,
      shifts: shifts.map { map.slope * $0 + map.shift }
    )
  }
}

extension NeuralModel.Layer {
  /// The weighted sums of some numbers.
  fileprivate func sums(of values: [Float]) -> [Float] {
    biases.indices.map { output in
      var sum = biases[output]
      for input in 0..<inputCount { sum += values[input] * weights[output * inputCount + input] }
      return sum
    }
  }
}
