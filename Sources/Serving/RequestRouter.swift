import AutoML
import NIOCore
import NIOHTTP1

/// Paths and methods: what a request is about.
///
/// `/ping`, `/invocations` and `/execution-parameters` are SageMaker's contract for a container with one
/// model, `/models` and `/models/NAME/invoke` that for one with several.
struct RequestRouter: Sendable {
  /// The answer to a request.
  enum Route: Sendable {
    /// One that is there already.
    case reply(Reply)
    /// One that has to be predicted.
    case predict(Invocation)
  }

  private let models: [ServedModel]
  private let fields: OutputFields?
  private let parameters: String

  /// The routes to some models; `fields` are what answers have where a request does not say.
  init(models: [ServedModel], fields: OutputFields?, bodyByteLimit: Int, coreCount: Int) {
    self.models = models
    self.fields = fields
    parameters =
      "{\"MaxConcurrentTransforms\":\(coreCount),\"BatchStrategy\":\"MULTI_RECORD\","
      + "\"MaxPayloadInMB\":\(max(bodyByteLimit >> 20, 1))}\n"
  }

  /// The route of a request.
  func route(_ head: HTTPRequestHead, _ body: ByteBuffer) -> Route {
    do throws(RequestError) { return try found(head, body) } catch { return .reply(error.reply) }
  }

  private func found(
    _ head: HTTPRequestHead,
    _ body: ByteBuffer
  ) throws(RequestError) -> Route {
    let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = parts[0].split(separator: "/")
    let query = parts.count > 1 ? parts[1] : ""
    switch (path.count, path.first) {
    case (1, "ping"):
      try head.require(.GET)
      return .reply(.json("{\"status\":\"Healthy\"}\n"))
    case (1, "execution-parameters"):
      try head.require(.GET)
      return .reply(.json(parameters))
    case (1, "invocations"):
      try head.require(.POST)
      let name = head.headers.first(name: "X-Amzn-SageMaker-Target-Model")
      return try predict(named: name, head, query, body)
    case (1, "models"):
      try head.require(.GET)
      return .reply(list)
    case (2, "models"):
      try head.require(.GET)
      var writer = JSONWriter()
      try model(named: path[1].removingPercentEscapes).describe(to: &writer)
      writer.append("\n")
      return .reply(Reply(status: .ok, contentType: MediaType.json.name, body: writer.bytes))
    case (3, "models") where path[2] == "invoke":
      try head.require(.POST)
      return try predict(named: path[1].removingPercentEscapes, head, query, body)
    default:
      throw RequestError(
        status: .notFound,
        message:
          "there is no \"\(parts[0].prefix(100))\": GET /ping, POST /invocations, GET /models, "
          + "POST /models/NAME/invoke and GET /execution-parameters are there"
      )
    }
  }

  private func predict(
    named name: String?,
    _ head: HTTPRequestHead,
    _ query: Substring,
    _ body: ByteBuffer
  ) throws(RequestError) -> Route {
    .predict(
      Invocation(
        model: try model(named: name),
        contentType: head.headers.first(name: "Content-Type"),
        accept: head.headers.first(name: "Accept"),
        fields: fields(head, query) ?? fields,
        body: body
      )
    )
  }

  /// The values that a request asks for.
  private func fields(_ head: HTTPRequestHead, _ query: Substring) -> OutputFields? {
    // What others write there is for others.
    if let names = head.headers.first(name: "X-Amzn-SageMaker-Custom-Attributes"),
      let fields = OutputFields(names)
    {
      return fields
    }
    let asked = query.split(separator: "&").contains {
      $0 == "probabilities" || $0 == "probabilities=1" || $0 == "probabilities=true"
    }
    return asked ? OutputFields([.probabilities]) : nil
  }

  private func model(named name: String?) throws(RequestError) -> ServedModel {
    guard let name else {
      if models.count == 1 { return models[0] }
      throw .bad(
        "there are \(models.count) models: the header X-Amzn-SageMaker-Target-Model says which, "
          + names
      )
    }
    let found = models.first { $0.name == name } ?? models.first { $0.name == name + ".automl" }
    guard let found else {
      throw RequestError(
        status: .notFound,
        message: "there is no model \"\(name.prefix(100))\": \(names)"
      )
    }
    return found
  }

  private var names: String {
    models.prefix(20).map(\.name).joined(separator: ", ") + (models.count > 20 ? ", ..." : "")
  }

  private var list: Reply {
    var writer = JSONWriter()
    writer.append("{\"models\":[")
    for (index, model) in models.enumerated() {
      if index > 0 { writer.append(",") }
      model.describe(to: &writer)
    }
    writer.append("]}\n")
    return Reply(status: .ok, contentType: MediaType.json.name, body: writer.bytes)
  }
}

extension HTTPRequestHead {
  /// Refuses another method.
  fileprivate func require(_ wanted: HTTPMethod) throws(RequestError) {
    guard method == wanted else {
      throw RequestError(
        status: .methodNotAllowed,
        message: "\"\(uri.prefix(100))\" takes \(wanted), not \(method.rawValue.prefix(20))",
        allowed: wanted
      )
    }
  }
}

extension Substring {
  /// The text with `%20` and the like as the characters that they stand for.
  fileprivate var removingPercentEscapes: String {
    var bytes: [UInt8] = []
    var rest = utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
