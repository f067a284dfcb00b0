/// The table of actual and predicted classes.
extension ReportPage {
  /// Classes of the table; more are counted together.
  private static let matrixLimit = 12

  func confusion(_ rows: ReportRows) -> Markup {
    let (actual, predicted) = (rows.texts("actual"), rows.texts("predicted"))
    let counts = rows.numbers("rows")
    var totals: [String: Double] = [:]
    for (label, count) in zip(actual, counts) { totals[label ?? "", default: 0] += count }
    for label in predicted { totals[label ?? "", default: 0] += 0 }
    let ranked = totals.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
    guard ranked.count > 1 else { return .none }
    let isCut = ranked.count > Self.matrixLimit
    let shown = ranked.prefix(isCut ? Self.matrixLimit - 1 : Self.matrixLimit).map(\.key)
    // In the order of the labels, which is that of the text.
    let labels = shown.sorted()
    var places: [String: Int] = [:]
    for (index, label) in labels.enumerated() { places[label] = index }
    let side = labels.count + (isCut ? 1 : 0)
    var cells = [[Double]](repeating: [Double](repeating: 0, count: side), count: side)
    for index in counts.indices {
      let (row, column) = (
        places[actual[index] ?? ""] ?? side - 1, places[predicted[index] ?? ""] ?? side - 1
      )
      cells[row][column] += counts[index]
    }
    let names = labels + (isCut ? ["\(grouped(ranked.count - labels.count)) others"] : [])
    return matrix(cells, names, isCut: isCut)
  }

  private func matrix(_ cells: [[Double]], _ names: [String], isCut: Bool) -> Markup {
    let head = names.map { "<th scope=\"col\">\(.cut($0, to: 14))</th>" as Markup }
    let lines = zip(names, cells).map { name, row -> Markup in
      let total = row.reduce(0, +)
      let boxes = row.map { count -> Markup in
        let share = total > 0 ? count / total : 0
        return """
          <td style="background:rgba(var(--tint),\(fixed(0.5 * share, digits: 3)))" \
          title="\(percent(share)) of the row">\(grouped(Int(count)))</td>
          """
      }
      return "<tr><th scope=\"row\">\(.cut(name, to: 24))</th>\(boxes)</tr>\n"
    }
    let more: Markup =
      isCut
      ? """
       All classes: <code>\(content.place(.confusionMatrix))</code>; the cell of the others has right and \
      wrong ones.
      """
      : .none
    return """
      <h3>Confusion matrix</h3>
      <div class="scroll"><table class="matrix">
      <thead><tr><th>actual \\ predicted</th>\(head)</tr></thead>
      <tbody>
      \(lines)</tbody></table></div>
      <p class="note">Rows of the data; the darker a cell, the larger its share of the actual class.\
      \(more)</p>

      """
  }
}
