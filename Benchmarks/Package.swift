// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Benchmarks",
  dependencies: [
    .package(name: "automl", path: ".."),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "AutoMLBenchmarks",
      dependencies: [
        .product(name: "AutoML", package: "automl"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/AutoMLBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
    )
  ]
)
