import Learning
import Testing

@Suite struct LinearSettingsTests {
  @Test func `hyperparameters are read by name`() throws {
    let settings = try LinearSettings(hyperparameters: [
      ("lambda", "0.5"), ("LOSS", "Poisson"), ("tolerance", "1e-8"), ("max_iterations", "30"),
    ])
    #expect(
      settings
        == LinearSettings(lambda: 0.5, loss: .poisson, tolerance: 1e-8, maxIterations: 30)
    )
  }

  @Test func `an unknown hyperparameter is refused with the nearest name`() {
    #expect(throws: LearningError.unknownHyperparameter(key: "lamda", suggestion: "lambda")) {
      try LinearSettings(hyperparameters: [("lamda", "1")])
    }
    #expect(throws: LearningError.unknownHyperparameter(key: "num_round", suggestion: nil)) {
      try LinearSettings(hyperparameters: [("num_round", "1")])
    }
  }

  @Test(arguments: [
    ("lambda", "-1"), ("lambda", "x"), ("lambda", "inf"), ("tolerance", "0"), ("loss", "hinge"),
    ("max_iterations", "0"), ("max_iterations", "1.5"), ("max_iterations", "1e7"),
  ])
  func `values out of range are refused`(_ key: String, _ value: String) {
    #expect(throws: LearningError.self) {
      try LinearSettings(hyperparameters: [(key, value)])
    }
  }
}
