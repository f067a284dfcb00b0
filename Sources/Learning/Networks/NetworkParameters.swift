internal import CKernels
import Models
import Parallel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The parameters of a network that is being trained, with what Adam keeps of their gradients (Kingma and
/// Ba 2015).
///
/// Weights are those of the neural tangent parametrisation over the root of the layer's inputs, and their
/// rate is divided by it too: which is the same to Adam (Holzmüller and others 2024, section 3).
final class NetworkParameters: Sendable {
  /// The column of 0 and 1 in the unit that robust scaling gives a rare level: 2 bent by clipping.
  static let indicatorUnit: Float = 1.6641006

  /// The rates of factors and of biases, beside that of weights.
  private static let scaleRate = 6.0
  private static let biasRate = 0.1
  /// Parameters that are moved as one piece of work.
  private static let pieceSize = 1 << 14
  private static let epsilon: Float = 1e-8

  private let shape: NetworkShape
  private let settings: NeuralSettings
  /// The units of the inputs.
  private let units: [Float]
  /// All of them.
  let values: SharedBuffer<Float>
  /// The first layer's weights times the factors and units of its inputs.
  let first: SharedBuffer<Float>
  private let means: SharedBuffer<Float>
  private let squares: SharedBuffer<Float>
  private let pieces: [Piece]
  /// For each piece of the first layer the sums that the gradients in the factors are made of.
  private let scaleSums: SharedBuffer<Float>

  /// Parameters that are moved together.
  private struct Piece: Sendable {
    let range: Range<Int>
    let layer: Int
    let isBias: Bool
    /// Of the first layer's weights which piece of them it is.
    let place: Int?
  }

  /// Normally distributed weights and biases; the last layer's are 0.
  init(_ shape: NetworkShape, settings: NeuralSettings, valueCount: Int, seed: UInt64) {
    self.shape = shape
    self.settings = settings
    units = (0..<shape.inputCount).map { $0 < valueCount ? 1 : Self.indicatorUnit }
    values = SharedBuffer(zeroed: shape.parameterCount)
    means = SharedBuffer(zeroed: shape.parameterCount)
    squares = SharedBuffer(zeroed: shape.parameterCount)
    first = SharedBuffer(zeroed: shape.weights[0].count)
    pieces = Self.pieces(of: shape)
    let firstCount = pieces.count { $0.place != nil }
    scaleSums = SharedBuffer(zeroed: firstCount * shape.inputCount)
    var generator = SeededGenerator(seed: seed)
    for layer in 0..<shape.layerCount - 1 {
      let deviation = 1 / Double(max(shape.widths[layer], 1)).squareRoot()
      for index in shape.weights[layer] { values[index] = Float(generator.normal() * deviation) }
      for index in shape.biases[layer] { values[index] = Float(generator.normal()) }
    }
    for index in shape.scales { values[index] = 1 }
    setFirst()
  }

  private static func pieces(of shape: NetworkShape) -> [Piece] {
    var pieces: [Piece] = []
    for layer in 0..<shape.layerCount {
      let range = shape.weights[layer]
      let inputs = shape.widths[layer]
      // Of the first layer whole outputs.
      let size = layer == 0 ? max(1, pieceSize / max(inputs, 1)) * max(inputs, 1) : pieceSize
      for (place, start) in stride(from: range.lowerBound, to: range.upperBound, by: size)
        .enumerated()
      {
        pieces.append(
          Piece(
            range: start..<min(start + size, range.upperBound),
            layer: layer,
            isBias: false,
            place: layer == 0 ? place : nil
          )
        )
      }
      pieces.append(Piece(range: shape.biases[layer], layer: layer, isBias: true, place: nil))
    }
    return pieces
  }

  /// Moves all parameters against the sum of some gradients, step number `step` from 1 on.
  func move(against gradients: [SharedBuffer<Float>], step: Int, rate: Double, threadCount: Int) {
    concurrentPerform(pieceCount: pieces.count, threadCount: threadCount) { index in
      let piece = pieces[index]
      if let place = piece.place { turnToFirst(piece.range, gradients, place) }
      let inputs = Double(max(shape.widths[piece.layer], 1))
      let adam = adam(
        step,
        rate: piece.isBias ? rate * Self.biasRate : rate / inputs.squareRoot(),
        decay: piece.isBias ? 0 : rate * settings.weightDecay
      )
      update(piece.range, piece.place == nil ? gradients : Array(gradients.prefix(1)), adam)
    }
    moveScales(gradients[0], adam(step, rate: rate * Self.scaleRate, decay: 0))
    setFirst()
  }

  private func adam(_ step: Int, rate: Double, decay: Double) -> automl_adam {
    func correction(_ share: Double) -> Float { Float(1 / (1 - pow(share, Double(step)))) }
    return automl_adam(
      mean_share: Float(settings.meanShare),
      square_share: Float(settings.squareShare),
      mean_correction: correction(settings.meanShare),
      square_correction: correction(settings.squareShare),
      rate: Float(rate),
      decay: Float(decay),
      epsilon: Self.epsilon
    )
  }

  private func update(
    _ range: Range<Int>,
    _ gradients: [SharedBuffer<Float>],
    _ adam: automl_adam
  ) {
    guard !range.isEmpty else { return }
    let starts = unsafe gradients.map { unsafe UnsafePointer($0.slice(range).baseAddress) }
    unsafe starts.withUnsafeBufferPointer { starts in
      unsafe withUnsafePointer(to: adam) { adam in
        unsafe automl_adam_update(
          values.slice(range).baseAddress,
          means.slice(range).baseAddress,
          squares.slice(range).baseAddress,
          starts.baseAddress,
          Int32(starts.count),
          Int64(range.count),
          adam
        )
      }
    }
  }

  /// Adds up the gradients G in the first layer's weights V = u s W, whose factor s and unit u are the
  /// input's, in the first of `gradients`; then they are those in W, u s G, and the piece's part of those in
  /// s, u W G, is kept.
  private func turnToFirst(_ range: Range<Int>, _ gradients: [SharedBuffer<Float>], _ place: Int) {
    let inputCount = shape.inputCount
    guard inputCount > 0 else { return }
    var sums = unsafe MutableSpan(
      _unsafeElements: scaleSums.slice(place * inputCount..<(place + 1) * inputCount)
    )
    sums.update(repeating: 0)
    let scales = unsafe Span(_unsafeElements: UnsafeBufferPointer(values.slice(shape.scales)))
    for start in stride(from: range.lowerBound, to: range.upperBound, by: inputCount) {
      let column = start..<start + inputCount
      var total = unsafe MutableSpan(_unsafeElements: gradients[0].slice(column))
      for part in gradients.dropFirst() {
        let other = unsafe Span(_unsafeElements: UnsafeBufferPointer(part.slice(column)))
        for input in 0..<inputCount { total[input] += other[input] }
      }
      let weights = unsafe Span(_unsafeElements: UnsafeBufferPointer(values.slice(column)))
      for input in 0..<inputCount {
        let gradient = units[input] * total[input]
        sums[input] += weights[input] * gradient
        total[input] = scales[input] * gradient
      }
    }
  }

  private func moveScales(_ gradients: SharedBuffer<Float>, _ adam: automl_adam) {
    let inputCount = shape.inputCount
    guard inputCount > 0 else { return }
    var total = unsafe MutableSpan(_unsafeElements: gradients.slice(shape.scales))
    total.update(repeating: 0)
    for start in stride(from: 0, to: scaleSums.count, by: inputCount) {
      let sums = unsafe Span(
        _unsafeElements: UnsafeBufferPointer(scaleSums.slice(start..<start + inputCount))
      )
      for input in 0..<inputCount { total[input] += sums[input] }
    }
    update(shape.scales, [gradients], adam)
  }

  private func setFirst() {
    let inputCount = shape.inputCount
    guard inputCount > 0 else { return }
    let scales = unsafe Span(_unsafeElements: UnsafeBufferPointer(values.slice(shape.scales)))
    for start in stride(from: 0, to: first.count, by: inputCount) {
      let weights = unsafe Span(
        _unsafeElements: UnsafeBufferPointer(values.slice(start..<start + inputCount))
      )
      var products = unsafe MutableSpan(_unsafeElements: first.slice(start..<start + inputCount))
      for input in 0..<inputCount {
        products[input] = units[input] * scales[input] * weights[input]
      }
    }
  }

  /// All parameters as they are.
  var snapshot: [Float] { unsafe Array(values.all) }

  /// Takes parameters as they were.
  func restore(_ snapshot: [Float]) {
    for (index, value) in snapshot.enumerated() { values[index] = value }
    setFirst()
  }

  /// The layers as a model has them.
  ///
  /// Of two classes the last layer is the difference of its two outputs.
  func layers(isBinary: Bool) -> [NeuralModel.Layer] {
    (0..<shape.layerCount).map { layer in
      var weights = unsafe Array(layer == 0 ? first.all : values.slice(shape.weights[layer]))
      var biases = unsafe Array(values.slice(shape.biases[layer]))
      let inputCount = shape.widths[layer]
      if isBinary, layer == shape.layerCount - 1 {
        weights = (0..<inputCount).map { weights[inputCount + $0] - weights[$0] }
        biases = [biases[1] - biases[0]]
      }
      return NeuralModel.Layer(inputCount: inputCount, weights: weights, biases: biases)
    }
  }
}

extension SeededGenerator {
  /// A number of the standard normal distribution (Box and Muller 1958).
  mutating func normal() -> Double {
    let radius = (-2 * log((Double(next() >> 11) + 1) * 0x1p-53)).squareRoot()
    return radius * cos(2 * .pi * Double(next() >> 11) * 0x1p-53)
  }
}
