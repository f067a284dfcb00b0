import Benchmark
@testable import Learning
@testable import Models
@testable import Parallel

/// The kernels of a boosted tree on one thread, by picoseconds for each value: histograms, the search
/// for a split, and parting rows, the last two beside what takes the same memory through the processor.
func treeKernelBenchmarks() {
  histogramBenchmarks()
  splitBenchmarks()
  partitionBenchmarks()
}

private func histogramBenchmarks() {
  for (name, step) in [("all rows", 1), ("1 row in 8", 8)] {
    measure(
      "Trees/histogram of 1M x 28, \(name)",
      configuration: kernels,
      input: { try KernelInput(rowStep: step) }
    ) { benchmark, input in
      var sums = [Int64](repeating: 0, count: input.histogram.count)
      var span = sums.mutableSpan
      benchmark.clock(values: input.rows.count * input.binned.featureCount) {
        input.fill(&span)
      }
      // Every row is in some bin of each feature.
      let total = input.rows.reduce(Int64(0)) { $0 &+ input.gradients[Int($1)] }
      for (feature, mapper) in input.binned.mappers.enumerated() {
        let bins = sums[feature << 8..<feature << 8 + mapper.binCount]
        precondition(bins.reduce(0, &+) == total, "feature \(feature)")
      }
    }
  }
}

private func splitBenchmarks() {
  measure(
    "Trees/best split of 28 features of 255 bins",
    configuration: kernels,
    input: { try KernelInput(rowStep: 1) }
  ) { benchmark, input in
    let features = 0..<input.binned.featureCount
    let splitter = Splitter(
      mappers: input.binned.mappers,
      settings: TreeSettings(roundCount: 1, learningRate: 0.1, maxDepth: 6),
      scale: input.scale
    )
    var found: Split?
    benchmark.clock(values: KernelInput.repeats * input.binCount) {
      for _ in 0..<KernelInput.repeats {
        found = splitter.bestSplit(
          in: input.histogram.span,
          total: input.total,
          features: features,
          isAllowed: nil
        )
      }
    }
    precondition(found?.feature == 3, "split by \(found?.feature ?? -1)")
  }

  measure(
    "Trees/best split: limit, the sum of the bins",
    configuration: kernels,
    input: { try KernelInput(rowStep: 1) }
  ) { benchmark, input in
    var total: Int64 = 0
    benchmark.clock(values: KernelInput.repeats * input.binCount) {
      for _ in 0..<KernelInput.repeats {
        for sum in input.histogram { total &+= sum }
        blackHole(total)
      }
    }
  }
}

private func partitionBenchmarks() {
  measure(
    "Trees/part 1M rows",
    configuration: kernels,
    input: { try KernelInput(rowStep: 1) }
  ) { benchmark, input in
    let count = input.rows.count
    let partition = RowPartition(capacity: count)
    partition.reset(to: input.rows.span)
    let task = RowPartition.Task(range: 0..<count, feature: 3, leftBins: BinSet(below: 128))
    var leftCounts: [Int] = []
    benchmark.clock(values: count) {
      leftCounts = partition.split([task], depth: 0, matrix: input.binned, threadCount: 1)
    }
    let expected = (0..<count).count { input.binned[$0, 3] < 128 }
    precondition(leftCounts == [expected], "\(leftCounts) rows are left")
  }

  measure(
    "Trees/part 1M rows: limit, copying as many bytes",
    configuration: kernels,
    input: { try KernelInput(rowStep: 1) }
  ) { benchmark, input in
    var copy = [UInt32](repeating: 0, count: input.rows.count)
    var target = copy.mutableSpan
    let source = input.rows.span
    benchmark.clock(values: source.count) {
      for index in source.indices { target[index] = source[index] }
    }
    precondition(copy == input.rows)
  }
}

private let perValue = BenchmarkMetric.custom("ps a value", useScalingFactor: false)
private var kernels: Benchmark.Configuration {
  .init(metrics: [.wallClock, perValue], warmupIterations: 2, maxDuration: .seconds(2))
}

extension Benchmark {
  /// Measures `work`, which is done for a number of values.
  fileprivate func clock(values: Int, _ work: () -> Void) {
    startMeasurement()
    let duration = ContinuousClock().measure(work)
    stopMeasurement()
    measurement(perValue, Int(duration / .nanoseconds(1) * 1_000 / Double(values)))
  }
}

/// Binned features, gradients in units, rows in ascending order, and the rows' histogram.
private struct KernelInput {
  /// The number of times that a histogram is searched, as once is too short for the clock.
  static let repeats = 100

  let binned: BinnedMatrix
  let gradients: SharedBuffer<Int64>
  let scale: GradientScale
  let rows: [UInt32]
  let total: GradientSum
  private(set) var histogram: [Int64]

  /// Bins of all features.
  var binCount: Int { binned.mappers.reduce(0) { $0 + $1.binCount } }

  /// Takes one of `rowStep` rows, at random; the gradients depend on feature 3.
  init(rowStep: Int) throws {
    let table = Inputs.features(rowCount: Size.rows(1_000_000), columnCount: 28)
    binned = try GradientBoosting.prepare(features: table, maxBinCount: 256, threadCount: 2)
    gradients = SharedBuffer(repeating: 0, count: table.rowCount)
    var random = InputGenerator(seed: 3)
    for row in 0..<table.rowCount {
      let side: Int64 = binned[row, 3] < 100 ? 300 : -300
      gradients[row] =
        (side + Int64.random(in: -1000...1000, using: &random)) &<< 32
        &+ Int64.random(in: 0...1000, using: &random)
    }
    scale = GradientScale(
      GradientMagnitude(gradient: 1e6, hessian: 1e6),
      rowCount: table.rowCount
    )
    rows = stride(from: 0, to: table.rowCount, by: rowStep).map {
      UInt32($0 + Int.random(in: 0..<rowStep, using: &random))
    }
    total = GradientSum(word: rows.reduce(0) { [gradients] in $0 &+ gradients[Int($1)] })
    histogram = [Int64](
      repeating: 0,
      count: HistogramPool(featureCount: binned.featureCount).elementCount
    )
    var sums = histogram
    var span = sums.mutableSpan
    fill(&span)
    histogram = sums
  }

  /// Sums the rows by the bins of each feature.
  func fill(_ sums: inout MutableSpan<Int64>) {
    HistogramBuilder(matrix: binned, gradients: gradients).build(rows.span, into: &sums)
  }
}
