import Learning
import ModelSQL
import Models

extension Planner {
  /// The types that COLUMN_TYPES names, by the columns' indices.
  ///
  /// - Throws: when a member cannot be read, a column is not there or no argument, or its values cannot be
  ///   of the type.
  func resolveColumnTypes(
    _ setting: Located<String>?,
    in columns: [CatalogColumn],
    _ goal: Goal<TargetPlan>,
    _ roles: ColumnRoles
  ) throws(PlanningError) -> [Int: ColumnType] {
    guard let setting else { return [:] }
    let members: [NamedColumnType]
    do throws(ColumnTypesFault) {
      members = try NamedColumnType.members(of: setting.value)
    } catch { throw PlanningError(.columnTypes(error), at: setting.range) }
    var types: [Int: ColumnType] = [:]
    for member in members {
      let range = setting.range(of: member.range)
      let index = try resolveColumn(Located(member.column, at: range), in: columns)
      do throws(ColumnTypesFault) {
        let type = try Self.type(of: member, columns[index])
        if let role = roles.role(of: index, target: goal.target?.index) {
          throw .notAnArgument(column: columns[index].name, role: role)
        }
        if types[index] != nil { throw .givenTwice(column: columns[index].name) }
        if type == .category || type == .text, goal.target == nil {
          throw .categoryForClusters(column: columns[index].name)
        }
        types[index] = type
      } catch { throw PlanningError(.columnTypes(error), at: range) }
    }
    let arguments = columns.indices.filter {
      roles.role(of: $0, target: goal.target?.index) == nil
    }
    guard arguments.isEmpty || arguments.contains(where: { types[$0] != .drop }) else {
      throw PlanningError(.columnTypes(.allDropped), at: setting.range)
    }
    return types
  }

  private static func type(
    of member: NamedColumnType,
    _ column: CatalogColumn
  ) throws(ColumnTypesFault) -> ColumnType {
    guard let type = ColumnType(rawValue: member.type.lowercased()) else {
      throw .unknownType(name: member.type)
    }
    guard let kind = column.kind, column.typeName != "VARCHAR" else { return type }
    let fits = type == .number ? kind == .number || kind == .boolean : type != .text
    guard fits else {
      throw .otherType(column: column.name, typeName: column.typeName, type)
    }
    return type
  }
}

extension ColumnRoles {
  /// The role of a column; nil where it is an argument of the function.
  func role(of index: Int, target: Int?) -> String? {
    let roles: [(Int?, String)] = [
      (target, "the target"), (weight?.index, "the WEIGHT_COLUMN"),
      (group?.index, "the GROUP_COLUMN"),
      (split?.index, "the SPLIT_COLUMN"), (time?.index, "the TIME_COLUMN"),
    ]
    return roles.first { $0.0 == index }?.1
  }
}

extension Located<String> {
  /// Where bytes of a string stand in the statement; the whole string where quotes or escapes in it, of which
  /// the text knows nothing, have moved them.
  fileprivate func range(of bytes: Range<Int>) -> Range<Int> {
    guard range.count == value.utf8.count + 2 else { return range }
    let start = range.lowerBound + 1
    return start + bytes.lowerBound..<start + bytes.upperBound
  }
}
