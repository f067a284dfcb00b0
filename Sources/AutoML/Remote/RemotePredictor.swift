import DuckDB
import Models

/// A model behind an endpoint as what a function calls.
///
/// A chunk of rows is one request, or several where the rows of a request are limited or its body would be
/// too long. A row all of whose arguments are NULL is not sent: its answer is NULL.
struct RemotePredictor: BatchPredictor {
  let signature: FunctionSignature
  let isPure = false
  let isToldCaller = true
  private let model: RemoteModel
  private let function: String
  private let calls: RemoteCalls
  private let reader: AnswerReader

  /// The predictor of a model, for a function of that name.
  ///
  /// - Throws: where a type is none that may be.
  init(_ model: RemoteModel, function: String, calls: RemoteCalls) throws(ModelError) {
    signature = try model.signature()
    self.model = model
    self.function = function
    self.calls = calls
    reader = AnswerReader(endpoint: model.endpoint, type: signature.returnType)
  }

  func prepare() throws { try calls.requireAccess() }

  func predict(
    _ kind: PredictionKind,
    of arguments: borrowing DataChunk,
    into output: inout OutputVector
  ) throws {
    let columns = Array(0..<arguments.columnCount)
    var bodies = RequestBodies(
      format: arguments.types.contains(.json) ? .json : .csv,
      rowLimit: model.batchRowLimit
    )
    for row in 0..<arguments.rowCount { bodies.append(row: row, of: arguments, columns) }
    let batches = bodies.finished()
    let names = calls.names(of: arguments.connectionID)
    let answers = try calls.answers(
      to: batches.map { batch in
        EndpointRequest(
          service: .sageMaker(endpoint: model.endpoint, targetModel: model.targetModel),
          address: names.address(of: model.endpoint),
          contentType: bodies.format.contentType,
          accept: reader.accepted(for: bodies.format),
          body: batch.body
        )
      },
      of: RemoteTally.Key(endpoint: model.endpoint, function: function),
      rowCount: batches.reduce(0) { $0 + $1.rows.count },
      for: arguments.connectionID
    )
    var values = [AnswerValue](repeating: .null, count: arguments.rowCount)
    for (batch, answer) in zip(batches, answers) {
      let read = try reader.values(of: answer, rowCount: batch.rows.count)
      for (row, value) in zip(batch.rows, read) { values[row] = value }
    }
    try reader.write(values, to: &output)
  }
}
