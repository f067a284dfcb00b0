internal import CDuckDB

extension LogicalType {
  /// The type behind a handle of ours, which is destroyed.
  init(taking handle: duckdb_logical_type?) {
    guard let handle = unsafe handle else {
      self = .other
      return
    }
    unsafe self.init(reading: handle)
    var destroyed: duckdb_logical_type? = unsafe handle
    unsafe duckdb_destroy_logical_type(&destroyed)
  }

  private init(reading handle: duckdb_logical_type) {
    let id = unsafe duckdb_get_type_id(handle)
    if let simple = LogicalType.simple(id) {
      self = simple
      return
    }
    self =
      switch id {
      case DUCKDB_TYPE_DECIMAL:
        unsafe .decimal(
          width: Int(duckdb_decimal_width(handle)),
          scale: Int(duckdb_decimal_scale(handle))
        )
      case DUCKDB_TYPE_VARCHAR:
        unsafe .varchar(alias: takeString(duckdb_logical_type_get_alias(handle)))
      case DUCKDB_TYPE_ENUM:
        unsafe .enum(
          (0..<duckdb_enum_dictionary_size(handle)).map { index in
            unsafe takeString(duckdb_enum_dictionary_value(handle, idx_t(index))) ?? ""
          }
        )
      case DUCKDB_TYPE_LIST: unsafe .list(LogicalType(taking: duckdb_list_type_child_type(handle)))
      case DUCKDB_TYPE_ARRAY:
        unsafe .array(
          LogicalType(taking: duckdb_array_type_child_type(handle)),
          count: Int(duckdb_array_type_array_size(handle))
        )
      case DUCKDB_TYPE_MAP:
        unsafe .map(
          key: LogicalType(taking: duckdb_map_type_key_type(handle)),
          value: LogicalType(taking: duckdb_map_type_value_type(handle))
        )
      case DUCKDB_TYPE_STRUCT:
        unsafe .struct(
          (0..<duckdb_struct_type_child_count(handle)).map { index in
            unsafe Field(
              name: takeString(duckdb_struct_type_child_name(handle, index)) ?? "",
              type: LogicalType(taking: duckdb_struct_type_child_type(handle, index))
            )
          }
        )
      case DUCKDB_TYPE_UNION:
        unsafe .union(
          (0..<duckdb_union_type_member_count(handle)).map { index in
            unsafe Field(
              name: takeString(duckdb_union_type_member_name(handle, index)) ?? "",
              type: LogicalType(taking: duckdb_union_type_member_type(handle, index))
            )
          }
        )
      default: .other
      }
  }

  /// The type with an id, where it has no parameters.
  private static func simple(_ id: duckdb_type) -> LogicalType? {
    simpleTypes.first { $0.id == id }?.type
  }

  /// The id of a type without parameters.
  private var simpleID: duckdb_type? {
    LogicalType.simpleTypes.first { $0.type == self }?.id
  }

  // They are looked for from the start: arguments of models are DOUBLE most of all.
  private static let simpleTypes: [(id: duckdb_type, type: LogicalType)] = [
    (DUCKDB_TYPE_DOUBLE, .double), (DUCKDB_TYPE_BOOLEAN, .boolean), (DUCKDB_TYPE_TINYINT, .tinyint),
    (DUCKDB_TYPE_SMALLINT, .smallint), (DUCKDB_TYPE_INTEGER, .integer),
    (DUCKDB_TYPE_BIGINT, .bigint), (DUCKDB_TYPE_HUGEINT, .hugeint),
    (DUCKDB_TYPE_UTINYINT, .utinyint), (DUCKDB_TYPE_USMALLINT, .usmallint),
    (DUCKDB_TYPE_UINTEGER, .uinteger), (DUCKDB_TYPE_UBIGINT, .ubigint),
    (DUCKDB_TYPE_UHUGEINT, .uhugeint), (DUCKDB_TYPE_BIGNUM, .bignum),
    (DUCKDB_TYPE_FLOAT, .float), (DUCKDB_TYPE_BLOB, .blob),
    (DUCKDB_TYPE_BIT, .bit), (DUCKDB_TYPE_DATE, .date), (DUCKDB_TYPE_TIME, .time),
    (DUCKDB_TYPE_TIME_NS, .timeNanoseconds), (DUCKDB_TYPE_TIME_TZ, .timeWithTimeZone),
    (DUCKDB_TYPE_TIMESTAMP, .timestamp), (DUCKDB_TYPE_TIMESTAMP_S, .timestampSeconds),
    (DUCKDB_TYPE_TIMESTAMP_MS, .timestampMilliseconds),
    (DUCKDB_TYPE_TIMESTAMP_NS, .timestampNanoseconds),
    (DUCKDB_TYPE_TIMESTAMP_TZ, .timestampWithTimeZone), (DUCKDB_TYPE_INTERVAL, .interval),
    (DUCKDB_TYPE_UUID, .uuid), (DUCKDB_TYPE_VARIANT, .variant),
    (DUCKDB_TYPE_GEOMETRY, .geometry), (DUCKDB_TYPE_SQLNULL, .null),
  ]

