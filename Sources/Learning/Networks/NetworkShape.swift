/// Where the parameters of a network lie in one array: each layer's weights, output after output, and
/// its biases; then a factor for each input.
struct NetworkShape: Sendable {
  /// The numbers before the first layer, after it, and so on.
  let widths: [Int]
  /// For each layer where its weights are: inputs x outputs, column by column.
  let weights: [Range<Int>]
  /// For each layer where its biases are.
  let biases: [Range<Int>]
  /// The inputs' factors.
  let scales: Range<Int>

  /// A network of these widths, two or more.
  init(widths: [Int]) {
    self.widths = widths
    var next = 0
    func take(_ count: Int) -> Range<Int> {
      defer { next += count }
      return next..<next + count
    }
    var (weights, biases): ([Range<Int>], [Range<Int>]) = ([], [])
    for (inputs, outputs) in zip(widths, widths.dropFirst()) {
      weights.append(take(inputs * outputs))
      biases.append(take(outputs))
    }
    self.weights = weights
    self.biases = biases
    scales = take(widths[0])
  }

  /// The number of layers of weights.
  var layerCount: Int { weights.count }
  /// The number of parameters, the inputs' factors among them.
  var parameterCount: Int { scales.upperBound }
  /// The number of inputs.
  var inputCount: Int { widths[0] }
  /// The number of outputs of the last layer.
  var outputCount: Int { widths[widths.count - 1] }
}
