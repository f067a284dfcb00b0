/// The lists and limits of the tidy tests in one place, each exception with its reason.
///
/// An exception that nothing needs any more fails the tests, so that the lists only shrink.
enum TidyRules {
  /// Lines of a Swift file.
  static let fileLineLimit = 400
  /// Files that may be longer, each with the reason.
  static let longFiles: [String: String] = [:]

  /// Columns of a line of a Swift file, comments included.
  static let columnLimit = 110

  /// Words that no doc comment begins with: it states the thing itself.
  static let refusedCommentOpenings: Set<Substring> = ["What", "How"]

  /// Lines of a function, from its first to its closing brace.
  static let functionLineLimit = 60
  /// Functions that may be longer, by file and name, each with the reason.
  static let longFunctions = [
    "Sources/Learning/Trees/TreeSettings.swift: init": "a line for each hyperparameter",
    "Sources/Learning/Trees/TreeSettings+Hyperparameters.swift: init": "the same",
  ]

  /// Where code may be marked `unsafe`: files, or folders with a slash at the end.
  static let unsafePaths = [
    // C libraries are called with pointers.
    "Sources/Models/UnseenValues.swift",
    "Sources/Sentiment/SentimentBytes.swift",
    "Sources/DuckDB/",
    "Sources/LinearAlgebra/BLAS.swift",
    "Sources/LinearAlgebra/LAPACK.swift",
    "Sources/AutoMLTool/Terminal/",
    "Sources/AutoML/Files/FileReplacement.swift",
    "Sources/AutoML/Files/PartialFolder.swift",
    "Sources/AutoML/Files/CompressedFile.swift",
    "Sources/Metering/ResourceUsage.swift",
    // An executor is handed on without being kept.
    "Sources/AutoML/Library/AsyncSession.swift",
    // Buffers that threads write in parallel, each its own part.
    "Sources/Parallel/",
    // The system is asked for huge pages by address.
    "Sources/Learning/Features/ColumnRoom.swift",
    "Sources/Learning/Features/OrderedNumber.swift",
    "Sources/Learning/Linear/DesignCell.swift",
    "Sources/Learning/Features/MeasuredNumber.swift",
    "Sources/Learning/Features/RowFingerprint.swift",
    // Kernels that take those buffers.
    "Sources/Learning/Clusters/",
    "Sources/Learning/Forests/ForestTargets.swift",
    "Sources/Learning/Losses/",
    "Sources/Learning/Metrics/ManyClassRows.swift",
    "Sources/Learning/Metrics/NumberPairs+Metrics.swift",
    "Sources/Learning/Metrics/NumberPairs.swift",
    "Sources/Learning/Metrics/ProbabilityKeys.swift",
    "Sources/Learning/Metrics/ProbabilityOrder.swift",
    "Sources/Learning/Metrics/RowChanges.swift",
    "Sources/Learning/Trees/",
    "Sources/Models/Compiled/",
    "Sources/Models/Contributions/ContributionTables.swift",
    "Sources/Learning/Networks/NetworkMemory.swift",
    "Sources/Learning/Networks/NetworkParameters.swift",
    "Sources/Learning/Networks/NetworkPass.swift", "Sources/Models/NeuralActivation.swift",
  ]

  /// The places where the compiler's check of shared state is switched off, always with a reason on
  /// the line.
  static let uncheckedSendableCount = 3
  static let nonisolatedUnsafeCount = 1

