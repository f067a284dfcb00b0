import DuckDB
import Learning

/// The part of a model that its probabilities are judged by; nothing of predictions without a model.
struct ClassSettings: Codable {
  /// The labels in the order of the probabilities.
  var labels: [String]?
  /// Whether each row has labels of its own, which are to be the same for all.
  var ofRow: Bool?
  /// The probability of the second of two classes above which it is predicted.
  var threshold: Double?
}

/// The rows of an aggregate function that judges classes, as they have come.
///
/// Parameters: the actual label; the predicted label, which where it is NULL is the likeliest; where it is
/// known the probability of the greater of two labels, or the probabilities of the labels that the settings
/// have; then these settings, as JSON, which are NULL where a row has none.
final class ClassRows: AggregateState {
  private let threadCount: Int
  /// The types of the parameters.
  static let parameterTypes: [LogicalType] = [
    .varchar(), .varchar(), .double, .list(.double), .varchar(),
  ]
  private static let labelLimit = 2 * 1_000

  private(set) var settings: ClassSettings?
  private var settingsText = ""
  private var dictionary = StringDictionary(limit: ClassRows.labelLimit)
  private var actual: [UInt32] = []
  private var predicted: [UInt32] = []
  /// One number a row, NaN where none is known, or one for each label of a model with more than two.
  private var probabilities: [Double] = []
  private var leftOutCount = 0

  /// No rows yet; they are judged on so many threads.
  init(threadCount: Int) { self.threadCount = threadCount }

  func add(_ rows: Range<Int>, of input: borrowing DataChunk) throws {
    var codes: [UInt32] = []
    if settings == nil {
      var text: String?
      for row in rows where text == nil { text = input.text(row: row, column: 4) }
      guard let text else {
        leftOutCount += rows.count
        return
      }
      start(text)
    }
    input.appendCodes(ofColumn: 0, insertingInto: &dictionary, to: &codes)
    try requireFewLabels(codes)
    if let labels = settings?.labels {
      try add(rows, codes, of: input, labelCount: labels.count)
    } else {
      try add(rows, codes, of: input)
    }
  }

  private func start(_ text: String) {
    let known = JSON.value(ClassSettings.self, from: text) ?? ClassSettings()
    settings = known
    settingsText = text
    for label in known.labels ?? [] { _ = dictionary.insert(label) }
  }

  private func requireSameLabels(_ text: String?) throws {
    guard let text, text != settingsText else { return }
    throw FunctionRefusal("the probabilities of some rows are of other labels than those of others")
  }

  private func requireFewLabels(_ codes: [UInt32]) throws {
    guard codes.contains(StringDictionary.unknownCode) else { return }
    throw FunctionRefusal(
      "there are more than \(Self.labelLimit) classes: are these numbers, task 'regression'?"
    )
  }

  /// Rows of a model: the likeliest class is predicted, of two by the threshold.
  private func add(
    _ rows: Range<Int>,
    _ codes: [UInt32],
    of input: borrowing DataChunk,
    labelCount: Int
  ) throws {
    var guesses: [UInt32] = []
    var numbers: [Double] = []
    var lengths: [Int] = []
    input.appendCodes(ofColumn: 1, insertingInto: &dictionary, to: &guesses)
    try requireFewLabels(guesses)
    if settings?.ofRow == true {
      for row in rows { try requireSameLabels(input.text(row: row, column: 4)) }
    }
    input.appendLists(ofColumn: 3, rows: rows, to: &numbers, lengths: &lengths)
    var start = 0
    for (row, length) in zip(rows, lengths) {
      let own = numbers[start..<start + length]
      start += length
      guard codes[row] != StringDictionary.missingCode, !own.isEmpty,
        own.allSatisfy({ !$0.isNaN })
      else {
        leftOutCount += 1
        continue
      }
      guard length == labelCount else {
        throw FunctionRefusal("\(length) probabilities of \(labelCount) labels")
      }
      actual.append(codes[row])
      let guess = guesses[row]
      predicted.append(guess == StringDictionary.missingCode ? predictedClass(own) : guess)
      if length == 2 {
        probabilities.append(own[own.startIndex + 1])
      } else {
        probabilities += own
      }
    }
  }

