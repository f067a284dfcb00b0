import ModelSQL

/// The weights that rows have in training by their class: CLASS_WEIGHTS.
enum ClassWeights: Equatable {
  /// All classes count the same, each by the inverse of its share of the rows.
  case balanced
  /// Weights of some classes; rows of the others count once.
  case given([LabelWeight])

  /// The weight of one class.
  struct LabelWeight: Equatable {
    /// The class as it is printed.
    let label: String
    /// The weight of its rows, above 0.
    let weight: Double
  }

  /// The weights that a text asks for: `balanced`, or `no:1,yes:5`.
  ///
  /// A label in double quotes may have any letters, two double quotes for one.
  ///
  /// - Parameters:
  ///   - text: the setting's value.
  ///   - range: its place in the statement.
  /// - Throws: when it is no such list, names a class twice, or gives a weight that is not above 0.
  init(_ text: String, at range: Range<Int>) throws(PlanningError) {
    var reader = ClassWeightsReader(text)
    do throws(ClassWeightsReader.Fault) {
      self = reader.isWord("balanced") ? .balanced : .given(try reader.weights())
    } catch {
      throw PlanningError(
        .invalidSetting(
          key: SettingKey.classWeights.rawValue,
          requirement: error.requirement
        ),
        at: range
      )
    }
  }
}

/// Reads a list of labels with weights.
private struct ClassWeightsReader {
  /// Why a text is refused.
  struct Fault: Error {
    let requirement: String

    static let form = Fault(
      requirement: "'balanced', or weights by class such as 'no:1,yes:5', with double quotes "
        + "around a label that has a comma or a colon"
    )
  }

  /// The most that a class weighs, as for rows.
  private static let largestWeight = 1e15

  private var rest: Substring

  init(_ text: String) { rest = text[...] }

  /// Whether the text is this word alone, in any case of its letters.
  func isWord(_ word: String) -> Bool { trimmed(rest).lowercased() == word }

  /// All labels with their weights.
  mutating func weights() throws(Fault) -> [ClassWeights.LabelWeight] {
    var weights: [ClassWeights.LabelWeight] = []
    repeat {
      let label = try label()
      guard rest.popFirst() == ":" else { throw .form }
      let weight = try weight(of: label)
      if weights.contains(where: { $0.label == label }) {
        throw Fault(requirement: "one weight for the class '\(label)', not two")
      }
      weights.append(ClassWeights.LabelWeight(label: label, weight: weight))
    } while rest.popFirst() != nil
    return weights
  }

  /// A label, up to the colon.
  private mutating func label() throws(Fault) -> String {
    rest = rest.drop(while: \.isWhitespace)
    guard rest.first == "\"" else {
      let label = trimmed(upTo([":", ","]))
      guard !label.isEmpty else { throw .form }
      return label
    }
    var label = ""
    repeat {
      rest.removeFirst()
      label += upTo(["\""])
      guard !rest.isEmpty else { throw .form }
      rest.removeFirst()
      if rest.first == "\"" { label += "\"" }
    } while rest.first == "\""
    rest = rest.drop(while: \.isWhitespace)
    return label
  }

  /// A number, up to the comma or the end.
  private mutating func weight(of label: String) throws(Fault) -> Double {
    let text = trimmed(upTo([","]))
    guard let weight = Double(text), weight > 0, weight <= Self.largestWeight else {
      throw Fault(
        requirement: "a number above 0, at most 1e15, for the class '\(label)', not '\(text)'"
      )
    }
    return weight
  }

  /// The text before the first of some letters, which is taken away.
  private mutating func upTo(_ ends: Set<Character>) -> Substring {
    let part = rest.prefix { !ends.contains($0) }
    rest = rest[part.endIndex...]
    return part
  }

  /// A text without the blanks around it.
  private func trimmed(_ text: Substring) -> String {
    let start = text.drop(while: \.isWhitespace)
    let end = start.lastIndex { !$0.isWhitespace }
    return end.map { String(start[...$0]) } ?? ""
  }
}
