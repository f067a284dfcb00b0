import DuckDB

extension LogicalType {
  /// SQL for a value of the type with NULL in place of NaN and the infinities, for which JSON has no
  /// number; nil where the type has none.
  ///
  /// Of a value of the type JSON only itself is looked at. Keys of maps stay: in JSON they are text.
  func finite(_ value: String, depth: Int = 0) -> String? {
    // Lambdas inside lambdas have names of their own.
    let element = "e\(depth)"
    switch self {
    case .float, .double:
      return "CASE WHEN system.main.isfinite(\(value)) THEN \(value) END"
    case .varchar(let alias?) where alias.uppercased() == "JSON":
      // The engine reads NaN out of a file of JSON, as other programs write it.
      return "CASE WHEN system.main.json_type(\(value)) = 'DOUBLE' THEN CASE WHEN "
        + "system.main.isfinite(TRY_CAST(\(value) AS DOUBLE)) THEN \(value) END ELSE \(value) END"
    case .list(let type), .array(let type, _):
      let list = "CAST(\(value) AS \(LogicalType.list(type)))"
      return type.finite(element, depth: depth + 1).map {
        "system.main.list_transform(\(list), lambda \(element): \($0))"
      }
    case .struct(let fields):
      guard fields.allSatisfy({ !$0.name.isEmpty }) else { return nil }
      return Self.finite(fields, of: value, depth: depth)
    case .map(_, let type):
      let entry = "system.main.struct_extract(\(element), 'value')"
      return type.finite(entry, depth: depth + 1).map { finite in
        let key = "system.main.struct_extract(\(element), 'key')"
        return "system.main.map_from_entries(system.main.list_transform("
          + "system.main.map_entries(\(value)), lambda \(element): "
          + "system.main.struct_pack(k := \(key), v := \(finite))))"
      }
    default: return nil
    }
  }

  private static func finite(_ fields: [Field], of value: String, depth: Int) -> String? {
    var hasNumbers = false
    let parts = fields.map { field in
      let part = "system.main.struct_extract(\(value), \(literal(field.name)))"
      let finite = field.type.finite(part, depth: depth + 1)
      hasNumbers = hasNumbers || finite != nil
      return "\(quoted(field.name)) := \(finite ?? part)"
    }
    guard hasNumbers else { return nil }
    let packed = "system.main.struct_pack(\(parts.joined(separator: ", ")))"
    return "CASE WHEN \(value) IS NOT NULL THEN \(packed) END"
  }
}
