extension LogicalType {
  /// The type of numbers, booleans, dates, times or text that has a name, as `description` gives it.
  ///
  /// For names that come out of files: they are compared with a closed set, and never become SQL. An
  /// ENUM, whose values are text, is text.
  package init?(plainName name: String) {
    if name.hasPrefix("ENUM(") {
      self = .varchar()
    } else if let type = Self.plainTypes[name] {
      self = type
    } else if let decimal = Self.decimal(name) {
      self = decimal
    } else {
      return nil
    }
  }

  private static let plainTypes: [String: LogicalType] = Dictionary(
    uniqueKeysWithValues: [
      .boolean, .tinyint, .smallint, .integer, .bigint, .hugeint, .utinyint, .usmallint, .uinteger,
      .ubigint, .uhugeint, .float, .double, .varchar(), .date, .time, .timeNanoseconds,
      .timeWithTimeZone, .timestamp, .timestampSeconds, .timestampMilliseconds,
      .timestampNanoseconds, .timestampWithTimeZone, .uuid, .varchar(alias: "JSON"),
    ].map { (type: LogicalType) in (type.description, type) }
  )

  /// `DECIMAL(width,scale)`, with a width and a scale that there are.
  private static func decimal(_ name: String) -> LogicalType? {
    let prefix = "DECIMAL("
    guard name.hasPrefix(prefix), name.hasSuffix(")") else { return nil }
    let numbers = name.dropFirst(prefix.count).dropLast().split(separator: ",").map { Int($0) }
    guard numbers.count == 2, let width = numbers[0], let scale = numbers[1],
      (1...38).contains(width), (0...width).contains(scale)
    else { return nil }
    let type = LogicalType.decimal(width: width, scale: scale)
    return type.description == name ? type : nil
  }
}
