import Models

extension Model {
  /// Throws where PREPROCESSORS has learnt what only the model itself can hold.
  func refusePreprocessing(for form: String) throws {
    guard preprocessing != nil else { return }
    throw AutoMLError(
      sqlState: SQLState.featureNotSupported,
      message: "the model has learnt PREPROCESSORS, for which there is no place in \(form)",
      hint: "The formats automl and text take every model."
    )
  }
}
