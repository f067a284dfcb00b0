import Benchmark
@testable import Parallel

/// The cost of handing out work.
func parallelBenchmarks() {
  Benchmark("Parallel/concurrentMap 1000 empty pieces, 2 threads") { benchmark in
    let squares = concurrentMap(count: 1000, threadCount: 2) { $0 * $0 }
    benchmark.stopMeasurement()
    precondition(squares == (0..<1000).map { $0 * $0 })
  }
}
