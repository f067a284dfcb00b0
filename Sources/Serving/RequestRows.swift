import AutoML

/// The rows of a request while they are read: for each input a value in each row.
struct RequestRows {
  /// The inputs, in order.
  let inputs: [Predictor.Input]
  /// The number of rows.
  private(set) var count = 0

  /// Where each input's values are: the column of numbers or of texts.
  private let places: [Place]
  private let numberCount: Int
  /// Numbers row by row, NaN where there is none.
  private var numbers: [Double] = []
  private var texts: [[String]]
  private var hasText: [[Bool]]

  private enum Place {
    case number(Int)
    case text(Int)
    /// Of an input on which no prediction depends.
    case none
  }

  /// No rows yet of these inputs.
  init(inputs: [Predictor.Input]) {
    self.inputs = inputs
    var places: [Place] = []
    var counts = (numbers: 0, texts: 0)
    for input in inputs {
      if !input.isUsed {
        places.append(.none)
      } else if input.kind == .text {
        places.append(.text(counts.texts))
        counts.texts += 1
      } else {
        places.append(.number(counts.numbers))
        counts.numbers += 1
      }
    }
    self.places = places
    numberCount = counts.numbers
    texts = [[String]](repeating: [], count: counts.texts)
    hasText = [[Bool]](repeating: [], count: counts.texts)
  }

  /// Begins a row, whose values are all NULL.
  mutating func beginRow() {
    count += 1
    for _ in 0..<numberCount { numbers.append(.nan) }
    for index in texts.indices {
      texts[index].append("")
      hasText[index].append(false)
    }
  }

  /// Whether an input is one of numbers, which `set(number:ofInput:)` takes.
  func takesNumbers(_ input: Int) -> Bool {
    if case .number = places[input] { inputs[input].kind == .number } else { false }
  }

  /// Gives an input of numbers its value in the row.
  mutating func set(number: Double, ofInput input: Int) {
    guard case .number(let index) = places[input] else { return }
    numbers[numbers.count - numberCount + index] = number
  }

  /// Gives an input its value in the row, out of a text.
  ///
  /// - Throws: status 400 where the text is no value of the input's kind; `place` says where it is.
  mutating func set(
    text: String,
    ofInput input: Int,
    place: () -> String
  ) throws(RequestError) {
    switch places[input] {
    case .none: break
    case .text(let index):
      texts[index][count - 1] = text
      hasText[index][count - 1] = true
    case .number(let index):
      guard let number = inputs[input].number(orNaNOfText: text) else {
        throw .bad(
          "\(place()), column \"\(inputs[input].name)\": '\(text.prefix(100))' is no "
            + inputs[input].kind.noun + (inputs[input].isNamed(text) ? ": send no header" : "")
        )
      }
      numbers[numbers.count - numberCount + index] = number
    }
  }

  /// The columns that a predictor takes, in the order of its inputs.
  ///
  /// - Complexity: O(rows x inputs).
  var columns: [Column] {
    zip(inputs, places).map { input, place in
      switch place {
      case .number(let index):
        input.column(
          ofNumbers: (0..<count).map { numbers[$0 &* numberCount &+ index] }
        )
      case .text(let index):
        Column(
          input.name,
          .texts(texts[index]),
          validity: hasText[index].contains(false) ? hasText[index] : nil
        )
      case .none: Column(input.name, .doubles([Double](repeating: .nan, count: count)))
      }
    }
  }
}

extension Predictor.Input {
  /// The number that stands for a text, NaN for none: nothing is no value, and `nan` none of a number.
  fileprivate func number(orNaNOfText text: String) -> Double? {
    if text.isEmpty || kind == .number && text.lowercased() == "nan" { return .nan }
    return number(ofText: text)
  }

  /// Whether a text is the input's own name, as in a header.
  fileprivate func isNamed(_ text: String) -> Bool { text.lowercased() == name.lowercased() }
}

extension Predictor.ValueKind {
  /// The word for a value.
  fileprivate var noun: String {
    switch self {
    case .number: "number"
    case .boolean: "boolean"
    case .date: "date, such as 2026-01-31"
    case .timestamp: "timestamp, such as 2026-01-31 12:30:00"
    case .time: "time of day, such as 12:30:00"
    case .text: "text"
    }
  }
}
