/// A statement of the dialect that cannot be read: why, and where.
package struct SyntaxError: Error, Sendable, Equatable {
  /// Why it cannot be read.
  package enum Cause: Sendable, Equatable {
    /// Something is opened and not closed.
    case unclosed(Quoting)
    /// A quote of a word processor stands where one of SQL must.
    case typographicQuote(String)
    /// A NUL byte, which no SQL has.
    case nulByte
    /// Something else stands where `expected` must; `found` is as written, nil at the end.
    case unexpected(found: String?, expected: String)
    /// A name that is not in its vocabulary.
    case unknown(Vocabulary, name: String, suggestion: String?, known: [String])
    /// A clause, a setting or a hyperparameter is given again.
    case duplicate(String)
    /// A setting has a value of another form.
    case settingValue(SettingKey, found: String?, expected: String)
    /// A whole number does not fit 64 bits.
    case integerOutOfRange(SettingKey, digits: String)
    /// A name has more parts than a schema and a name.
    case tooManyNameParts(String)
    /// A source behind FROM that is more than a table's name, and must be put in a query.
    case sourceNeedsQuery(String)
    /// A word that begins another statement stands where a clause may.
    case missingSemicolon(before: String)
    /// A statement that other systems have and this dialect has not.
    case foreign(ForeignForm)
    /// A clause of BigQuery's CREATE MODEL, and the statement that means the same here.
    case optionsClause(String, instead: String)
    /// A form of Redshift's that there is nothing for here, and what there is.
    case redshift(String, advice: String)
  }

  /// A closed set of names.
  package enum Vocabulary: Sendable, Equatable {
    case clause
    case externalClause
    case setting
    case settingValue(SettingKey)
    case modelType
    case problemType
  }

  /// Why it cannot be read.
  package let cause: Cause
  /// The UTF-8 bytes of `text` that show it.
  package let range: Range<Int>
  /// The statement.
  package let text: String
  /// Where the statement starts in its script, in UTF-8 bytes from 0.
  package internal(set) var offset = 0

  /// An error at `range` of `text`.
  package init(_ cause: Cause, at range: Range<Int>, of text: String) {
    self.cause = cause
    self.range = range
    self.text = text
  }
}

/// Statements about models that the dialect does not have, and what it has instead.
package enum ForeignForm: String, Sendable, CaseIterable {
  case train = "TRAIN MODEL"
  case retrain = "RETRAIN MODEL"
  case refresh = "REFRESH MODEL"
  case showModels = "SHOW MODELS"
  case showAllModels = "SHOW ALL MODELS"
  case listModels = "LIST MODELS"
  case describe = "DESCRIBE MODEL"
  case desc = "DESC MODEL"
  case explain = "EXPLAIN MODEL"
  case explainAnalyze = "EXPLAIN ANALYZE CREATE MODEL"
  case createTemporary = "CREATE TEMPORARY MODEL"
  case createTemp = "CREATE TEMP MODEL"
  case replaceExternal = "CREATE OR REPLACE EXTERNAL MODEL"

  /// The text to write instead.
  var instead: String {
    switch self {
    case .train: "CREATE MODEL name FROM table TARGET column FUNCTION name"
    case .retrain, .refresh: "CREATE OR REPLACE MODEL, which trains again"
    case .showModels, .showAllModels, .listModels: "SHOW MODEL ALL"
    case .describe, .desc: "SHOW MODEL name"
    case .explain: "SELECT EXPLAIN_MODEL('name'), or EXPLAIN CREATE MODEL before training"
    case .explainAnalyze: "EXPLAIN CREATE MODEL, which trains nothing"
    case .createTemporary, .createTemp: "CREATE MODEL, and DROP MODEL when it is done with"
    case .replaceExternal: "DROP MODEL, then CREATE EXTERNAL MODEL"
    }
  }
}

extension SyntaxError: CustomStringConvertible {
  /// The message, the line, and carets under what it is about.
  package var description: String { message + "\n" + excerpt(of: text, at: range) }

  /// One line that says what is wrong and what to write instead.
  package var message: String {
    switch cause {
    case .unclosed(let quoting):
      "this \(quoting.rawValue) is not closed"
    case .typographicQuote(let quote):
      "\(quote) is not a quote of SQL; strings have ' and names \" around them"
    case .nulByte:
      "there is a NUL byte here, which SQL cannot have; chr(0) makes one in a string"
    case .unexpected(let found, let expected):
      "expected \(expected), found \(Self.shown(found))"
    case .unknown(let vocabulary, let name, let suggestion, let known):
      "unknown \(vocabulary.noun) \(Self.shown(name)); "
        + (suggestion.map { "did you mean \($0)?" }
          ?? "\(vocabulary.introduction) \(known.joined(separator: ", "))")
    case .duplicate(let name):
      "\(Self.clipped(name)) is given twice"
    case .settingValue(let key, let found, let expected):
      "\(key.rawValue) takes \(expected), found \(Self.shown(found))"
    case .integerOutOfRange(let key, let digits):
      "\(key.rawValue) is out of range: \(Self.clipped(digits)) does not fit 64 bits"
    case .tooManyNameParts(let name):
      "\(Self.shown(name)) has too many parts: a name has at most a schema and a name"
    case .sourceNeedsQuery(let name):
      "FROM takes a table or a query in parentheses; "
        + "write FROM (SELECT * FROM \(Self.clipped(name)))"
    case .missingSemicolon(let word):
      "\(word) begins another statement; end this one with a semicolon"
    case .foreign(let form):
      "there is no \(form.rawValue); write \(form.instead)"
    case .optionsClause(let clause, let instead):
      "there is no \(clause) (...); write \(instead)"
    case .redshift(let form, let advice):
      "there is no \(form); \(advice)"
    }
  }

  /// A piece of the statement in a message; nil is its end.
  private static func shown(_ text: String?) -> String {
    guard let text else { return "the end of the statement" }
    return text.hasPrefix("'") || text.hasPrefix("\"") ? clipped(text) : "\"\(clipped(text))\""
  }

  /// The start of a text that may be a megabyte long, on one line.
  private static func clipped(_ text: String) -> String {
    let maxCount = 40
    let line = text.prefix { !$0.isNewline }.prefix(maxCount)
    return line.utf8.count < text.utf8.count ? line + "..." : text
  }
}

extension SyntaxError.Vocabulary {
  /// The word for one of its names.
  var noun: String {
    switch self {
    case .clause: "clause"
    case .externalClause: "clause of CREATE EXTERNAL MODEL"
    case .setting: "setting"
    case .settingValue(let key): "value of \(key.rawValue)"
    case .modelType: "MODEL_TYPE"
    case .problemType: "PROBLEM_TYPE"
    }
  }

  /// The words before the list of its names.
  var introduction: String {
    switch self {
    case .clause, .externalClause: "the clauses are"
    case .setting: "the settings are"
    case .settingValue, .modelType, .problemType: "it is one of"
    }
  }
}
