/// The description of a model behind an endpoint.
extension ModelDescription {
  /// The endpoint and the function, in Redshift's order.
  func parameters(_ shown: ShownModel, _ remote: ShownModel.Remote) -> [DescriptionRow] {
    DescriptionRow.heading("PARAMETERS:")
      + [
        DescriptionRow("Endpoint", remote.endpoint),
        DescriptionRow("Target Model", remote.targetModel),
        DescriptionRow("Function Name", entry.functionName),
        DescriptionRow("Inference Type", "Remote"),
        DescriptionRow("Function Parameter Types", shown.parameterTypes.joined(separator: " ")),
        DescriptionRow("Return Type", remote.returnType),
        DescriptionRow("Max Batch Rows", remote.maxBatchRows.map(grouped)),
        DescriptionRow("IAM Role", shown.clauses.iamRole),
        DescriptionRow("S3 Bucket", shown.clauses.s3Bucket),
      ].compactMap(\.self)
  }
}
