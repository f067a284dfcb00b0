public import ArgumentParser
public import AutoML

// Words of the dialect as options, in any case of their letters.

extension TrainingRequest.ProblemType: ExpressibleByArgument {
  public init?(argument: String) { self.init(word: argument) }
  public static var allValueStrings: [String] { allCases.map { $0.rawValue.lowercased() } }
}

extension TrainingRequest.ModelType: ExpressibleByArgument {
  public init?(argument: String) { self.init(word: argument) }
  public static var allValueStrings: [String] { allCases.map { $0.rawValue.lowercased() } }
}

extension TrainingRequest.Objective: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
  public static var allValueStrings: [String] { allCases.map(\.rawValue) }
}
