import Models

/// The way to the second derivatives of one design: which columns are coupled, over which rows, at
/// what cost.
struct HessianPlan: Sendable {
  /// Elements of the matrices of all outputs together: 64 MB.
  ///
  /// Wider cores are not coupled.
  private static let elementLimit = 1 << 23
  /// Up to this order all outputs are factored together.
  private static let widestJointCore = 1024

  /// Second derivatives are cheap if they take no more passes than this.
  static let cheapCost = 4.0

  /// The core's columns within an output: values, chosen indicator groups, the intercept.
  let core: [Int]
  /// The indicator groups in the core.
  let coreGroups: [Int]
  /// Whether outputs are coupled with each other.
  let isJoint: Bool
  /// The rows that are looked at.
  let blocks: [DesignBlock]
  /// The factor by which sums over `blocks` stand for all rows.
  let scale: Double
  /// Whether `blocks` are all rows.
  var isExact: Bool { scale == 1 }
  /// For each column whether `blocks` have too little of it to tell its hessian.
  let isUndersampled: [Bool]
  /// Whether some columns' hessian is not, or not well, told by the core's.
  let needsDiagonal: Bool
  /// Whether nothing is left out: all rows, all columns, all pairs of outputs.
  let isComplete: Bool
  /// The cost of one evaluation of the hessian, in passes over the design.
  let passCost: Double

  /// Decides, from the shape of the design alone; over all rows unless rows may be chosen.
  init(_ objective: LinearObjective, mayChooseRows: Bool = true) {
    let design = objective.design
    let valueCount = design.encoding.valueCount
    let elementCount = (valueCount + 1) * (valueCount + 1) * objective.outputCount
    var columns = elementCount <= Self.elementLimit ? Array(0..<valueCount) : []
    let bySize = design.groups.indices.sorted {
      (design.groups[$0].width, $0) < (design.groups[$1].width, $1)
    }
    // Small groups first: they are seen in many rows together, so their coupling matters most.
    let room = max(columns.count, Self.widestJointCore / objective.outputCount)
    var width = columns.count
    var coreGroups: [Int] = []
    for group in bySize where width + design.groups[group].columns.count <= room {
      coreGroups.append(group)
      width += design.groups[group].columns.count
    }
    coreGroups.sort()
    for group in coreGroups { columns += design.groups[group].columns }
    columns.append(design.encoding.columnCount)
    let isJoint = columns.count * objective.outputCount <= Self.widestJointCore
    self.coreGroups = coreGroups
    self.isJoint = isJoint
    core = columns

    func cost(_ blocks: [DesignBlock]) -> Double {
      Self.cost(
        rowCount: blocks.reduce(0) { $0 + $1.rowCount },
        valueCount: valueCount,
        order: columns.count,
        groupCount: coreGroups.count,
        outputCount: objective.outputCount,
        isJoint: isJoint
      )
    }
    let passNanoseconds =
      Double(objective.rowCount * objective.outputCount)
      * (Double(valueCount) * 0.2 + 2 * Double(design.groups.count) + 10)
    let exactCost = cost(objective.blocks) / passNanoseconds
    // A sample has to be much cheaper, for it takes more steps: those of all rows are worth a pass, and the
    // squared loss, which is then done in one step, five (where it is not left to `LeastSquares`).
    let worth = objective.loss == .squared ? 5.0 : 1
    let sampledCost = design.sample.map { cost($0.blocks) / passNanoseconds }
    if mayChooseRows, !objective.isSampled, let sample = design.sample, let sampledCost,
      exactCost >= max(worth, 8 * sampledCost)
    {
      blocks = sample.blocks
      scale = design.totalWeight / sample.weight
      passCost = sampledCost
      isUndersampled = sample.isUndersampled
    } else {
      blocks = objective.blocks
      scale = 1
      passCost = exactCost
      isUndersampled = design.columnSquares.map { _ in false }
    }
    needsDiagonal = columns.count < objective.stride || isUndersampled.contains(true)
    isComplete =
      scale == 1 && columns.count == objective.stride && (isJoint || objective.outputCount == 1)
  }

  /// The cost of second derivatives, in nanoseconds on one core: near enough to choose by.
  private static func cost(
    rowCount: Int,
    valueCount: Int,
    order: Int,
    groupCount: Int,
    outputCount: Int,
    isJoint: Bool
  ) -> Double {
    let (order, groups, outputs) = (Double(order), Double(groupCount), Double(outputCount))
    let pairs = isJoint ? outputs * (outputs + 1) / 2 : outputs
    let values = Double(valueCount)
    let perRow = values * values * 0.02 + groups * values + groups * groups / 2 + 10
    let factorOrder = isJoint ? order * outputs : order
    let factorCount = isJoint ? 1 : outputs
    return Double(rowCount) * pairs * perRow
      + factorCount * factorOrder * factorOrder * factorOrder * 0.01
  }
}
