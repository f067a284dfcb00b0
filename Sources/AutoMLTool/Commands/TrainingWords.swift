import ArgumentParser
import AutoML

// Words of the dialect as options, in any case of their letters.

extension TrainingRequest.ProblemType: ExpressibleByArgument {
  init?(argument: String) { self.init(word: argument) }
  static var allValueStrings: [String] { allCases.map { $0.rawValue.lowercased() } }
}

extension TrainingRequest.ModelType: ExpressibleByArgument {
  init?(argument: String) { self.init(word: argument) }
  static var allValueStrings: [String] { allCases.map { $0.rawValue.lowercased() } }
}

extension TrainingRequest.Objective: ExpressibleByArgument {
  init?(argument: String) { self.init(argument) }
  static var allValueStrings: [String] { allCases.map(\.rawValue) }
}
