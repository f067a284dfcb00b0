import Benchmark

/// Every benchmark, by stage; the tool calls this once.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput, .peakMemoryResident],
    warmupIterations: 1,
    maxDuration: .seconds(3)
  )
  parallelBenchmarks()
  modelSQLBenchmarks()
  extractionBenchmarks()
  featureBenchmarks()
  binningBenchmarks()
  treeBenchmarks()
  treeKernelBenchmarks()
  linearBenchmarks()
  linearKernelBenchmarks()
  searchBenchmarks()
  predictionBenchmarks()
  storageBenchmarks()
  archiveBenchmarks()
}
