/// SQL of expressions whose functions are the engine's, whatever macros the database has: operators, lists
/// and structs are functions of the search path too.
enum EngineSQL {
  static func sum(_ a: String, _ b: String) -> String { "system.main.add(\(a), \(b))" }
  static func difference(_ a: String, _ b: String) -> String { "system.main.subtract(\(a), \(b))" }
  static func product(_ a: String, _ b: String) -> String { "system.main.multiply(\(a), \(b))" }

  /// The quotient; NULL where the divisor is 0.
  static func quotient(_ a: String, _ b: String) -> String {
    "CASE WHEN \(b) = 0 THEN NULL ELSE system.main.divide(\(a), \(b)) END"
  }

  /// The member of a list, counted from 1.
  static func member(_ place: Int, of list: String) -> String {
    "system.main.list_extract(\(list), \(place))"
  }

  /// A list.
  static func list(_ members: [String]) -> String {
    "system.main.list_value(\(members.joined(separator: ", ")))"
  }

  /// A struct.
  static func row(_ fields: [(name: String, value: String)]) -> String {
    let fields = fields.map { "\(quoted($0.name)) := \($0.value)" }
    return "system.main.struct_pack(\(fields.joined(separator: ", ")))"
  }

  /// The value, or another one where it is NULL.
  static func value(_ value: String, else other: String) -> String {
    "CASE WHEN \(value) IS NULL THEN \(other) ELSE \(value) END"
  }
}