  /// The modules that each target imports of the others; it may import any of the system's modules.
  static let imports: [String: Set<String>] = [
    "COpenBLAS": [], "CDuckDB": [], "CEditLine": [], "CZlib": [], "CKernels": [],
    "CProcess": [], "CSentiment": [],
    "Parallel": [],
    "LinearAlgebra": ["COpenBLAS", "CKernels"],
    "Models": ["LinearAlgebra", "CKernels"],
    "Learning": ["Models", "LinearAlgebra", "Parallel", "CKernels"],
    "Forecasting": ["Learning", "Models", "LinearAlgebra", "Parallel"],
    "Sentiment": ["Models", "LinearAlgebra", "CSentiment"],
    "ModelSQL": [],
    "DuckDB": ["CDuckDB"],
    "Metering": [],
    "AutoML": [
      "ModelSQL", "DuckDB", "Metering", "Learning", "Forecasting", "Models", "LinearAlgebra",
      "Sentiment", "CZlib",
    ],
    "Endpoints": ["AutoML"],
    "Serving": ["AutoML"],
    "AutoMLTool": [
      "AutoML", "CEditLine", "CProcess", "ArgumentParser", "Endpoints", "Serving",
    ],
  ]

  /// The folders of `AutoML` from the innermost, each with those whose types and functions it mentions.
  static let layers = [
    layer("Values", []),
    layer("Files", ["Values"]),
    layer("Planning", ["Values", "Files"]),
    layer("Preparation", ["Values", "Planning"]),
    layer("Engine", ["Values", "Planning"]),
    layer("Reading", ["Values", "Planning", "Preparation", "Engine"]),
    layer("Functions", ["Values", "Planning"]),
    layer("Remote", ["Values", "Engine", "Functions"]),
    layer("Sentiment", ["Values", "Functions", "Remote"]),
    layer("Storage", ["Values", "Planning", "Engine", "Functions", "Remote"]),
    layer("Describing", ["Values", "Planning", "Preparation", "Storage"]),
    layer(
      "Exchange",
      ["Values", "Files", "Planning", "Engine", "Functions", "Storage", "Describing"]
    ),
    layer("Forecasts", ["Values", "Planning", "Storage"]),
    layer(
      "Evaluation",
      ["Values", "Planning", "Functions", "Storage", "Describing", "Forecasts"]
    ),
    layer(
      "Training",
      [
        "Values", "Planning", "Preparation", "Engine", "Reading", "Functions", "Remote", "Storage",
        "Describing", "Exchange", "Forecasts",
      ]
    ),
    layer("Report", ["Values", "Planning", "Storage", "Describing", "Evaluation"]),
    // The session, and what it takes and returns.
    layer(
      "",
      [
        "Values", "Files", "Planning", "Preparation", "Engine", "Functions", "Remote", "Sentiment",
        "Storage", "Describing", "Exchange", "Forecasts", "Evaluation", "Training", "Report",
      ]
    ),
    layer("Library", ["Values", "Files", "Engine", ""]),
  ]

  private static func layer(_ folder: String, _ mayMention: Set<String>) -> SourceLayers.Layer {
    SourceLayers.Layer(folder: folder, mayMention: mayMention)
  }

  /// The folders of `AutoML` that know no engine.
  static let foldersWithoutEngine = ["Values", "Files", "Planning", "Preparation"]

  /// Targets that may declare something `public`.
  static let publicTargets: Set<String> = ["AutoML", "Endpoints", "Serving"]

  /// Texts that no source may have, and why.
  static let forbidden: [(text: String, reason: String)] = [
    ("try!", "an error is thrown on, or handled"),
    (
      "fatalError(",
      "bad input is an error, and a broken invariant is a precondition with a message"
    ),
    ("TO" + "DO", "what is to be done is not kept in the code"),
    ("FIX" + "ME", "what is to be done is not kept in the code"),
  ]

  /// Where what is chosen must be the same in every process and version of Swift.
  static let reproducibleTargets: Set<String> = ["Learning", "Models", "Forecasting"]

  /// Calls that choose by the standard library's algorithms or by a seed of the process.
  static let irreproducible = [
    "RandomNumberGenerator", "using: &", ".random(", ".shuffled()", ".shuffle()",
    "randomElement", "hashValue", "Hasher(",
  ]

  /// Beginnings of paths that exist on one machine only.
  static let machinePaths = ["/ho" + "me/", "/Us" + "ers/", "/ro" + "ot/"]
}
