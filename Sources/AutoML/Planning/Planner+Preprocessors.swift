import Learning
import ModelSQL

/// The PREPROCESSORS of a statement: which models take them, and which columns they are of.
extension Planner {
  /// Refuses PREPROCESSORS that a statement's models do not take.
  static func checkPreprocessors(of statement: CreateModel) throws(PlanningError) {
    guard let written = statement.preprocessors, written.value.lowercased() != "none",
      statement.auto?.value == false, let type = statement.modelType,
      type.value.family?.findsClusters != true
    else { return }
    throw PlanningError(
      .clauseNotAllowed(
        clause: "PREPROCESSORS other than 'none'",
        because: "AUTO OFF with MODEL_TYPE \(type.value.rawValue) takes the columns as they are"
      ),
      at: written.range
    )
  }

  /// The ways of columns into a model; nil where PREPROCESSORS gives none.
  ///
  /// - Throws: where the text cannot be read, a name is not known, or a transformer is not for a column.
  func preprocessors(
    of statement: CreateModel,
    _ columns: [CatalogColumn],
    _ goal: Goal<TargetPlan>,
    _ roles: ColumnRoles,
    _ types: [Int: ColumnType]
  ) throws(PlanningError) -> PreprocessorPlan? {
    guard let written = statement.preprocessors, written.value.lowercased() != "none" else {
      return nil
    }
    let read: Preprocessors
    do throws(PreprocessorFault) { read = try Preprocessors(written.value) } catch {
      throw PlanningError(
        .invalidSetting(key: "PREPROCESSORS", requirement: error.requirement),
        at: Self.place(error.offset, in: written)
      )
    }
    var chains: [PreprocessorPlan.Chain] = []
    for step in read.steps {
      var transformers: [Located<Transformer>] = []
      for name in step.transformers { transformers.append(try Self.transformer(name, in: written)) }
      chains.append(PreprocessorPlan.Chain(columns: [], transformers: transformers))
    }
    try resolve(read.steps, &chains, in: written, columns, goal, roles, types)
    var plan = PreprocessorPlan()
    for chain in chains {
      do throws(LocatedRefusal) {
        try plan.take(chain, columns, findsClusters: goal.target == nil, types)
      } catch { throw PlanningError(.preprocessors(error.refusal), at: error.range) }
    }
    return plan
  }

  /// Finds the columns of each set; those that no set names are the columns of `*`.
  private func resolve(
    _ steps: [Preprocessors.Step],
    _ chains: inout [PreprocessorPlan.Chain],
    in written: Located<String>,
    _ columns: [CatalogColumn],
    _ goal: Goal<TargetPlan>,
    _ roles: ColumnRoles,
    _ types: [Int: ColumnType]
  ) throws(PlanningError) {
    var named: Set<Int> = []
    var others: Int?
    for (place, step) in steps.enumerated() {
      for name in step.columns {
        let range = Self.place(name.offset, in: written)
        func refused(_ refusal: PreprocessorRefusal) -> PlanningError {
          PlanningError(.preprocessors(refusal), at: range)
        }
        guard name.text != "*" else {
          guard others == nil else { throw refused(.namedTwice(column: "*")) }
          others = place
          continue
        }
        let index = try resolveColumn(Located(name.text, at: range), in: columns)
        let column = columns[index].name
        if let role = roles.role(of: index, target: goal.target?.index) {
          throw refused(.notAnArgument(column: column, role: role))
        }
        if types[index] == .drop {
          throw refused(.notAnArgument(column: column, role: "one that COLUMN_TYPES drops"))
        }
        guard named.insert(index).inserted else { throw refused(.namedTwice(column: column)) }
        chains[place].columns.append(index)
      }
    }
    guard let others else { return }
    chains[others].columns += columns.indices.filter {
      !named.contains($0) && types[$0] != .drop
        && roles.role(of: $0, target: goal.target?.index) == nil
    }
  }

  private static func transformer(
    _ name: Preprocessors.Name,
    in written: Located<String>
  ) throws(PlanningError) -> Located<Transformer> {
    let range = place(name.offset, in: written)
    guard let transformer = Transformer(name: name.text) else {
      let near = nearest(to: name.text, in: Transformer.allCases.map(\.rawValue))
      let hint = near.map { ": did you mean \($0)?" } ?? ""
      throw PlanningError(
        .invalidSetting(
          key: "PREPROCESSORS",
          requirement: "a list of known transformers; \"\(name.text.prefix(60))\" is none\(hint)"
        ),
        at: range
      )
    }
    return Located(transformer, at: range)
  }

  /// Where a byte of a text stands in the statement; the whole text where its quotes are other than plain
  /// ones.
  private static func place(_ offset: Int, in written: Located<String>) -> Range<Int> {
    let bytes = Array(written.value.utf8)
    let quotes = bytes.count { $0 == UInt8(ascii: "'") }
    guard written.range.count == bytes.count + quotes + 2 else { return written.range }
    let before = bytes.prefix(offset).count { $0 == UInt8(ascii: "'") }
    let start = written.range.lowerBound + 1 + offset + before
    return start..<min(start + 1, written.range.upperBound)
  }
}

extension Goal<TargetPlan> {
  /// The goal with columns in the units that PREPROCESSORS gives them.
  func scaled(_ columns: [CatalogColumn], _ plan: PreprocessorPlan?, _ written: String?) -> Self {
    guard case .cluster(var settings) = self, let plan, let written else { return self }
    for (index, scaling) in plan.scalings { settings.scalings[columns[index].name] = scaling }
    return .cluster(settings.showing("preprocessors", written))
  }
}
