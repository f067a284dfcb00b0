import Testing

@testable import Learning

@Suite struct LinearSettingsTests {
  @Test func `hyperparameters are read by name`() throws {
    let settings = try LinearSettings(hyperparameters: [
      ("lambda", "0.5"), ("LOSS", "Poisson"), ("tolerance", "1e-8"), ("max_iterations", "30"),
    ])
    #expect(settings.lambda == 0.5 && settings.alpha == 0 && settings.loss == .poisson)
    #expect(settings.tolerance == 1e-8 && settings.maxIterations == 30)
    #expect(settings.features == .plain)
    #expect(
      settings.shown.map { "\($0.name) \($0.text)" }
        == ["lambda 0.5", "LOSS Poisson", "tolerance 1e-8", "max_iterations 30"]
    )
    #expect(try LinearSettings(hyperparameters: []) == LinearSettings())
  }

  @Test(arguments: [
    ("lambda", "0.5"), ("lambda", "1000"), ("alpha", "2"), ("loss", "tweedie"), ("loss", "gamma"),
    ("tolerance", "1e-08"), ("max_iterations", "30"), ("features", "plain"),
    ("features", "scaled"), ("features", "enriched"), ("features", "crossed"),
    ("features", "clip,log"), ("features", "cycles,targets,products"),
  ])
  func `a hyperparameter is printed as it was read`(name: String, text: String) throws {
    let settings = try LinearSettings(hyperparameters: [(name, text)])
    #expect(settings.shown == [ShownSetting(name, text)])
    // Printed of the value itself, as a search's are.
    let printed = settings.shownAsCandidate()
    #expect(printed.shown.contains(ShownSetting(name, text)))
    let read = try LinearSettings(hyperparameters: printed.shown.map { ($0.name, $0.text) })
    #expect(read == printed)
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
