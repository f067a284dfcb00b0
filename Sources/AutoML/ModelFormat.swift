/// The format of a model outside of a database.
public enum ModelFormat: Sendable {
  /// A model file, with everything that the model has.
  case automl
  /// Boosted trees as XGBoost's JSON.
  case xgboostJSON
  /// Trees, or coefficients, for people.
  case text
}
