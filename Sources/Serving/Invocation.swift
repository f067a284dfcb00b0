import AutoML
import NIOCore
import NIOHTTP1

/// A request for predictions, complete.
struct Invocation: Sendable {
  /// The model.
  let model: ServedModel
  /// The header `Content-Type`.
  let contentType: String?
  /// The header `Accept`.
  let accept: String?
  /// The values that are asked for; nil where the format decides.
  let fields: OutputFields?
  /// The rows.
  let body: ByteBuffer

  /// Predicts.
  ///
  /// - Complexity: O(bytes + rows x size of the model).
  func reply() -> Reply {
    do throws(RequestError) { return try predicted() } catch { return error.reply }
  }

  private func predicted() throws(RequestError) -> Reply {
    let type = try MediaType(contentType: contentType)
    let answer = try MediaType.answer(to: accept, request: type)
    let predictor = model.predictor
    let fields = fields ?? .standard(for: predictor, in: answer)
    if let missing = fields.missing(in: predictor) {
      throw .bad(
        "model \"\(model.name)\" predicts \(predictor.labels.isEmpty ? "numbers" : "classes"): it has "
          + "no \(missing)"
      )
    }
    // As the containers of AWS answer.
    guard body.readableBytes > 0 else { return Reply(status: .noContent) }
    let rows = try rows(as: type, of: predictor)
    let predicted: PredictedRows
    do throws(AutoMLError) {
      predicted = try predictor.predictedRows(
        of: rows.columns,
        withProbabilities: fields.needProbabilities
      )
    } catch { throw .bad("\(error)") }
    return Reply(
      status: .ok,
      contentType: answer.name,
      body: ReplyText(predicted, fields, of: predictor).bytes(as: answer),
      rowCount: predicted.count
    )
  }

  private func rows(
    as type: MediaType,
    of predictor: Predictor
  ) throws(RequestError) -> RequestRows {
    let bytes = [UInt8](body.readableBytesView)
    var rows = RequestRows(inputs: predictor.inputs)
    switch type {
    case .csv: try CSVRows(bytes).read(into: &rows)
    case .json: try JSONRows(bytes).read(into: &rows)
    case .jsonLines: try JSONRows(bytes).readLines(into: &rows)
    }
    return rows
  }
}
