extension TreeSettings {
  /// The settings for so many rounds, and printed so.
  func with(rounds: Int) -> TreeSettings {
    var settings = self
    settings.roundCount = rounds
    settings.shown =
      shown.filter { $0.name != "num_round" } + [ShownSetting("num_round", "\(rounds)")]
    return settings
  }

  /// The settings for so many rounds, unless the user has said how many.
  func limited(toRounds rounds: Int) -> TreeSettings {
    shown.contains { $0.name == "num_round" } ? self : with(rounds: rounds)
  }

  /// The settings to minimise an objective; nil for the task's own.
  func with(objective: Objective.Kind?) -> TreeSettings {
    var settings = self
    settings.objective = objective
    return settings
  }

  /// The settings of a training: what the user did not say is for the task and the search to say.
  func completed(for task: LearningTask, seed: UInt64, isValidated: Bool) -> TreeSettings {
    var settings = self
    settings.givenSeed = givenSeed ?? seed
    if isValidated {
      settings.earlyStoppingRoundCount = earlyStoppingRoundCount ?? SearchSpace.patience
    }
    // The number of classes is the data's, whatever upper bound was given.
    switch task {
    case .regression, .binary: settings.classCount = nil
    case .multiclass(let classCount): settings.classCount = classCount
    }
    return settings
  }
}
