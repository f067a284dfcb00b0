/// Cuts CSV into records of fields, as RFC 4180 has them.
enum CSVRecords {
  /// A field of a record.
  struct Field: Equatable {
    /// Its text, without the quotes around it.
    var text: String
    /// Whether it stood between quotes.
    var isQuoted: Bool
  }

  /// A line.
  struct Record: Equatable {
    /// Its fields: one or more.
    var fields: [Field]
    /// Its text as it was written.
    var line: String

    /// Whether nothing is in it.
    var isBlank: Bool { line.allSatisfy(\.isWhitespace) }
  }

  /// The records of a text; the end of the last line may be missing.
  ///
  /// - Complexity: O(`bytes`).
  static func records(of bytes: [UInt8]) -> [Record] {
    var records: [Record] = []
    var position = 0
    while position < bytes.count {
      let start = position
      var fields: [Field] = []
      var isEnd = false
      while !isEnd {
        fields.append(field(of: bytes, at: &position))
        isEnd = position >= bytes.count || bytes[position] != UInt8(ascii: ",")
        if !isEnd { position += 1 }
      }
      var end = position
      if end > start, bytes[end - 1] == UInt8(ascii: "\r") {
        end -= 1
        // The field before it ends where the line does.
        if let last = fields.last, !last.isQuoted, last.text.utf8.last == UInt8(ascii: "\r") {
          fields[fields.count - 1].text = String(
            decoding: last.text.utf8.dropLast(),
            as: UTF8.self
          )
        }
      }
      records.append(
        Record(fields: fields, line: String(decoding: bytes[start..<end], as: UTF8.self))
      )
      position += 1
    }
    return records
  }

  private static func field(of bytes: [UInt8], at position: inout Int) -> Field {
    let quote = UInt8(ascii: "\"")
    guard position < bytes.count, bytes[position] == quote else {
      let start = position
      while position < bytes.count, bytes[position] != UInt8(ascii: ","),
        bytes[position] != UInt8(ascii: "\n")
      {
        position += 1
      }
      return Field(text: String(decoding: bytes[start..<position], as: UTF8.self), isQuoted: false)
    }
    var text: [UInt8] = []
    position += 1
    while position < bytes.count {
      if bytes[position] == quote {
        position += 1
        guard position < bytes.count, bytes[position] == quote else { break }
      }
      text.append(bytes[position])
      position += 1
    }
    while position < bytes.count, bytes[position] != UInt8(ascii: ","),
      bytes[position] != UInt8(ascii: "\n")
    {
      position += 1
    }
    return Field(text: String(decoding: text, as: UTF8.self), isQuoted: true)
  }
}