  /// The class of probabilities, the lower one of two alike.
  private func predictedClass(_ probabilities: ArraySlice<Double>) -> UInt32 {
    let first = probabilities.startIndex
    if probabilities.count == 2, let threshold = settings?.threshold {
      return probabilities[first + 1] > threshold ? 1 : 0
    }
    var best = first
    for k in probabilities.indices where probabilities[k] > probabilities[best] { best = k }
    return UInt32(best - first)
  }

  /// Rows with predictions of their own.
  private func add(_ rows: Range<Int>, _ codes: [UInt32], of input: borrowing DataChunk) throws {
    var guesses: [UInt32] = []
    var numbers: [Double] = []
    input.appendCodes(ofColumn: 1, insertingInto: &dictionary, to: &guesses)
    try requireFewLabels(guesses)
    try input.appendNumbers(ofColumn: 2, to: &numbers)
    for row in rows {
      guard codes[row] != StringDictionary.missingCode,
        guesses[row] != StringDictionary.missingCode
      else {
        leftOutCount += 1
        continue
      }
      actual.append(codes[row])
      predicted.append(guesses[row])
      probabilities.append(numbers[row])
    }
  }

  func combine(_ other: any AggregateState) throws {
    guard let other = other as? ClassRows else { return }
    leftOutCount += other.leftOutCount
    guard other.settings != nil else { return }
    if settings == nil { start(other.settingsText) }
    try requireSameLabels(other.settingsText)
    let codes = (0..<UInt32(other.dictionary.count)).map {
      dictionary.insert(other.dictionary.string($0))
    }
    try requireFewLabels(codes)
    actual += other.actual.map { codes[Int($0)] }
    predicted += other.predicted.map { codes[Int($0)] }
    probabilities += other.probabilities
  }
}

extension ClassRows {
  /// The rows, with labels in an order that is not that in which they came.
  ///
  /// - Throws: where one probability is given and there are more than two classes.
  func judged() throws -> JudgedClasses {
    let all = (0..<UInt32(dictionary.count)).map { dictionary.string($0) }
    let known = settings?.labels ?? []
    let labels = known + Self.sorted(Array(all.dropFirst(known.count)))
    let places = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, UInt32($0)) })
    let codes = all.map { places[$0] ?? 0 }
    if known.count > 2 {
      return judged(labels, codes, .each(count: known.count, probabilities))
    }
    if known.count == 2 { return judged(labels, codes, .one(class: 1, probabilities)) }
    guard labels.count > 1, probabilities.contains(where: { !$0.isNaN }) else {
      return judged(labels, codes, .none)
    }
    guard labels.count == 2 else {
      throw FunctionRefusal(
        "a column \"probability\" is that of the greater of two classes, and there are"
          + " \(labels.count): leave it out, or give one class's rows against all others"
      )
    }
    return judgedWithProbability(labels, codes)
  }

  private func judged(
    _ labels: [String],
    _ codes: [UInt32],
    _ probabilities: JudgedClasses.Probabilities
  ) -> JudgedClasses {
    JudgedClasses(
      labels: labels,
      actual: actual.map { codes[Int($0)] },
      predicted: predicted.map { codes[Int($0)] },
      probabilities: probabilities,
      leftOutCount: leftOutCount,
      threadCount: threadCount
    )
  }

  /// The rows whose probability is known.
  private func judgedWithProbability(_ labels: [String], _ codes: [UInt32]) -> JudgedClasses {
    let rows = probabilities.indices.filter { !probabilities[$0].isNaN }
    return JudgedClasses(
      labels: labels,
      actual: rows.map { codes[Int(actual[$0])] },
      predicted: rows.map { codes[Int(predicted[$0])] },
      probabilities: .one(class: 1, rows.map { probabilities[$0] }),
      leftOutCount: leftOutCount + actual.count - rows.count,
      threadCount: threadCount
    )
  }

  /// Labels in the order of their numbers where all are numbers, of their characters otherwise.
  private static func sorted(_ labels: [String]) -> [String] {
    let numbers = labels.compactMap { Double($0) }
    guard numbers.count == labels.count else { return labels.sorted() }
    return zip(numbers, labels).sorted { $0.0 == $1.0 ? $0.1 < $1.1 : $0.0 < $1.0 }.map(\.1)
  }
}
