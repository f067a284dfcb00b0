import Learning
import ModelSQL
import Models

/// Decides what problem a target is, and makes its classes.
struct ProblemInference {
  /// More different values than this are not classes, unless asked for.
  static let mostIntegerClasses = 20
  /// More classes than this are refused.
  static let classLimit = PredictedColumn.classLimit
  /// The least integer that another one is read as, 2^53: below it all are exact in a `Double`.
  static let exactLimit = 9_007_199_254_740_992.0

  /// The target column of the plan.
  let column: CatalogColumn
  /// Its values in the rows with one, none missing.
  let values: FeatureColumn
  /// The levels of a text target.
  let levels: [String]
  /// The class that POSITIVE_CLASS names.
  var positiveClass: String?
  /// Whether a search trains: then class 1 of two is always the positive one.
  var isSearch = true

  /// The problem that was chosen, with its reason, and the target for it.
  struct Decision {
    var problemType: ProblemType
    var reason: String
    var target: PredictedColumn
    var values: [Double]
  }

  /// The decision, with PROBLEM_TYPE or the objective's problem where one was given.
  ///
  /// - Throws: when the target cannot be predicted so.
  func decide(requested: ProblemType?, by clause: String) throws(DataError) -> Decision {
    let profile = ColumnProfile.profile(of: values)
    try checkNumbers(profile)
    let (problem, reason) =
      requested.map { ($0, "given by \(clause)") } ?? inferred(from: profile)
    if problem == .regression {
      if positiveClass != nil { throw DataError(cause: .positiveClassOfNumbers) }
      return Decision(
        problemType: problem,
        reason: reason,
        target: PredictedColumn(name: column.name, typeName: numberTypeName, values: .number),
        values: numbers
      )
    }
    var (labels, classes) = try classes()
    if labels.count > 2, labels.count == classes.count {
      throw DataError(cause: .classOfEachRow(column: column.name, rowCount: labels.count))
    }
    if problem == .binaryClassification, labels.count != 2 {
      throw DataError(cause: .notTwoClasses(column: column.name, count: labels.count))
    }
    let isBinary = labels.count == 2 && requested != .multiclassClassification
    if isBinary {
      if try positiveIndex(of: labels, classes) == 0 {
        labels.reverse()
        classes = classes.map { 1 - $0 }
      }
    } else if positiveClass != nil {
      throw DataError(cause: .positiveClassOfMany(count: labels.count))
    }
    return Decision(
      problemType: isBinary ? .binaryClassification : .multiclassClassification,
      reason: reason,
      target: PredictedColumn(
        name: column.name,
        typeName: column.typeName,
        values: .classes(labels)
      ),
      values: classes
    )
  }

  /// The type of predicted numbers: those of whole numbers are none.
  ///
  /// Decimals with digits behind the point are rounded to them.
  private var numberTypeName: String {
    switch column.targetKind {
    case .integer: "DOUBLE"
    case .decimal where column.typeName.hasSuffix(",0)"): "DOUBLE"
    default: column.typeName
    }
  }

  /// Which of two classes is the positive one: the one that is named, else the rarer, of two alike the later.
  ///
  /// Settings of boosted trees speak of class 1, so where one candidate is trained that stays the label 1 or
  /// `true`.
  private func positiveIndex(of labels: [String], _ classes: [Double]) throws(DataError) -> Int {
    if let positiveClass {
      guard let index = labels.firstIndex(of: column.label(named: positiveClass)) else {
        throw DataError(cause: .noSuchClass(label: positiveClass, labels: labels))
      }
      return index
    }
    if !isSearch, column.targetKind == .boolean || labels == ["0", "1"] { return 1 }
    return classes.count { $0 == 1 } * 2 > classes.count ? 0 : 1
  }

  private func checkNumbers(_ profile: ColumnProfile) throws(DataError) {
    if profile.infiniteCount > 0 { throw DataError(cause: .targetInfinite(column: column.name)) }
    let largest = max(abs(profile.minimum ?? 0), abs(profile.maximum ?? 0))
    if column.targetKind == .integer, largest >= Self.exactLimit {
      throw DataError(cause: .targetBeyondExact(column: column.name))
    }
    if profile.isConstant {
      let value = profile.minimum.map { label(of: $0) } ?? levels.first.map { "'\($0)'" } ?? ""
      throw DataError(
        cause: .targetConstant(column: column.name, value: value, rowCount: values.count)
      )
    }
  }

  /// Refuses decimals of which several may be read as one number.
  private func checkDecimals() throws(DataError) {
    guard column.targetKind == .decimal,
      let scale = column.typeName.split(separator: ",").last.flatMap({ Int($0.dropLast()) })
    else { return }
    let units = (0..<scale).reduce(1.0) { power, _ in power * 10 }
    let isExact = numbers.allSatisfy { abs($0) * units < Self.exactLimit }
    if !isExact { throw DataError(cause: .targetBeyondExact(column: column.name)) }
  }

