/// A document of JSON, with no word on what it means.
indirect enum AnswerDocument: Codable, Equatable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case number(Double)
  case text(String)
  case list([AnswerDocument])
  case object([String: AnswerDocument])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([AnswerDocument].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: AnswerDocument].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .boolean(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// The list of predictions: the document itself, or what it has under one of SageMaker's names.
  var predictions: [AnswerDocument]? {
    switch self {
    case .list(let values): values
    case .object(let fields):
      ["predictions", "scores", "outputs"].lazy.compactMap { name -> [AnswerDocument]? in
        if case .list(let values)? = fields[name] { values } else { nil }
      }.first
    default: nil
    }
  }
}
