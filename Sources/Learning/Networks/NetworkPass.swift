import LinearAlgebra
import Models
import Parallel

/// The memory of one slice of a batch, and the way through a network there and back.
///
/// Numbers of a row stand together. A pass belongs to one thread at a time.
final class NetworkPass: Sendable {
  private let shape: NetworkShape
  private let activation: NeuralActivation
  /// Rows that there is room for.
  let rowLimit: Int
  /// The numbers before each layer, and after the last.
  private let numbers: [SharedBuffer<Float>]
  /// The derivatives of the activations after each layer but the last.
  private let slopes: [SharedBuffer<Float>]
  /// The gradients in the sums of each layer.
  private let deltas: [SharedBuffer<Float>]
  /// The gradients in the parameters, those of the first layer in its weights times the factors.
  let gradients: SharedBuffer<Float>

  /// Room for `rowLimit` rows.
  init(_ shape: NetworkShape, activation: NeuralActivation, rowLimit: Int, learns: Bool = true) {
    self.shape = shape
    self.activation = activation
    self.rowLimit = rowLimit
    numbers = shape.widths.map { SharedBuffer(zeroed: $0 * rowLimit) }
    let learning = learns ? rowLimit : 0
    slopes = shape.widths.dropFirst().dropLast().map { SharedBuffer(zeroed: $0 * rowLimit) }
    deltas = shape.widths.dropFirst().map { SharedBuffer(zeroed: $0 * learning) }
    gradients = SharedBuffer(zeroed: learns ? shape.parameterCount : 0)
  }

  /// Calls `body` with the room of the inputs of `rowCount` rows.
  func withInputs(rowCount: Int, _ body: (inout MutableSpan<Float>) -> Void) {
    var span = unsafe MutableSpan(
      _unsafeElements: numbers[0].slice(0..<shape.inputCount * rowCount)
    )
    body(&span)
  }

  /// Calls `body` with the outputs of `rowCount` rows and room for the gradients in them.
  func withOutputs(
    rowCount: Int,
    _ body: (_ outputs: Span<Float>, _ gradients: inout MutableSpan<Float>) -> Void
  ) {
    let range = 0..<shape.outputCount * rowCount
    let last = shape.layerCount - 1
    var gradients = unsafe MutableSpan(
      _unsafeElements: deltas[last].slice(deltas[last].count == 0 ? 0..<0 : range)
    )
    body(
      unsafe Span(_unsafeElements: UnsafeBufferPointer(numbers[last + 1].slice(range))),
      &gradients
    )
  }

  /// Sums and activations from the inputs to the outputs.
  ///
  /// `first` has the first layer's weights times the factors of the inputs. Of dropout `keeps` says
  /// for each hidden layer what its numbers are multiplied by.
  func goForward(
    rowCount: Int,
    parameters: SharedBuffer<Float>,
    first: SharedBuffer<Float>,
    dropout: NetworkDropout?
  ) {
    for layer in 0..<shape.layerCount {
      let (inputs, outputs) = (shape.widths[layer], shape.widths[layer + 1])
      let range = 0..<outputs * rowCount
      var sums = unsafe MutableSpan(_unsafeElements: numbers[layer + 1].slice(range))
      let biases = unsafe Span(
        _unsafeElements: UnsafeBufferPointer(parameters.slice(shape.biases[layer]))
      )
      for row in 0..<rowCount {
        let start = row * outputs
        for output in 0..<outputs { sums[start + output] = biases[output] }
      }
      BLAS.product(
        layer == 0
          ? unsafe Span(_unsafeElements: UnsafeBufferPointer(first.slice(0..<inputs * outputs)))
          : unsafe Span(
            _unsafeElements: UnsafeBufferPointer(parameters.slice(shape.weights[layer]))
          ),
        isLeftTransposed: true,
        unsafe Span(
          _unsafeElements: UnsafeBufferPointer(numbers[layer].slice(0..<inputs * rowCount))
        ),
        isRightTransposed: false,
        shape: (outputs, inputs, rowCount),
        isAdded: true,
        to: &sums
      )
      guard layer < shape.layerCount - 1 else { continue }
      var slopes = unsafe MutableSpan(_unsafeElements: slopes[layer].slice(range))
      activation.apply(to: &sums, slopes: &slopes)
      dropout?.apply(to: &sums, &slopes, layer: layer)
    }
  }

  /// The gradients in all parameters, from those in the outputs.
  func goBack(
    rowCount: Int,
    parameters: SharedBuffer<Float>
  ) {
    for layer in (0..<shape.layerCount).reversed() {
      let (inputs, outputs) = (shape.widths[layer], shape.widths[layer + 1])
      let delta = unsafe Span(
        _unsafeElements: UnsafeBufferPointer(deltas[layer].slice(0..<outputs * rowCount))
      )
      var weights = unsafe MutableSpan(_unsafeElements: gradients.slice(shape.weights[layer]))
      BLAS.product(
        unsafe Span(
          _unsafeElements: UnsafeBufferPointer(numbers[layer].slice(0..<inputs * rowCount))
        ),
        isLeftTransposed: false,
        delta,
        isRightTransposed: true,
        shape: (inputs, rowCount, outputs),
        isAdded: false,
        to: &weights
      )
      var biases = unsafe MutableSpan(_unsafeElements: gradients.slice(shape.biases[layer]))
      biases.update(repeating: 0)
      for row in 0..<rowCount {
        let start = row * outputs
        for output in 0..<outputs { biases[output] += delta[start + output] }
      }
      guard layer > 0 else { continue }
      var before = unsafe MutableSpan(
        _unsafeElements: deltas[layer - 1].slice(0..<inputs * rowCount)
      )
      BLAS.product(
        unsafe Span(_unsafeElements: UnsafeBufferPointer(parameters.slice(shape.weights[layer]))),
        isLeftTransposed: false,
        delta,
        isRightTransposed: false,
        shape: (inputs, outputs, rowCount),
        isAdded: false,
        to: &before
      )
      multiply(
        &before,
        by: unsafe Span(
          _unsafeElements: UnsafeBufferPointer(slopes[layer - 1].slice(0..<inputs * rowCount))
        )
      )
    }
  }
}
