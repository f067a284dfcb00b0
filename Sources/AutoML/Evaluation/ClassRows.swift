import DuckDB
import Learning

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

  private(set) var settings: ClassSettings?
  private var settingsText = ""
  private var dictionary = LabelDictionary([])
  private var actual: [UInt32] = []
  private var predicted: [UInt32] = []
  /// One number a row, NaN where none is known, or one for each label of a model with more than two.
  private var probabilities: [Double] = []
  private var leftOutCount = 0

  /// No rows yet; they are judged on so many threads.
  init(threadCount: Int) { self.threadCount = threadCount }

  func add(_ rows: Range<Int>, of input: borrowing DataChunk) throws {
    if settings == nil {
      var text: String?
      for row in rows where text == nil { text = input.text(row: row, column: 4) }
      guard let text else {
        leftOutCount += rows.count
        return
      }
      start(text)
    }
    let codes = try dictionary.codes(ofColumn: 0, of: input)
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
    dictionary = LabelDictionary(known.labels ?? [])
  }

  private func requireSameLabels(_ text: String?) throws {
    guard let text, text != settingsText else { return }
    throw ClassSettings.differ
  }

  /// Rows of a model: the likeliest class is predicted, of two by the threshold.
  private func add(
    _ rows: Range<Int>,
    _ codes: [UInt32],
    of input: borrowing DataChunk,
    labelCount: Int
  ) throws {
    var numbers: [Double] = []
    var lengths: [Int] = []
    let guesses = try dictionary.codes(ofColumn: 1, of: input)
    if settings?.ofRow == true {
      for row in rows { try requireSameLabels(input.text(row: row, column: 4)) }
    }
    input.appendLists(ofColumn: 3, rows: rows, to: &numbers, lengths: &lengths)
    var start = 0
    for (row, length) in zip(rows, lengths) {
      let own = numbers[start..<start + length]
      start += length
      guard codes[row] != LabelDictionary.missingCode, !own.isEmpty,
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
      predicted.append(guess == LabelDictionary.missingCode ? predictedClass(own) : guess)
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
    var numbers: [Double] = []
    let guesses = try dictionary.codes(ofColumn: 1, of: input)
    try input.appendNumbers(ofColumn: 2, to: &numbers)
    for row in rows {
      guard codes[row] != LabelDictionary.missingCode,
        guesses[row] != LabelDictionary.missingCode
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
    let codes = try dictionary.codes(of: other.dictionary)
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
    let known = settings?.labels ?? []
    let (labels, places) = dictionary.ordered
    let codes = places.map { UInt32($0) }
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
}
