import Learning
import ModelSQL

/// The PREPROCESSORS of a statement: which models take them, and what they mean to K-means.
extension Planner {
  /// Refuses PREPROCESSORS that a statement's models do not take.
  static func checkPreprocessors(of statement: CreateModel) throws(PlanningError) {
    guard let written = statement.preprocessors, written.value.lowercased() != "none" else {
      return
    }
    guard statement.auto?.value == false else {
      throw PlanningError(
        .notBuilt(what: "PREPROCESSORS other than 'none' with AUTO ON"),
        at: written.range
      )
    }
    guard let type = statement.modelType, type.value.family?.findsClusters != true else { return }
    throw PlanningError(
      .clauseNotAllowed(
        clause: "PREPROCESSORS other than 'none'",
        because: "AUTO OFF with MODEL_TYPE \(type.value.rawValue) takes the columns as they are"
      ),
      at: written.range
    )
  }

  /// The settings of K-means with the scales that PREPROCESSORS gives to columns.
  func scaled(
    _ settings: ClusterSettings,
    _ statement: CreateModel,
    _ columns: [CatalogColumn]
  ) throws(PlanningError) -> ClusterSettings {
    guard let written = statement.preprocessors, written.value.lowercased() != "none" else {
      return settings
    }
    let read: Preprocessors
    do throws(PreprocessorFault) { read = try Preprocessors(written.value) } catch {
      throw PlanningError(
        .invalidSetting(key: "PREPROCESSORS", requirement: error.requirement),
        at: Self.place(error.offset, in: written)
      )
    }
    var settings = settings
    var named: [Int: ClusterScaling] = [:]
    var others: ClusterScaling?
    for step in read.steps {
      var scaling = ClusterScaling.none
      for transformer in step.transformers {
        let meaning = try Self.meaning(of: transformer, in: written)
        if let meaning { scaling = meaning }
      }
      for name in step.columns {
        let range = Self.place(name.offset, in: written)
        guard name.text != "*" else {
          guard others == nil else { throw Self.namedTwice("*", at: range) }
          others = scaling
          continue
        }
        let index = try resolveColumn(Located(name.text, at: range), in: columns)
        guard named[index] == nil else { throw Self.namedTwice(columns[index].name, at: range) }
        named[index] = scaling
      }
    }
    for (index, column) in columns.enumerated() {
      settings.scalings[column.name] = named[index] ?? others ?? ClusterScaling.none
    }
    return settings.showing("preprocessors", written.value)
  }

  private static func namedTwice(_ column: String, at range: Range<Int>) -> PlanningError {
    PlanningError(
      .invalidSetting(key: "PREPROCESSORS", requirement: "a list that names \"\(column)\" once"),
      at: range
    )
  }

  /// The scale that a transformer means; nil where it leaves that as it is.
  private static func meaning(
    of name: Preprocessors.Name,
    in written: Located<String>
  ) throws(PlanningError) -> ClusterScaling? {
    let range = place(name.offset, in: written)
    let known = PreprocessorName.allCases.first {
      $0.rawValue.lowercased() == name.text.lowercased()
    }
    guard let known else {
      let near = nearest(to: name.text, in: PreprocessorName.allCases.map(\.rawValue))
      let hint = near.map { ": did you mean \($0)?" } ?? ""
      throw PlanningError(
        .invalidSetting(
          key: "PREPROCESSORS",
          requirement: "a list of known transformers; \"\(name.text.prefix(60))\" is none\(hint)"
        ),
        at: range
      )
    }
    switch known {
    case .numericPassthrough, .imputer: return nil
    case .standardScaler: return .standard
    case .minMax, .minMaxScaler: return .minMax
    case .maxAbsScaler: return .maxAbs
    case .oneHotEncoder, .ordinalEncoder, .imputerWithIndicator, .normalizer, .dateTimeVectorizer,
      .pca:
      throw PlanningError(
        .clauseNotAllowed(
          clause: "transformer \(known.rawValue)",
          because: "K-means takes NumericPassthrough, StandardScaler, MinMax, MaxAbsScaler and "
            + "Imputer"
        ),
        at: range
      )
    }
  }

  /// Where a byte of a text stands in the statement; the whole text where its quotes are other than plain
  /// ones.
  private static func place(_ offset: Int, in written: Located<String>) -> Range<Int> {
    let bytes = Array(written.value.utf8)
    let quotes = bytes.count { $0 == UInt8(ascii: "'") }
    guard written.range.count == bytes.count + quotes + 2 else { return written.range }
    let before = bytes.prefix(offset).count { $0 == UInt8(ascii: "'") }
    let start = written.range.lowerBound + 1 + offset + before
    return start..<min(start + 1, written.range.upperBound)
  }
}

/// The transformers that PREPROCESSORS may name.
private enum PreprocessorName: String, CaseIterable {
  case oneHotEncoder = "OneHotEncoder"
  case ordinalEncoder = "OrdinalEncoder"
  case numericPassthrough = "NumericPassthrough"
  case imputer = "Imputer"
  case imputerWithIndicator = "ImputerWithIndicator"
  case normalizer = "Normalizer"
  case dateTimeVectorizer = "DateTimeVectorizer"
  case pca = "PCA"
  case standardScaler = "StandardScaler"
  case minMax = "MinMax"
  case minMaxScaler = "MinMaxScaler"
  case maxAbsScaler = "MaxAbsScaler"
}
