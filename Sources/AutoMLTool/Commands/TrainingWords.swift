import ArgumentParser
import AutoML

/// A word of the dialect as an option, in any case of its letters.
struct TrainingWord<Word>: ExpressibleByArgument, Sendable
where Word: RawRepresentable & CaseIterable & Sendable, Word.RawValue == String {
  /// The word.
  let value: Word

  init?(argument: String) {
    guard let word = Word(word: argument) else { return nil }
    value = word
  }

  static var allValueStrings: [String] { Word.allCases.map { $0.rawValue.lowercased() } }
}

/// A metric or loss as an option, by any name that it has had.
struct ObjectiveWord: ExpressibleByArgument, Sendable {
  /// The objective.
  let value: TrainingRequest.Objective

  init?(argument: String) {
    guard let objective = TrainingRequest.Objective(argument) else { return nil }
    value = objective
  }

  static var allValueStrings: [String] { TrainingRequest.Objective.allCases.map(\.rawValue) }
}
