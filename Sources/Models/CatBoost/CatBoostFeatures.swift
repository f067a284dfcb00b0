/// The features of a CatBoost model: numbers and categories, each counted by itself and among all.
struct CatBoostFeatures {
  /// A feature that is a number.
  struct Number {
    /// Its place among all.
    var index: Int?
    var name = ""
    /// Whether NaN counts as larger than any border; else it counts as smaller.
    var isMissingLarge = false
  }

  /// A feature that is a category.
  struct Category {
    /// Its place among all.
    var index: Int?
    var name = ""
  }

  private(set) var numbers: [Number] = []
  private(set) var categories: [Category] = []
  /// The text of each category's hash; empty in files that were saved without the training's pool.
  private(set) var texts: [Int: String] = [:]

  /// A model of no features.
  init() {}

  /// Reads the object `features_info`.
  init(_ reader: inout JSONReader) throws(ForeignModelError) {
    try reader.object("features_info") { reader, key throws(ForeignModelError) in
      switch key {
      case "float_features":
        numbers = []
        try reader.list(key) { reader throws(ForeignModelError) in
          try requireRoom(numbers.count)
          numbers.append(try Self.number(&reader))
        }
      case "categorical_features":
        categories = []
        try reader.list(key) { reader throws(ForeignModelError) in
          try requireRoom(categories.count)
          categories.append(try Self.category(&reader))
        }
      case "cat_features_hash" where reader.isAtList: try readTexts(&reader)
      case "text_features", "embedding_features": try refuse(&reader, key)
      default: try reader.skip()
      }
    }
  }

  private func requireRoom(_ count: Int) throws(ForeignModelError) {
    guard count < ForeignModel.featureLimit else {
      throw .tooMany(what: "features", limit: ForeignModel.featureLimit)
    }
  }

  /// Takes a list that is empty in models that are read.
  private func refuse(_ reader: inout JSONReader, _ key: String) throws(ForeignModelError) {
    guard reader.isAtList else { return try reader.skip() }
    try reader.list(key) { _ throws(ForeignModelError) in
      throw .unsupported(
        what: key.replacing("_", with: " "),
        advice: "Train it on numbers and categories."
      )
    }
  }

  private static func number(_ reader: inout JSONReader) throws(ForeignModelError) -> Number {
    var number = Number()
    try reader.object("float_features") { reader, key throws(ForeignModelError) in
      switch key {
      case "flat_feature_index": number.index = try index(&reader, key)
      case "feature_name": number.name = try reader.textIfAny() ?? ""
      case "nan_value_treatment":
        // `AsIs`: the training had no NaN, and none is above a border.
        guard let text = try reader.textIfAny(), ["AsIs", "AsFalse", "AsTrue"].contains(text) else {
          throw .malformed(path: key)
        }
        number.isMissingLarge = text == "AsTrue"
      default: try reader.skip()
      }
    }
    return number
  }

  private static func category(_ reader: inout JSONReader) throws(ForeignModelError) -> Category {
    var category = Category()
    try reader.object("categorical_features") { reader, key throws(ForeignModelError) in
      switch key {
      case "flat_feature_index": category.index = try index(&reader, key)
      case "feature_name": category.name = try reader.textIfAny() ?? ""
      default: try reader.skip()
      }
    }
    return category
  }

  private static func index(
    _ reader: inout JSONReader,
    _ path: String
  ) throws(ForeignModelError) -> Int {
    guard let number = try reader.numberIfAny(), let index = Int(exactly: number), index >= 0 else {
      throw .malformed(path: path)
    }
    guard index < ForeignModel.featureLimit else {
      throw .tooMany(what: "features", limit: ForeignModel.featureLimit)
    }
    return index
  }

  private mutating func readTexts(_ reader: inout JSONReader) throws(ForeignModelError) {
    let path = "cat_features_hash"
    texts = [:]
    try reader.list(path) { reader throws(ForeignModelError) in
      var hash: Int?
      var text: String?
      try reader.object(path) { reader, key throws(ForeignModelError) in
        switch key {
        case "hash": hash = try reader.numberIfAny().flatMap(Self.hash)
        case "value": text = try reader.labelIfAny()
        default: try reader.skip()
        }
      }
      guard let hash, let text, texts.count < ForeignModel.nodeLimit else {
        throw .malformed(path: path)
      }
      texts[hash] = text
    }
  }

  /// A hash of 32 bits, which some places have as signed numbers.
  static func hash(_ number: Double) -> Int? {
    Int(exactly: number).map { Int(UInt32(truncatingIfNeeded: $0)) }
  }
}
