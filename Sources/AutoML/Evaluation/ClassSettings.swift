/// The part of a model that its probabilities are judged by; nothing of predictions without a model.
struct ClassSettings: Codable {
  /// The labels in the order of the probabilities.
  var labels: [String]?
  /// Whether each row has labels of its own, which are to be the same for all.
  var ofRow: Bool?
  /// The probability of the second of two classes above which it is predicted.
  var threshold: Double?
}

extension ClassSettings {
  /// The settings of a model whose labels differ and are in the right number.
  ///
  /// - Throws: where a text is none of such settings.
  init(judging text: String?, _ isRight: (_ labelCount: Int) -> Bool) throws {
    guard let text, let settings = JSON.value(ClassSettings.self, from: text),
      let labels = settings.labels, Set(labels).count == labels.count, isRight(labels.count)
    else { throw FunctionRefusal("the settings of the model that is judged are damaged") }
    self = settings
  }

  /// The refusal of rows that are judged by several settings at once.
  static let differ = FunctionRefusal(
    "the probabilities of some rows are of other labels than those of others"
  )
}