  /// Lends `body` a handle of the type; without one, where DuckDB cannot make the type.
  func withHandle<Result>(_ body: (duckdb_logical_type?) -> Result) -> Result {
    var handle = unsafe makeHandle()
    defer { unsafe duckdb_destroy_logical_type(&handle) }
    return unsafe body(handle)
  }

  private func makeHandle() -> duckdb_logical_type? {
    switch self {
    case .decimal(let width, let scale):
      guard (1...38).contains(width), (0...width).contains(scale) else { return nil }
      return unsafe duckdb_create_decimal_type(UInt8(width), UInt8(scale))
    case .varchar(let alias):
      let handle = unsafe duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR)
      if let alias { unsafe duckdb_logical_type_set_alias(handle, alias) }
      return unsafe handle
    case .enum(let labels):
      return unsafe withCStrings(labels) { unsafe duckdb_create_enum_type($0, idx_t(labels.count)) }
    case .list(let element): return unsafe element.withHandle { unsafe duckdb_create_list_type($0) }
    case .array(let element, let count):
      return unsafe element.withHandle { unsafe duckdb_create_array_type($0, idx_t(count)) }
    case .map(let key, let value):
      return unsafe key.withHandle { key in
        unsafe value.withHandle { unsafe duckdb_create_map_type(key, $0) }
      }
    case .struct(let fields):
      return unsafe withHandles(fields) {
        unsafe duckdb_create_struct_type($0, $1, idx_t(fields.count))
      }
    case .union(let members):
      return unsafe withHandles(members) {
        unsafe duckdb_create_union_type($0, $1, idx_t(members.count))
      }
    default: return unsafe simpleID.flatMap { unsafe duckdb_create_logical_type($0) }
    }
  }
}

/// Lends `body` the fields' types and names as C arrays.
private func withHandles(
  _ fields: [LogicalType.Field],
  _ body: (
    UnsafeMutablePointer<duckdb_logical_type?>, UnsafeMutablePointer<UnsafePointer<CChar>?>
  ) -> duckdb_logical_type?
) -> duckdb_logical_type? {
  var types: [duckdb_logical_type?] = unsafe []
  func lendNext() -> duckdb_logical_type? {
    guard unsafe types.count == fields.count else {
      return unsafe fields[unsafe types.count].type.withHandle { handle in
        unsafe types.append(handle)
        return unsafe lendNext()
      }
    }
    return unsafe withCStrings(fields.map(\.name)) { names in
      unsafe types.withUnsafeMutableBufferPointer { types in
        guard let first = types.baseAddress else { return nil }
        return unsafe body(first, names)
      }
    }
  }
  return unsafe lendNext()
}

/// Lends `body` the strings as a C array; nil if there are none.
private func withCStrings(
  _ strings: [String],
  _ body: (UnsafeMutablePointer<UnsafePointer<CChar>?>) -> duckdb_logical_type?
) -> duckdb_logical_type? {
  var bytes: [CChar] = []
  var starts: [Int] = []
  for string in strings {
    starts.append(bytes.count)
    bytes += string.utf8CString
  }
  return unsafe bytes.withUnsafeBufferPointer { bytes in
    guard let base = bytes.baseAddress else { return nil }
    var pointers: [UnsafePointer<CChar>?] = unsafe starts.map { unsafe base + $0 }
    return unsafe pointers.withUnsafeMutableBufferPointer { pointers in
      guard let first = pointers.baseAddress else { return nil }
      return unsafe body(first)
    }
  }
}
