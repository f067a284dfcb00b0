// swift-tools-version: 6.2
import PackageDescription

/// A package that depends on the library, as a user's does.
let package = Package(
  name: "program",
  dependencies: [.package(name: "automl", path: "../..")],
  targets: [
    .executableTarget(
      name: "Program",
      dependencies: [.product(name: "AutoML", package: "automl")]
    )
  ]
)
