/// The format of a model outside of a database.
public enum ModelFormat: Sendable, Equatable {
  /// A model file, with everything that the model has.
  case automl
  /// A model file in the archive that SageMaker hands to a container: `model.tar.gz`.
  case sagemaker
  /// Boosted trees as XGBoost's JSON.
  case xgboostJSON
  /// Trees, or coefficients, for people.
  case text
  /// The predictions as a query for DuckDB, PostgreSQL and Amazon Redshift.
  case sql(PredictionQuery = PredictionQuery())
}
