import ArgumentParser
import AutoML

// Words of the dialect as options, in any case of their letters.

extension TrainingRequest.ProblemType: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(word: argument) }
  public static var allValueStrings: [String] { allCases.map { $0.rawValue.lowercased() } }
}

extension TrainingRequest.ModelType: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(word: argument) }
  public static var allValueStrings: [String] { allCases.map { $0.rawValue.lowercased() } }
}

extension TrainingRequest.Objective: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
  public static var allValueStrings: [String] { allCases.map(\.rawValue) }
}
