/// Redshift's way to ask for forecasts, `SELECT FORECAST(model)`, which gives several columns.
extension EngineText {
  /// Puts what the engine knows in place of calls of FORECAST.
  ///
  /// - Parameters:
  ///   - selected: the text behind SELECT in place of `FORECAST(model)`, by the name of the model in SQL.
  ///   - function: the name of the table function, in place of FORECAST elsewhere.
  /// - Returns: the text; nil where there are no calls.
  package func replacingForecasts(
    selected: (_ model: String) -> String,
    function: String
  ) -> String? {
    var bytes = lexer.bytes
    var isReplaced = false
    // From the end on, so that the places before stay.
    for index in tokens.indices.reversed() where isForecast(at: index) {
      isReplaced = true
      if let (range, model) = selectedForecast(at: index) {
        bytes.replaceSubrange(range, with: Array(selected(model).utf8))
      } else {
        bytes.replaceSubrange(tokens[index].range, with: Array(function.utf8))
      }
    }
    return isReplaced ? String(decoding: bytes, as: UTF8.self) : nil
  }

  private func isForecast(at index: Int) -> Bool {
    tokens[index].kind == .word && isSameName(lexer.name(tokens[index]), "forecast")
      && index + 1 < tokens.count && tokens[index + 1].isSymbol("(")
      && (index == 0 || !tokens[index - 1].isSymbol("."))
  }

  /// The bytes of `FORECAST(model)` behind SELECT, and the model's name; nil for any other call.
  private func selectedForecast(at index: Int) -> (Range<Int>, model: String)? {
    guard index > 0, lexer.isWord(tokens[index - 1], "SELECT") else { return nil }
    var place = index + 2
    var model = ""
    while place < tokens.count, tokens[place].isName || tokens[place].isSymbol(".") {
      model += lexer.text(tokens[place].range)
      place += 1
    }
    if model.isEmpty, place < tokens.count, case .string(let style) = tokens[place].kind {
      model = lexer.string(tokens[place], style: style)
      place += 1
    }
    guard !model.isEmpty, place < tokens.count, tokens[place].isSymbol(")") else { return nil }
    return (tokens[index].range.lowerBound..<tokens[place].range.upperBound, model)
  }
}