  /// The problem that the values show, and why.
  ///
  /// Two values of any type are two classes; text and booleans are classes, fractions are numbers. A few
  /// whole numbers that follow each other are classes, unless they look like counts: see `looksLikeCounts`.
  private func inferred(from profile: ColumnProfile) -> (ProblemType, String) {
    if column.targetKind != .boolean, values.distinctCount == 2 {
      return (.binaryClassification, "the target has two values")
    }
    switch column.targetKind {
    case .boolean: return (.binaryClassification, "the target is boolean")
    case .text:
      let count = values.distinctCount
      return (
        count == 2 ? .binaryClassification : .multiclassClassification,
        "the target is text with \(count) values"
      )
    case .floating, .decimal, nil:
      return (.regression, "the target is \(column.typeName)")
    case .integer:
      let count = values.distinctCount
      let span = (profile.maximum ?? 0) - (profile.minimum ?? 0) + 1
      let looksLikeCodes =
        count <= Self.mostIntegerClasses && span <= 2 * Double(count)
        && values.count >= 10 * count
      if looksLikeCodes, looksLikeCounts {
        return (
          .regression,
          "the target has \(count) whole numbers that look like counts; PROBLEM_TYPE "
            + "MULTICLASS_CLASSIFICATION predicts classes"
        )
      }
      return looksLikeCodes
        ? (
          .multiclassClassification,
          "the target has \(count) whole numbers that look like codes; PROBLEM_TYPE REGRESSION "
            + "predicts amounts"
        )
        : (
          .regression,
          "the target has "
            + (count >= FeatureColumn.distinctLimit ? "many" : "\(count)") + " whole numbers"
        )
    }
  }

  /// Whether whole numbers look like how often something happened: they begin at 0 or 1, one of the two
  /// lowest is the most frequent, from there on they only get rarer, and the rarest of four or more is a
  /// twentieth of it.
  private var looksLikeCounts: Bool {
    var counts: [Int: Int] = [:]
    for value in numbers { counts[Int(value), default: 0] += 1 }
    let ascending = counts.sorted { $0.key < $1.key }
    guard ascending.count >= 4, let least = ascending.first?.key, least == 0 || least == 1 else {
      return false
    }
    let frequencies = ascending.map { Double($0.value) }
    guard let most = frequencies.max(), let rarest = frequencies.min(),
      let mode = frequencies.firstIndex(of: most), mode <= 1, rarest * 20 <= most
    else { return false }
    // Frequencies are known to their own root; the last value may be a limit, where all above it were put.
    let falling = Array(frequencies[mode...].dropLast())
    return falling.indices.dropFirst().allSatisfy { place in
      let (before, here) = (falling[place - 1], falling[place])
      return here <= before + 3 * (before + here).squareRoot()
    }
  }

  /// The labels in ascending order, and each row's index into them.
  private func classes() throws(DataError) -> (labels: [String], classes: [Double]) {
    let distinctCount = values.distinctCount
    try checkDecimals()
    guard distinctCount <= Self.classLimit else {
      throw DataError(cause: .tooManyClasses(column: column.name, limit: Self.classLimit))
    }
    if case .codes(let codes, let levelCount) = values {
      var isSeen = [Bool](repeating: false, count: levelCount)
      for code in codes { isSeen[Int(code)] = true }
      var classOfCode = [Double](repeating: 0, count: levelCount)
      var labels: [String] = []
      for code in 0..<levelCount where isSeen[code] {
        classOfCode[code] = Double(labels.count)
        labels.append(levels[code])
      }
      return (labels, codes.map { classOfCode[Int($0)] })
    }
    let numbers = numbers
    var distinct: [Double] = []
    for value in numbers {
      if distinct.count == distinctCount { break }
      let place = distinct.partitioningIndex { $0 >= value }
      if place == distinct.count || distinct[place] != value { distinct.insert(value, at: place) }
    }
    return (distinct.map { label(of: $0) }, Self.places(of: numbers, in: distinct))
  }

  /// Where each number is among different ones, ascending: by counting where they are 0, 1, 2 ..., which
  /// most classes are.
  private static func places(of numbers: [Double], in distinct: [Double]) -> [Double] {
    if distinct.indices.allSatisfy({ distinct[$0] == Double($0) }) { return numbers }
    return numbers.map { value in Double(distinct.partitioningIndex { $0 >= value }) }
  }

  private var numbers: [Double] { values.numbers }

  /// A number's text as the engine prints its type.
  private func label(of value: Double) -> String {
    switch column.targetKind {
    case .boolean: value == 0 ? "f" : "t"
    case .integer: String(Int(value))
    default: String(value)
    }
  }
}

extension CatalogColumn {
  /// The label of a target that a user's word names: of booleans as models have them.
  func label(named word: String) -> String {
    guard targetKind == .boolean else { return word }
    return switch word.lowercased() {
    case "true", "t", "1", "yes": "t"
    case "false", "f", "0", "no": "f"
    default: word
    }
  }
}

extension Array {
  /// The first index whose element, and all after it, satisfy `predicate`; the count where none
  /// does.
  ///
  /// - Complexity: O(log n).
  fileprivate func partitioningIndex(where predicate: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
