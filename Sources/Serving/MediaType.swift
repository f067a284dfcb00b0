import NIOHTTP1

/// A format of rows and of predictions.
enum MediaType: Sendable, Equatable, CaseIterable {
  case csv
  case json
  case jsonLines

  /// The name in headers.
  var name: String {
    switch self {
    case .csv: "text/csv"
    case .json: "application/json"
    case .jsonLines: "application/jsonlines"
    }
  }

  /// The format of a `Content-Type`, whose parameters do not count; CSV where there is none.
  ///
  /// - Throws: status 415 where it is another.
  init(contentType: String?) throws(RequestError) {
    guard let contentType, !Self.bare(contentType[...]).isEmpty else {
      self = .csv
      return
    }
    guard let type = Self.named(Self.bare(contentType[...])) else {
      throw RequestError(
        status: .unsupportedMediaType,
        message: "the content type is \"\(contentType.prefix(100))\": \(Self.list) are read"
      )
    }
    self = type
  }

  /// The format of the answer: the first of `Accept` that there is, or that of the request where any
  /// will do.
  ///
  /// - Throws: status 406 where none will do.
  static func answer(
    to accept: String?,
    request: MediaType
  ) throws(RequestError) -> MediaType {
    guard let accept, !bare(accept[...]).isEmpty else { return request }
    for part in accept.split(separator: ",") {
      let name = bare(part)
      if name == "*/*" || name == "application/*" && request != .csv
        || name == "text/*" && request == .csv
      {
        return request
      }
      if let type = named(name) { return type }
      if name == "text/*" { return .csv }
      if name == "application/*" { return .json }
    }
    throw RequestError(
      status: .notAcceptable,
      message: "\"\(accept.prefix(100))\" is accepted: answers are \(list)"
    )
  }

  private static var list: String {
    "\(csv.name), \(json.name) and \(jsonLines.name)"
  }

  private static func named(_ name: String) -> MediaType? {
    switch name {
    case "application/x-jsonlines", "application/jsonl", "application/x-ndjson": .jsonLines
    default: allCases.first { $0.name == name }
    }
  }

  /// A media type without parameters and spaces, in small letters.
  private static func bare(_ text: Substring) -> String {
    let name = text.split(separator: ";", omittingEmptySubsequences: false).first ?? ""
    return name.filter { $0 != " " && $0 != "\t" }.lowercased()
  }
}
