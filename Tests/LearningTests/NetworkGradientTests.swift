import LinearAlgebra
import Models
import Parallel
import TestSupport
import Testing

@testable import Learning

/// Derivatives of networks against differences of the loss.
@Suite struct NetworkGradientTests {
  private static let rowCount = 7

  /// A network of random parameters, its rows and its loss.
  private struct Case {
    let shape: NetworkShape
    let parameters: NetworkParameters
    let pass: NetworkPass
    let loss: NetworkLoss
    let cells: [Float]
    let order = Array(0..<UInt32(NetworkGradientTests.rowCount))

    init(_ activation: NeuralActivation, classCount: Int, settings: NeuralSettings = .init()) {
      shape = NetworkShape(widths: [3, 5, 4, max(classCount, 1)])
      parameters = NetworkParameters(shape, settings: settings, valueCount: 2, seed: 3)
      var generator = SplitMix64(seed: 11)
      func number() -> Float { Float.random(in: -1...1, using: &generator) }
      parameters.restore(parameters.snapshot.map { _ in number() })
      let rowCount = NetworkGradientTests.rowCount
      cells = (0..<rowCount * 3).map { _ in number() }
      pass = NetworkPass(shape, activation: activation, rowLimit: rowCount)
      loss = NetworkLoss(
        targets: (0..<rowCount).map { classCount > 1 ? Float($0 % classCount) : number() },
        weights: (0..<rowCount).map { 0.5 + Float($0) / 7 },
        outputCount: max(classCount, 1),
        smoothing: 0.1
      )
    }

    /// The loss, summed in double precision.
    func value() -> Double {
      forward()
      var sum = 0.0
      pass.withOutputs(rowCount: order.count) { outputs, _ in
        sum = loss.sums(of: outputs, rows: order[...], isSmoothed: true).loss
      }
      return sum
    }

    func gradients() -> [Float] {
      forward()
      pass.withOutputs(rowCount: order.count) { outputs, gradients in
        loss.setGradients(&gradients, of: outputs, rows: order[...], divisor: 1)
      }
      pass.goBack(rowCount: order.count, parameters: parameters.values)
      return (0..<shape.parameterCount).map { pass.gradients[$0] }
    }

    private func forward() {
      pass.withInputs(rowCount: order.count) { room in
        for index in cells.indices { room[index] = cells[index] }
      }
      pass.goForward(
        rowCount: order.count,
        parameters: parameters.values,
        first: parameters.first,
        dropout: nil
      )
    }

    /// The differences of the loss for a change of one number of a buffer down and up, over the change.
    func slopes(_ buffer: SharedBuffer<Float>, _ index: Int) -> (below: Double, above: Double) {
      let (step, old): (Float, Float) = (0x1p-7, buffer[index])
      let value = value()
      buffer[index] = old + step
      let above = self.value()
      buffer[index] = old - step
      let below = self.value()
      buffer[index] = old
      return ((value - below) / Double(step), (above - value) / Double(step))
    }
  }

  @Test(arguments: NeuralActivation.allCases, [0, 2, 4])
  func `gradients are the slopes of the loss`(
    activation: NeuralActivation,
    classCount: Int
  ) {
    let network = Case(activation, classCount: classCount)
    let gradients = network.gradients()
    let shape = network.shape
    for layer in 0..<shape.layerCount {
      for index in Array(shape.weights[layer]) + Array(shape.biases[layer]) {
        let isFirst = layer == 0 && shape.weights[0].contains(index)
        let (below, above) = network.slopes(
          isFirst ? network.parameters.first : network.parameters.values,
          index
        )
        let (gradient, slope) = (Double(gradients[index]), (below + above) / 2)
        // Where relu or selu has a corner between the points, the gradient is that of one side: it lies
        // between both, but for half a step's curvature.
        let hasCorners = [.relu, .selu].contains(activation)
        let nearest = hasCorners ? min(max(gradient, min(below, above)), max(below, above)) : slope
        let slack = hasCorners ? 0.01 : 0.002
        #expect(
          abs(gradient - nearest) < slack * (1 + abs(slope)),
          "layer \(layer), parameter \(index)"
        )
      }
    }
  }

  /// Without means a step of Adam goes the rate against the sign of the gradient: of weights and factors
  /// of the inputs too, which only their product is seen of.
  @Test func `weights and factors of the first layer go against the slopes`() throws {
    let settings = try NeuralSettings(
      hyperparameters: [("beta_1", "0"), ("beta_2", "0")]
    )
    let network = Case(.tanh, classCount: 3, settings: settings)
    let shape = network.shape
    let before = network.parameters.snapshot
    let wanted = Array(shape.weights[0]) + Array(shape.scales)
    let slopes = wanted.map { index in
      func value(_ change: Float) -> Double {
        var moved = before
        moved[index] += change
        network.parameters.restore(moved)
        return network.value()
      }
      return (value(0x1p-7) - value(-0x1p-7)) * 0x1p6
    }
    network.parameters.restore(before)
    _ = network.gradients()
    network.parameters.move(
      against: [network.pass.gradients],
      step: 1,
      rate: 0.01,
      threadCount: 1
    )
    let after = network.parameters.snapshot
    for (index, slope) in zip(wanted, slopes) where abs(slope) > 1e-3 {
      let moved = Double(after[index] - before[index])
      let rate = shape.scales.contains(index) ? 0.06 : 0.01 / 3.0.squareRoot()
      #expect(abs(moved + (slope > 0 ? rate : -rate)) < 1e-4, "parameter \(index)")
    }
  }
}
