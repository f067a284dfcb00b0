// swift-tools-version: 6.2
import PackageDescription

// The stages that are measured by themselves are `package` in the package above, and SwiftPM gives no other package
// that view. Without access control the benchmarks see them, compiled exactly as they are released.
let settings: [SwiftSetting] = [.unsafeFlags(["-Xfrontend", "-disable-access-control"])]

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
      swiftSettings: settings,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
    )
  ]
)
