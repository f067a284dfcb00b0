@testable import AutoML

extension Session {
  /// The report of a CREATE MODEL; nil where the statement is another.
  func report(of create: String) throws -> TrainingReport? {
    var report: TrainingReport?
    try execute(create) { result throws(AutoMLError) in
      if case .trained(let trained) = result { report = trained }
    }
    return report
  }
}
