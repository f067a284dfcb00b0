import AutoML
import Serving

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The variables by which SageMaker sets a container up.
struct ServingEnvironment {
  /// `SAGEMAKER_BIND_TO_PORT`.
  let port: Int?
  /// `SAGEMAKER_INFERENCE_OUTPUT`.
  let output: OutputFields?

  /// Reads them.
  ///
  /// - Throws: where one has a value that makes no sense.
  init(
    _ variables: [String: String] = ProcessInfo.processInfo.environment
  ) throws(AutoMLError) {
    port = try Self.value(of: "SAGEMAKER_BIND_TO_PORT", in: variables, "a port up to 65535") {
      Int($0).flatMap { (0...65_535).contains($0) ? $0 : nil }
    }
    output = try Self.value(
      of: "SAGEMAKER_INFERENCE_OUTPUT",
      in: variables,
      "some of \(OutputFields.names.joined(separator: ", "))"
    ) { OutputFields($0) }
  }

  private static func value<Value>(
    of name: String,
    in variables: [String: String],
    _ expected: String,
    _ read: (String) -> Value?
  ) throws(AutoMLError) -> Value? {
    guard let text = variables[name], !text.isEmpty else { return nil }
    guard let value = read(text) else {
      throw AutoMLError(
        sqlState: "22023",
        message: "the environment variable \(name) is '\(text)', not \(expected)"
      )
    }
    return value
  }
}
