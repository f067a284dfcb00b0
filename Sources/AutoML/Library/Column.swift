/// A named column of values of one type, with those that are NULL marked.
public struct Column: Sendable, Equatable {
  /// The values of a column: one for each row, of no meaning where the row is NULL.
  public enum Values: Sendable, Equatable {
    /// `BOOLEAN`.
    case booleans([Bool])
    /// Integers of up to 64 bits.
    case integers([Int64])
    /// Floating-point numbers; `DECIMAL` and integers that need more than 64 bits as the nearest one.
    case doubles([Double])
    /// Text, and as the engine prints them all types that have no case of their own.
    case texts([String])
    /// `BLOB`.
    case blobs([[UInt8]])
    /// `DATE`: days since 1970-01-01.
    case dates([Int])
    /// `TIMESTAMP`, with a time zone or without: microseconds since 1970-01-01 00:00:00 UTC.
    case timestamps([Int64])
  }

  /// The column's name.
  public let name: String
  /// The values.
  public let values: Values
  /// For each row whether it has a value; nil where all have.
  public let validity: [Bool]?

  /// A column; `validity` has as many elements as `values`, or is nil where no row is NULL.
  ///
  /// - Precondition: `validity`, where it is given, has one element for each value.
  public init(_ name: String, _ values: Values, validity: [Bool]? = nil) {
    precondition(validity.map { $0.count == values.count } ?? true, "validity of another length")
    self.name = name
    self.values = values
    self.validity = validity
  }

  /// The number of rows.
  public var count: Int { values.count }

  /// Whether a row is NULL.
  public func isNull(_ row: Int) -> Bool { validity.map { !$0[row] } ?? false }

  /// The value of a row.
  public subscript(row: Int) -> SQLValue { isNull(row) ? .null : values[row] }
}

extension Column.Values {
  /// The number of values.
  public var count: Int {
    switch self {
    case .booleans(let values): values.count
    case .integers(let values): values.count
    case .doubles(let values): values.count
    case .texts(let values): values.count
    case .blobs(let values): values.count
    case .dates(let values): values.count
    case .timestamps(let values): values.count
    }
  }

  /// One of them; a date as the timestamp of its midnight.
  subscript(row: Int) -> SQLValue {
    switch self {
    case .booleans(let values): .boolean(values[row])
    case .integers(let values): .integer(values[row])
    case .doubles(let values): .double(values[row])
    case .texts(let values): .text(values[row])
    case .blobs(let values): .blob(values[row])
    case .dates(let values): .timestamp(microseconds: Int64(values[row]) &* 86_400_000_000)
    case .timestamps(let values): .timestamp(microseconds: values[row])
    }
  }
}
