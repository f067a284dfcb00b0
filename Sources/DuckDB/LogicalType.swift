/// A type of DuckDB's, with its parameters.
package indirect enum LogicalType: Equatable, Sendable {
  case boolean
  case tinyint, smallint, integer, bigint, hugeint
  case utinyint, usmallint, uinteger, ubigint, uhugeint
  /// An integer of any size.
  case bignum
  case float, double
  case decimal(width: Int, scale: Int)
  /// Text; `alias` is the name of a type that is text underneath, such as JSON.
  case varchar(alias: String? = nil)
  case blob, bit
  case date
  case time, timeNanoseconds, timeWithTimeZone
  case timestamp, timestampSeconds, timestampMilliseconds, timestampNanoseconds
  case timestampWithTimeZone
  case interval
  case uuid
  case `enum`([String])
  case list(LogicalType)
  case array(LogicalType, count: Int)
  /// Fields in order; a row without field names has empty ones.
  case `struct`([Field])
  case map(key: LogicalType, value: LogicalType)
  case union([Field])
  case variant, geometry
  /// The type of a bare NULL.
  case null
  /// A type that this module does not know, or that is not known yet.
  case other

  /// A named part of a STRUCT or UNION.
  package struct Field: Equatable, Sendable {
    package let name: String
    package let type: LogicalType

    package init(name: String, type: LogicalType) {
      self.name = name
      self.type = type
    }
  }
}

extension LogicalType {
  /// True if `DataChunk.appendNumbers` takes the type: numbers, booleans, dates, times and
  /// timestamps.
  package var isNumber: Bool {
    switch self {
    case .boolean, .tinyint, .smallint, .integer, .bigint, .hugeint, .utinyint, .usmallint,
      .uinteger, .ubigint, .uhugeint, .float, .double, .decimal, .date, .time, .timeNanoseconds,
      .timeWithTimeZone, .timestamp, .timestampSeconds, .timestampMilliseconds,
      .timestampNanoseconds, .timestampWithTimeZone:
      true
    default: false
    }
  }

  /// True if a `Float` holds each value of the type: dates do from 43,900 BC to 47,900.
  package var isExactAsFloat: Bool {
    switch self {
    case .boolean, .tinyint, .smallint, .utinyint, .usmallint, .float, .date: true
    default: false
    }
  }
}

extension LogicalType: CustomStringConvertible {
  /// The type's name in SQL, as `typeof` gives it: `DECIMAL(18,3)`, `INTEGER[]`, `STRUCT(a
  /// INTEGER)`.
  package var description: String {
    switch self {
    case .decimal(let width, let scale): "DECIMAL(\(width),\(scale))"
    case .varchar(let alias): alias ?? "VARCHAR"
    case .enum(let labels):
      "ENUM(" + labels.map { quoted($0, by: "'") }.joined(separator: ", ") + ")"
    case .list(let element): "\(element)[]"
    case .array(let element, let count): "\(element)[\(count)]"
    case .struct(let fields): "STRUCT(" + names(of: fields) + ")"
    case .map(let key, let value): "MAP(\(key), \(value))"
    case .union(let members): "UNION(" + names(of: members) + ")"
    default: simpleNames.sql
    }
  }

  /// The type's short name, as PostgreSQL's catalogs have it: `int4`, `float8`, `numeric`,
  /// `timestamptz`.
  package var shortName: String {
    switch self {
    case .decimal: "numeric"
    case .varchar(let alias): alias?.lowercased() ?? "varchar"
    case .enum, .list, .array, .struct, .map, .union: description.lowercased()
    default: simpleNames.short
    }
  }

  /// The names of a type without parameters.
  private var simpleNames: (sql: String, short: String) {
    switch self {
    case .boolean: ("BOOLEAN", "bool")
    case .tinyint: ("TINYINT", "int1")
    case .smallint: ("SMALLINT", "int2")
    case .integer: ("INTEGER", "int4")
    case .bigint: ("BIGINT", "int8")
    case .hugeint: ("HUGEINT", "int16")
    case .utinyint: ("UTINYINT", "uint1")
    case .usmallint: ("USMALLINT", "uint2")
    case .uinteger: ("UINTEGER", "uint4")
    case .ubigint: ("UBIGINT", "uint8")
    case .uhugeint: ("UHUGEINT", "uint16")
    case .bignum: ("BIGNUM", "bignum")
    case .float: ("FLOAT", "float4")
    case .double: ("DOUBLE", "float8")
    case .blob: ("BLOB", "bytea")
    case .bit: ("BIT", "bit")
    case .date: ("DATE", "date")
    case .time: ("TIME", "time")
    case .timeNanoseconds: ("TIME_NS", "time_ns")
    case .timeWithTimeZone: ("TIME WITH TIME ZONE", "timetz")
    case .timestamp: ("TIMESTAMP", "timestamp")
    case .timestampSeconds: ("TIMESTAMP_S", "timestamp_s")
    case .timestampMilliseconds: ("TIMESTAMP_MS", "timestamp_ms")
    case .timestampNanoseconds: ("TIMESTAMP_NS", "timestamp_ns")
    case .timestampWithTimeZone: ("TIMESTAMP WITH TIME ZONE", "timestamptz")
    case .interval: ("INTERVAL", "interval")
    case .uuid: ("UUID", "uuid")
    case .variant: ("VARIANT", "variant")
    case .geometry: ("GEOMETRY", "geometry")
    case .null: ("\"NULL\"", "null")
    default: ("UNKNOWN", "unknown")
    }
  }

  private func names(of fields: [Field]) -> String {
    fields.map { field in
      field.name.isEmpty ? "\(field.type)" : "\(identifier(field.name)) \(field.type)"
    }.joined(separator: ", ")
  }
}

/// A name as SQL needs it: as it is where it is plain, quoted where it is not.
private func identifier(_ name: String) -> String {
  let isPlain = name.utf8.enumerated().allSatisfy { index, byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): index > 0
    default: false
    }
  }
  return isPlain ? name : quoted(name, by: "\"")
}

/// Text between two quotes, those inside doubled: bytes, for a combining mark may follow a quote.
private func quoted(_ text: String, by quote: Unicode.Scalar) -> String {
  let byte = UInt8(ascii: quote)
  let doubled = text.utf8.flatMap { $0 == byte ? [$0, $0] : [$0] }
  return "\(quote)" + String(decoding: doubled, as: UTF8.self) + "\(quote)"
}
