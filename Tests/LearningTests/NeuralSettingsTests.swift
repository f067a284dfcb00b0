import Models
import Testing

@testable import Learning

@Suite struct NeuralSettingsTests {
  @Test func `settings are read by their names and those that others give them`() throws {
    let settings = try NeuralSettings(hyperparameters: [
      ("hidden_layer_sizes", "(100,)"), ("MAX_ITER", "12"), ("mini_batch_size", "32"),
      ("learning_rate_init", "0.01"), ("activation", "ReLU"), ("early_stopping", "False"),
      ("random_state", "7"), ("schedule", "cosine"),
    ])
    #expect(settings.hiddenLayers == [100])
    #expect(settings.epochCount == 12 && settings.batchSize == 32)
    #expect(settings.learningRate == 0.01 && settings.activation == .relu)
    #expect(!settings.stopsEarly && settings.seed == 7 && settings.schedule == .cosine)
    #expect(settings.shown.map(\.name).first == "hidden_layer_sizes")
  }

  @Test(arguments: [
    ("hidden_layers", "0"), ("hidden_layers", ""), ("hidden_layers", "8,,8"),
    ("hidden_layers", "5000"), ("epochs", "0"), ("epochs", "1e3"), ("batch_size", "-1"),
    ("learning_rate", "nan"), ("learning_rate", "0"), ("dropout", "1"), ("weight_decay", "2"),
    ("label_smoothing", "1"), ("beta_2", "1"), ("activation", "sin"), ("schedule", "step"),
    ("early_stopping", "maybe"), ("seed", "-1"),
  ])
  func `values out of range are refused`(key: String, value: String) {
    let error = #expect(throws: LearningError.self) {
      try NeuralSettings(hyperparameters: [(key, value)])
    }
    guard case .invalidHyperparameter(key, value, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `a slip of the hand is seen`() {
    #expect(throws: LearningError.unknownHyperparameter(key: "epoch", suggestion: "epochs")) {
      try NeuralSettings(hyperparameters: [("epoch", "3")])
    }
  }

  @Test func `rates rise and fall in four waves`() {
    let schedule = LearningSchedule.coslog4
    #expect(schedule.rests(epochCount: 256) == [17, 51, 119, 256])
    #expect(schedule.rests(epochCount: 1) == [1])
    for wave in 0...4 {
      #expect(abs(schedule.share(Double((1 << wave) - 1) / 15)) < 1e-12)
    }
    #expect(abs(schedule.share((2.0.squareRoot() - 1) / 15) - 1) < 1e-12)
  }
}
