// swift-tools-version: 6.2
import PackageDescription

/// Every target: the upcoming features that make imports and existentials visible, and no warning
/// left standing.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// Numeric targets, and those that convert vectors and bytes, are optimised in debug builds too: an
/// unoptimised loop over a span is 20 to 100 times slower.
let kernelSettings = settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
  name: "automl",
  products: [
    .library(name: "AutoML", targets: ["AutoML"]),
    .library(name: "AutoMLEndpoints", targets: ["Endpoints"]),
    .executable(name: "automl", targets: ["AutoMLTool"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
  ],
  targets: [
    // C libraries: headers and link names only.
    .systemLibrary(name: "CDuckDB", pkgConfig: "duckdb"),
    .systemLibrary(
      name: "CEditLine",
      pkgConfig: "libedit",
      providers: [.apt(["libedit-dev"])]
    ),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    // What a program arranges before it begins.
    .target(name: "CProcess"),

    // Numerics: no SQL, no files, no clock.
    .target(
      name: "COpenBLAS",
      cSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))],
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]
    ),
    .target(
      name: "CKernels",
      cSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))]
    ),
    .target(name: "Parallel", exclude: ["README.md"], swiftSettings: kernelSettings),
    .target(
      name: "LinearAlgebra",
      dependencies: ["COpenBLAS", "CKernels"],
      exclude: ["README.md"],
      swiftSettings: kernelSettings
    ),
    .target(
      name: "Models",
      dependencies: ["LinearAlgebra", "CKernels"],
      exclude: ["README.md"],
      swiftSettings: kernelSettings
    ),
    .target(
      name: "Learning",
      dependencies: ["Models", "LinearAlgebra", "Parallel", "CKernels"],
      exclude: [
        "README.md", "Clusters/README.md", "Linear/README.md", "Networks/README.md",
        "Search/README.md", "Trees/README.md",
      ],
      swiftSettings: kernelSettings
    ),
    .target(
      name: "Forecasting",
      dependencies: ["Learning", "Models", "LinearAlgebra", "Parallel"],
      exclude: ["README.md"],
      swiftSettings: kernelSettings
    ),

    // Sentiments: a lexicon and a model, as bytes of the binary.
    .target(name: "CSentiment", exclude: ["lexicon.txt", "sentiment.automl"]),
    .target(
      name: "Sentiment",
      dependencies: ["Models", "LinearAlgebra", "CSentiment"],
      exclude: ["README.md"],
      swiftSettings: kernelSettings
    ),

    // Text, engine, usage: none knows the others.
    .target(name: "ModelSQL", swiftSettings: settings),
    .target(
      name: "DuckDB",
      dependencies: ["CDuckDB"],
      exclude: ["README.md"],
      swiftSettings: kernelSettings
    ),
    .target(name: "Metering", swiftSettings: settings),

    // The network: endpoints that are called, and models that are served.
    .target(
      name: "Endpoints",
      dependencies: [
        "AutoML",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOFoundationCompat", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      exclude: ["README.md"],
      swiftSettings: settings
    ),
    .target(
      name: "Serving",
      dependencies: [
        "AutoML",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      exclude: ["README.md"],
      swiftSettings: kernelSettings
    ),

    // The pipeline, and its command line.
    .target(
      name: "AutoML",
      dependencies: [
        "ModelSQL", "DuckDB", "Metering", "Learning", "Forecasting", "Models", "LinearAlgebra",
        "Sentiment", "CZlib",
      ],
      exclude: ["README.md"],
      swiftSettings: settings
    ),
    .executableTarget(
      name: "AutoMLTool",
      dependencies: [
        "AutoML", "CEditLine", "CProcess", "Endpoints", "Serving",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings
    ),

    // Tests mirror the sources.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(name: "ParallelTests", dependencies: ["Parallel"], swiftSettings: settings),
    .testTarget(
      name: "LinearAlgebraTests",
      dependencies: ["LinearAlgebra", "Parallel", "TestSupport"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "ModelsTests",
      dependencies: ["Models", "LinearAlgebra", "CKernels", "TestSupport"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "LearningTests",
      dependencies: [
        "Learning", "Models", "LinearAlgebra", "Parallel", "CKernels", "TestSupport",
      ],
      swiftSettings: kernelSettings
    ),
    .testTarget(
      name: "ForecastingTests",
      dependencies: ["Forecasting", "Learning", "TestSupport"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "ModelSQLTests",
      dependencies: ["ModelSQL", "TestSupport"],
      exclude: ["Scripts"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "DuckDBTests",
      dependencies: ["DuckDB", "TestSupport"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "SentimentTests",
      dependencies: ["Sentiment", "Models", "TestSupport"],
      swiftSettings: settings
    ),
    .testTarget(name: "MeteringTests", dependencies: ["Metering"], swiftSettings: settings),
    .testTarget(
      name: "AutoMLTests",
      dependencies: ["AutoML", "DuckDB", "Metering", "Models", "Learning", "TestSupport"],
      exclude: ["Scripts", "Databases"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "EndpointsTests",
      dependencies: [
        "Endpoints", "AutoML", "TestSupport",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      exclude: ["Golden"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "AutoMLToolTests",
      dependencies: [
        "AutoMLTool", "Models", "TestSupport",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      exclude: ["Golden"],
      swiftSettings: settings
    ),

    .testTarget(
      name: "ServingTests",
      dependencies: [
        "Serving", "AutoML", "TestSupport",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOFoundationCompat", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: settings
    ),

    // Attacks: what drives them is a process of its own, which may end by them.
    .target(
      name: "Attacks",
      dependencies: ["AutoML", "ModelSQL", "Models", "LinearAlgebra", "DuckDB", "TestSupport"],
      path: "Tests/Attacks",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "AttackTool",
      dependencies: ["Attacks"],
      path: "Tests/AttackTool",
      swiftSettings: settings
    ),
    .testTarget(
      name: "AttackTests",
      dependencies: ["Attacks", "AttackTool", "AutoMLTool", "AutoML", "TestSupport"],
      swiftSettings: settings
    ),
    .testTarget(name: "TidyTests", dependencies: ["TestSupport"], swiftSettings: settings),
  ]
)

// libFuzzer brings a main of its own: its target is there only for `make fuzz`.
if Context.environment["AUTOML_LIBFUZZER"] != nil {
  package.targets.append(
    .executableTarget(
      name: "LibFuzzer",
      dependencies: ["Attacks"],
      path: "Tests/LibFuzzer",
      swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]
    )
  )
}
