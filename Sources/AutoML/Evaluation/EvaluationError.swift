/// A refusal to judge, which the engine hands on as the error of the query.
struct EvaluationError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
