import Benchmark
@testable import Learning
@testable import Models
@testable import Parallel

/// Binning 1M x 28 single precision numbers on one thread, beside its limits: the search for each value's
/// bin alone, and a copy of the values.
func binningBenchmarks() {
  let configuration = Benchmark.Configuration(maxDuration: .seconds(3))
  let rowCount = Size.rows(1_000_000)

  measure(
    "Trees/binning of 1M x 28, its sample known, 1 thread",
    configuration: configuration,
    input: { try BinningInput(rowCount: rowCount) }
  ) { benchmark, input in
    var builder = BinnedMatrixBuilder(
      sample: input.sample,
      rowCount: rowCount,
      maxBinCount: 256,
      threadCount: 1
    )
    builder.add(input.table)
    benchmark.stopMeasurement()
    precondition(builder.filledRowCount == rowCount)
    for row in stride(from: 0, to: rowCount, by: 997) {
      precondition(builder.matrix[row, 3] == input.binned[row, 3], "row \(row)")
    }
  }

  measure(
    "Trees/binning: limit, the search of 1M x 28 alone",
    configuration: configuration,
    input: { try BinningInput(rowCount: rowCount) }
  ) { benchmark, input in
    let bins = SharedBuffer<UInt8>(zeroed: rowCount)
    let slice = bins.all
    var output = slice.mutableSpan
    for (values, ranks) in input.searches {
      ranks.fill(&output, of: values.span, missing: 255)
    }
    benchmark.stopMeasurement()
    precondition(Int(bins[17]) == input.binned[17, 27])
  }

  measure(
    "Trees/binning: limit, a copy of 1M x 28",
    configuration: configuration,
    input: { try BinningInput(rowCount: rowCount) }
  ) { benchmark, input in
    var copy: [Float] = []
    copy.reserveCapacity(rowCount)
    for (values, _) in input.searches {
      copy.removeAll(keepingCapacity: true)
      copy += values
    }
    benchmark.stopMeasurement()
    precondition(copy.count == rowCount)
  }
}

/// Numbers, the rows that bins are fitted to, and the bins.
private struct BinningInput {
  let table: FeatureTable
  let sample: [FeatureColumn]
  let binned: BinnedMatrix
  let searches: [(values: [Float], ranks: EdgeRanks)]

  init(rowCount: Int) throws {
    let table = Inputs.features(rowCount: rowCount, columnCount: 28)
    self.table = table
    let rows = PositionSample.rows(of: rowCount)
    sample = table.columns.map { $0.gathered(rows) }
    let binned = try GradientBoosting.prepare(features: table, maxBinCount: 256, threadCount: 2)
    self.binned = binned
    searches = zip(table.columns, binned.mappers).map { column, mapper in
      guard case .float(let values) = column, case .numeric(let edges) = mapper else {
        preconditionFailure("not single precision")
      }
      return (values, EdgeRanks(edges: edges))
    }
  }
}
