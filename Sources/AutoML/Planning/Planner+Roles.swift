import Learning
import ModelSQL
import Models

/// A column of the FROM result that is neither the target nor an argument of the function.
struct RoleColumn: Equatable {
  /// Which of the plan's columns it is.
  let index: Int
  /// Where the statement names it.
  let range: Range<Int>
}

/// The columns that WEIGHT_COLUMN and GROUP_COLUMN name.
struct ColumnRoles: Equatable {
  /// The column of weights.
  var weight: RoleColumn?
  /// Which rows are ranked together.
  var group: RoleColumn?

  /// Their indices.
  var indices: [Int] { [weight, group].compactMap { $0?.index } }
}

extension Planner {
  /// Finds the columns that settings name.
  ///
  /// - Throws: when one is not there, has another role already, or is of a type that cannot have it.
  func resolveRoles(
    _ settings: CheckedSettings,
    in columns: [CatalogColumn],
    targetIndex: Int
  ) throws(PlanningError) -> ColumnRoles {
    var roles = ColumnRoles()
    if let name = settings.weightColumn {
      let key = SettingKey.weightColumn.rawValue
      roles.weight = try role(key, name, in: columns, taken: [targetIndex: "the target"])
      if let column = roles.weight.map({ columns[$0.index] }), column.kind != .number {
        throw PlanningError(
          .roleType(key: key, column: column.name, typeName: column.typeName, takes: "a number"),
          at: name.range
        )
      }
    }
    if let name = settings.groupColumn {
      let key = SettingKey.groupColumn.rawValue
      var taken = [targetIndex: "the target"]
      if let weight = roles.weight {
        taken[weight.index] = "the \(SettingKey.weightColumn.rawValue)"
      }
      roles.group = try role(key, name, in: columns, taken: taken)
      if let column = roles.group.map({ columns[$0.index] }), column.kind == nil {
        throw PlanningError(
          .roleType(
            key: key,
            column: column.name,
            typeName: column.typeName,
            takes: "a number, a text or a date"
          ),
          at: name.range
        )
      }
    }
    return roles
  }

  private func role(
    _ key: String,
    _ name: Located<String>,
    in columns: [CatalogColumn],
    taken: [Int: String]
  ) throws(PlanningError) -> RoleColumn {
    let index = try resolveColumn(name, in: columns)
    if let role = taken[index] {
      throw PlanningError(
        .roleTaken(key: key, column: columns[index].name, role: role),
        at: name.range
      )
    }
    return RoleColumn(index: index, range: name.range)
  }

  /// Ranking needs groups, and groups are of no use to anything else.
  static func checkGroups(
    _ statement: CreateModel,
    _ objective: ObjectiveName?,
    _ settings: CheckedSettings
  ) throws(PlanningError) {
    if let objective, objective.isRanking, settings.groupColumn == nil {
      throw PlanningError(
        .learning(.missingGroups(objective: objective.text)),
        at: statement.objective?.range
      )
    }
    if let group = settings.groupColumn, objective?.isRanking != true {
      throw PlanningError(.groupsWithoutRanking, at: group.range)
    }
  }
}
