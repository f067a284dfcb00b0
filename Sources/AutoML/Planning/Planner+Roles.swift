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

/// The columns that settings name.
struct ColumnRoles: Equatable {
  /// The column of weights.
  var weight: RoleColumn?
  /// Which rows are ranked together.
  var group: RoleColumn?
  /// Which rows are not parted from each other.
  var split: RoleColumn?
  /// When a row is from.
  var time: RoleColumn?

  /// Their indices.
  var indices: [Int] { [weight, group, split, time].compactMap { $0?.index } }
}

extension Planner {
  /// Finds the columns that settings name.
  ///
  /// - Throws: when one is not there, has another role already, or is of a type that cannot have it.
  func resolveRoles(
    _ settings: CheckedSettings,
    in columns: [CatalogColumn],
    targetIndex: Int?
  ) throws(PlanningError) -> ColumnRoles {
    var taken: [Int: String] = [:]
    if let targetIndex { taken[targetIndex] = "the target" }
    func resolve(
      _ name: Located<String>?,
      _ setting: SettingKey,
      takes requirement: String,
      where fits: (CatalogColumn) -> Bool
    ) throws(PlanningError) -> RoleColumn? {
      guard let name else { return nil }
      let key = setting.rawValue
      let role = try role(key, name, in: columns, taken: taken)
      let column = columns[role.index]
      guard fits(column) else {
        throw PlanningError(
          .roleType(
            key: key,
            column: column.name,
            typeName: column.typeName,
            takes: requirement
          ),
          at: name.range
        )
      }
      taken[role.index] = "the \(key)"
      return role
    }
    var roles = ColumnRoles()
    roles.weight = try resolve(settings.weightColumn, .weightColumn, takes: "a number") {
      $0.kind == .number
    }
    let anything = "a number, a text or a date"
    roles.group = try resolve(settings.groupColumn, .groupColumn, takes: anything) {
      $0.kind != nil
    }
    roles.split = try resolve(settings.splitColumn, .splitColumn, takes: anything) {
      $0.kind != nil
    }
    roles.time = try resolve(
      settings.timeColumn,
      .timeColumn,
      takes: "a date, a timestamp, a time or a number"
    ) { $0.kind != nil && $0.kind != .text && $0.kind != .boolean }
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
    if let validates = settings.validates, validates.value, objective?.isRanking == true {
      throw PlanningError(.rankingValidated, at: validates.range)
    }
    if let group = settings.groupColumn, objective?.isRanking != true {
      throw PlanningError(.groupsWithoutRanking, at: group.range)
    }
  }
}
