import DuckDB

/// `aws_sagemaker.invoke_endpoint(endpoint, max_rows, argument, ...)`, as Aurora PostgreSQL has it: the
/// text of each answer.
struct InvokeEndpoint: Sendable {
  /// The name that it is registered under, as long as the one that users call it by.
  static let name = "__automl_endpoint"
  /// The way to endpoints.
  let calls: RemoteCalls

  /// The function, of any number of arguments; a list is as many arguments as it has values.
  var function: ScalarFunction {
    ScalarFunction(
      name: Self.name,
      parameterTypes: [.varchar(), .integer],
      returnType: .varchar(),
      isPure: false,
      takesFurther: true,
      isToldCaller: true,
      preparation: calls.requireAccess
    ) { arguments, output in
      try write(answersTo: arguments, &output)
    }
  }

  private func write(answersTo chunk: borrowing DataChunk, _ output: inout OutputVector) throws {
    let columns = Array(2..<max(2, chunk.columnCount))
    guard columns.count <= 100, !columns.isEmpty else {
      throw FunctionRefusal("aws_sagemaker.invoke_endpoint takes 1 to 100 arguments for the model")
    }
    var values = [AnswerValue](repeating: .null, count: chunk.rowCount)
    var start = 0
    while start < chunk.rowCount {
      let endpoint = chunk.text(row: start, column: 0)
      let limit = chunk.text(row: start, column: 1)
      var end = start + 1
      while end < chunk.rowCount, chunk.text(row: end, column: 0) == endpoint,
        chunk.text(row: end, column: 1) == limit
      {
        end += 1
      }
      if let endpoint {
        try answer(start..<end, of: chunk, columns, endpoint, rowLimit: limit, &values)
      }
      start = end
    }
    for (row, value) in values.enumerated() {
      if case .text(let text) = value { output.setText(row, to: text) } else { output.setNull(row) }
    }
  }

  /// Asks one endpoint about rows that follow each other.
  private func answer(
    _ rows: Range<Int>,
    of chunk: borrowing DataChunk,
    _ columns: [Int],
    _ endpoint: String,
    rowLimit: String?,
    _ values: inout [AnswerValue]
  ) throws {
    let limit = rowLimit.flatMap { Int($0) } ?? .max
    guard limit > 0 else {
      throw FunctionRefusal("max_rows_per_batch of aws_sagemaker.invoke_endpoint is 1 or more")
    }
    var bodies = RequestBodies(format: .csv, rowLimit: limit)
    for row in rows { bodies.append(row: row, of: chunk, columns) }
    let batches = bodies.finished()
    let names = calls.names(of: chunk.connectionID)
    let reader = AnswerReader(endpoint: endpoint, type: .varchar())
    let answers = try calls.answers(
      to: batches.map { batch in
        EndpointRequest(
          service: .sageMaker(endpoint: endpoint, targetModel: nil),
          address: names.address(of: endpoint),
          contentType: bodies.format.contentType,
          accept: reader.accepted(for: .csv),
          body: batch.body
        )
      },
      of: RemoteTally.Key(endpoint: endpoint, function: "aws_sagemaker.invoke_endpoint"),
      rowCount: batches.reduce(0) { $0 + $1.rows.count },
      for: chunk.connectionID
    )
    for (batch, answer) in zip(batches, answers) {
      let read = try reader.values(of: answer, rowCount: batch.rows.count)
      for (row, value) in zip(batch.rows, read) { values[row] = value }
    }
  }
}
