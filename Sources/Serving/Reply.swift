import NIOHTTP1

/// The answer to a request.
struct Reply: Sendable, Equatable {
  /// The status.
  var status: HTTPResponseStatus
  /// The media type of the body; nil where there is none.
  var contentType: String?
  /// The body.
  var body: [UInt8] = []
  /// The number of rows that were predicted.
  var rowCount = 0
  /// The method that the path takes, where another came.
  var allowed: HTTPMethod?

  /// An answer in JSON.
  static func json(_ text: String) -> Reply {
    Reply(status: .ok, contentType: MediaType.json.name, body: Array(text.utf8))
  }
}

/// A request that cannot be answered, in words for whoever sent it.
struct RequestError: Error, Equatable {
  /// The status of the answer.
  let status: HTTPResponseStatus
  /// One sentence that names the thing, and what is expected.
  let message: String
  /// The method that the path takes, where another came.
  var allowed: HTTPMethod?

  /// A request that is not as it has to be: status 400.
  static func bad(_ message: String) -> RequestError {
    RequestError(status: .badRequest, message: message)
  }

  /// The error as a client gets it: `{"message": "..."}`.
  var reply: Reply {
    var writer = JSONWriter()
    writer.append("{\"message\":")
    writer.append(string: message)
    writer.append("}\n")
    return Reply(
      status: status,
      contentType: MediaType.json.name,
      body: writer.bytes,
      allowed: allowed
    )
  }
}
