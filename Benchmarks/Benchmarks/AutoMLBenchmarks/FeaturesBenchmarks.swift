import Benchmark
@testable import Learning
@testable import Models

/// Looking at columns, and encoding them.
func featureBenchmarks() {
  measure(
    "Features/look at 1M x 4 numbers and 1 text, 1 thread",
    input: {
      Inputs.numbers(rowCount: FeatureSize.rowCount, columnCount: 4).map { .double($0) } + [
        textColumn()
      ]
    }
  ) { benchmark, columns in
    let findings = ColumnFindings.findings(
      of: columns,
      profiles: nil,
      strength: SingleColumnStrength(target: target, classCount: 2),
      threadCount: 1
    )
    benchmark.stopMeasurement()
    precondition(
      findings.map(\.profile.missingCount) == [0, 0, 0, 0, FeatureSize.rowCount / 10]
    )
    precondition(
      !findings[0].profile.isIntegral && columns[4].distinctCount == FeatureSize.levelCount - 1
    )
  }

  measure(
    "Features/encode 1M dates and 1M timestamps",
    input: {
      let days = (0..<FeatureSize.rowCount).map { Float(10_957 + $0 % 20_000) }
      let seconds = (0..<FeatureSize.rowCount).map { 946_684_800 + Double($0) * 3_600 }
      return [FeatureColumn.float(days), .double(seconds)]
    }
  ) { benchmark, columns in
    let table = dateEncoding.features(of: columns, rowCount: FeatureSize.rowCount)
    benchmark.stopMeasurement()
    precondition(table.columns.count == 11)
    // 2000-01-01 was a Saturday; the rows are a day and an hour apart.
    guard case .float(let years) = table.columns[1], case .float(let hours) = table.columns[10]
    else { preconditionFailure("parts are kept in single precision") }
    precondition(years[0] == 2000 && years[366] == 2001 && hours[25] == 1)
  }
}

/// The size of the columns.
private enum FeatureSize {
  static let rowCount = Size.rows(1_000_000)
  static let levelCount = 1_000
}

private let target = (0..<FeatureSize.rowCount).map { Double($0 % 2) }

private let dateEncoding = FeatureEncoding(inputs: [
  InputColumn(name: "day", kind: .date, typeName: "DATE"),
  InputColumn(name: "time", kind: .timestamp, typeName: "TIMESTAMP"),
])

/// Codes of every level but the first, one row in ten missing.
private func textColumn() -> FeatureColumn {
  .codes(
    (0..<FeatureSize.rowCount).map {
      $0 % 10 == 0 ? FeatureColumn.missingCode : UInt32(1 + $0 / 10 % (FeatureSize.levelCount - 1))
    },
    levelCount: FeatureSize.levelCount
  )
}
