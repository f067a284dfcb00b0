/// The lists in parentheses: SETTINGS and HYPERPARAMETERS.
extension Parser {
  /// `(KEY value, ...)`.
  mutating func settings() throws(SyntaxError) -> [Setting] {
    try expect(symbol: "(")
    var settings: [Setting] = []
    var given: Set<SettingKey> = []
    repeat {
      guard token.kind == .word else { throw unexpected("a setting") }
      let key: Located<SettingKey> = try word(of: .setting)
      guard given.insert(key.value).inserted else {
        throw error(.duplicate(key.value.rawValue), at: key.range)
      }
      settings.append(Setting(key: key, value: try value(of: key.value)))
    } while nextIf(symbol: ",")
    try expect(symbol: ")", or: ",")
    return settings
  }

  private mutating func value(of key: SettingKey) throws(SyntaxError) -> Located<SettingValue> {
    switch key.form {
    case .integer:
      return try integer(of: key)
    case .words(let known):
      guard token.kind == .word || token.isString else {
        throw wrongValue(of: key, known.joined(separator: " or "))
      }
      let word = try stringOrWord("a word")
      guard known.contains(word.value.asciiUppercased) else {
        throw unknown(.settingValue(key), word, known: known)
      }
      return Located(.word(word.value.asciiUppercased), at: word.range)
    case .text:
      guard token.isString else { throw wrongValue(of: key, "a string in single quotes") }
      let text = try string("a string")
      return Located(.text(text.value), at: text.range)
    case .frequency:
      guard token.kind == .word || token.isString else {
        throw wrongValue(of: key, "a string such as 'D'")
      }
      let text = try stringOrWord("a string")
      return Located(.text(text.value), at: text.range)
    case .literal:
      return try literal(of: key)
    case .column:
      guard token.isNameOrString else { throw wrongValue(of: key, "a column's name") }
      guard token.isString else {
        return Located(.text(lexer.name(token)), at: advance().range)
      }
      let text = try string("a column's name")
      return Located(.text(text.value), at: text.range)
    }
  }

  /// `12`, `-12`, `1_000` or `'12'`.
  private mutating func integer(of key: SettingKey) throws(SyntaxError) -> Located<SettingValue> {
    let start = token.range.lowerBound
    let sign = nextIf(symbol: "-") ? "-" : ""
    let written: String
    switch token.kind {
    case .number: written = lexer.text(token.range).filter { $0 != "_" }
    case .string(let style): written = lexer.string(token, style: style)
    default: throw wrongValue(of: key, "a whole number")
    }
    guard !written.isEmpty, written.utf8.allSatisfy(\.isDigit) else {
      throw wrongValue(of: key, "a whole number")
    }
    advance()
    guard let value = Int(sign + written) else {
      throw error(.integerOutOfRange(key, digits: sign + written), at: start..<previousEnd)
    }
    return Located(.integer(value), at: start..<previousEnd)
  }

  /// `'yes'`, `1`, `-0.5` or `true`, as text.
  private mutating func literal(of key: SettingKey) throws(SyntaxError) -> Located<SettingValue> {
    let start = token.range.lowerBound
    let isValue = token.kind == .number || token.kind == .word || token.isString
    guard isValue || lexer.text(token.range) == "-" else { throw wrongValue(of: key, "a value") }
    let value = try hyperparameterValue()
    return Located(.text(value.value), at: start..<previousEnd)
  }

  private func wrongValue(of key: SettingKey, _ expected: String) -> SyntaxError {
    let general = unexpected(expected)
    guard case .unexpected(let found, _) = general.cause else { return general }
    return error(.settingValue(key, found: found, expected: expected), at: general.range)
  }

  /// `DEFAULT` or `DEFAULT EXCEPT (key 'value', ...)`.
  mutating func hyperparameters() throws(SyntaxError) -> Located<Hyperparameters> {
    let start = token.range.lowerBound
    guard nextIf("DEFAULT") else { throw unexpected("DEFAULT or DEFAULT EXCEPT (...)") }
    guard nextIf("EXCEPT") else { return Located(Hyperparameters(), at: start..<previousEnd) }
    try expect(symbol: "(")
    var exceptions: [Hyperparameter] = []
    var given: Set<String> = []
    repeat {
      let key = try hyperparameterKey()
      guard given.insert(key.value).inserted else {
        throw error(.duplicate(key.value), at: key.range)
      }
      exceptions.append(Hyperparameter(key: key, value: try hyperparameterValue()))
    } while nextIf(symbol: ",")
    try expect(symbol: ")", or: ",")
    return Located(Hyperparameters(exceptions: exceptions), at: start..<previousEnd)
  }

  private mutating func hyperparameterKey() throws(SyntaxError) -> Located<String> {
    let what = "a hyperparameter"
    guard token.kind == .quotedName else {
      let key = try stringOrWord(what)
      return Located(key.value.asciiLowercased, at: key.range)
    }
    return Located(lexer.name(token).asciiLowercased, at: advance().range)
  }

  /// A string, a number with or without a sign, or a word.
  private mutating func hyperparameterValue() throws(SyntaxError) -> Located<String> {
    let start = token.range.lowerBound
    let hasSign = nextIf(symbol: "-")
    guard token.kind == .number else {
      if hasSign { throw unexpected("a number") }
      return try stringOrWord("a value")
    }
    let digits = lexer.text(advance().range)
    return Located((hasSign ? "-" : "") + digits, at: start..<previousEnd)
  }
}

/// The forms of a setting's value.
enum SettingForm {
  case integer
  case words([String])
  case text
  case frequency
  case column
  case literal
}

extension SettingKey {
  /// The form of its value.
  var form: SettingForm {
    switch self {
    case .maxCells, .maxRuntime, .horizon, .maxBatchRows, .seed, .keepVersions, .treeLimit: .integer
    case .s3GarbageCollect, .validate: .words(["ON", "OFF"])
    case .split: .words(["RANDOM", "TIME"])
    case .positiveClass, .costFalsePositive, .costFalseNegative: .literal
    case .requestType: .words(["RAW", "UNIFIED"])
    case .responseType: .words(["VARCHAR", "SUPER"])
    case .frequency: .frequency
    case .weightColumn, .groupColumn, .splitColumn, .timeColumn: .column
    case .s3Bucket, .tags, .kmsKeyID, .percentiles, .columnTypes, .modelID, .prompt, .suffix,
      .classWeights, .onUnseen:
      .text
    }
  }
}
