internal import CKernels

/// Trees whose contributions are looked up in tables: the fast way.
///
/// For each tree a program of numbers, as the kernel reads it: see `automl_add_contributions`.
struct ContributionTables: Sendable {
  /// The memory that all tables of a model may take, in numbers of 8 bytes: 64 MB.
  static let numberLimit = 8 << 20

  private var programs: [Range<Int>] = []
  private var program: [Int32] = []
  private var tables: [Double] = []
  /// The most decisions and groups that a tree has, together.
  private var roomCount = 0

  /// The numbers of all tables.
  var numberCount: Int { tables.count }

  /// Adds a tree, whose sets of levels begin at `firstWord` among those of all trees; `inputs` has for
  /// each feature that trees may ask for the input that its contribution counts for.
  mutating func append(
    _ tree: TabulatedTree,
    columns: RankedColumns,
    inputs: [Int],
    shares: [Double],
    rules: UnitQuadratures,
    firstWord: Int
  ) {
    let start = program.count
    let splits = tree.tree.nodes.indices.filter { tree.tree.nodes[$0].kind != .leaf }
    var places = [Int](repeating: 0, count: tree.tree.nodes.count)
    for (place, node) in splits.enumerated() { places[node] = place }
    // For each input the groups and tables that add to it.
    var terms: [Int: [(group: Int, table: Int)]] = [:]
    for (index, group) in tree.groups.enumerated() {
      for (place, feature) in group.features.enumerated() {
        terms[inputs[feature], default: []].append((index, tables.count + place << group.bitCount))
      }
      tables += tree.tables(of: group, shares: shares, rules: rules)
    }
    write([splits.count, tree.groups.count, terms.count])
    for node in splits {
      write(columns.decision(of: tree.tree.nodes[node], firstWord: firstWord))
    }
    for group in tree.groups { write(group, places) }
    for input in terms.keys.sorted() {
      let own = terms[input] ?? []
      write([input, own.count] + own.flatMap { [$0.group, $0.table] })
    }
    programs.append(start..<program.count)
    roomCount = max(roomCount, splits.count + tree.groups.count)
  }

  private mutating func write(_ numbers: [Int]) { program += numbers.map { Int32($0) } }

  private mutating func write(_ decision: RankDecision) {
    write([decision.column])
    program.append(Int32(bitPattern: decision.limit))
    write([Int(decision.missingOffset), decision.levelCount ?? -1])
  }

  /// The bits of a group's pattern, each with the conditions that must all hold.
  private mutating func write(_ group: TabulatedTree.Group, _ places: [Int]) {
    write([group.bitCount])
    for step in group.path {
      write([step.conditions.count])
      write(step.conditions.map { 2 * places[$0.node] + ($0.isLeft ? 1 : 0) })
    }
    for node in group.splits { write([1, 2 * places[node] + 1]) }
  }

  /// Adds the contributions of all trees for a block of rows.
  ///
  /// Shapes: `ranks` as of `RankedColumns`, of `rowCount` rows; `sums` the same number of rows for
  /// each input.
  ///
  /// - Complexity: O(rows x trees x (groups x features of a group)).
  func add(
    ranks: Span<UInt32>,
    words: Span<UInt64>,
    rowCount: Int,
    to sums: inout MutableSpan<Double>
  ) {
    let blockRowCount = RankedColumns.blockRowCount
    var room = [UInt8](repeating: 0, count: roomCount * blockRowCount)
    unsafe room.withUnsafeMutableBufferPointer { room in
      unsafe sums.withUnsafeMutableBufferPointer { sums in
        unsafe ranks.withUnsafeBufferPointer { ranks in
          unsafe words.withUnsafeBufferPointer { words in
            unsafe tables.withUnsafeBufferPointer { tables in
              unsafe program.withUnsafeBufferPointer { program in
                for tree in programs {
                  for start in stride(from: 0, to: rowCount, by: blockRowCount) {
                    unsafe automl_add_contributions(
                      program.baseAddress.map { unsafe $0 + tree.lowerBound },
                      words.baseAddress,
                      tables.baseAddress,
                      ranks.baseAddress.map { unsafe $0 + start },
                      Int64(rowCount),
                      Int64(min(blockRowCount, rowCount - start)),
                      room.baseAddress,
                      sums.baseAddress.map { unsafe $0 + start }
                    )
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
