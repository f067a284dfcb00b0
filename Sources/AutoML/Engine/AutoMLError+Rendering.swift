import DuckDB
import Learning
import ModelSQL
import Models

/// The one place where errors of all stages become words for the user.
extension AutoMLError {
  /// An error of any stage; `statement` is the text that places in it count from.
  init(_ error: any Error, in statement: String? = nil) {
    switch error {
    case let error as AutoMLError: self = error
    case let error as SyntaxError: self.init(syntax: error)
    case let error as PlanningError: self.init(planning: error, in: statement)
    case let error as LearningError:
      self.init(sqlState: error.sqlState, message: error.message, hint: error.hint)
    case let error as DuckDBError: self.init(engine: error)
    case let error as ForeignModelError:
      self.init(
        sqlState: error.sqlState,
        message: "the model \(error.message(of: .xgboost))",
        hint: error.hint(of: .xgboost)
      )
    case let error as ModelError: self.init(model: error, path: nil)
    case let error as FunctionRefusal:
      self.init(sqlState: error.sqlState, message: error.message)
    default: self.init(sqlState: SQLState.engineError, message: "\(error)")
    }
  }

  private init(syntax error: SyntaxError) {
    self.init(
      sqlState: SQLState.syntaxError,
      message: error.message,
      excerpt: ModelSQL.excerpt(of: error.text, at: error.range)
    )
  }

  private init(planning error: PlanningError, in statement: String?) {
    var place: String?
    if let statement, let range = error.range {
      if case .sourceRefused(let message) = error.cause {
        self.init(refusal: message, of: range, in: statement)
        return
      }
      place = ModelSQL.excerpt(of: statement, at: range)
    }
    // Without the statement the engine's own line and caret are all that there is.
    switch error.cause {
    case .sourceRefused(let message), .engine(let message):
      self.init(engine: DuckDBError(message: message))
    default:
      self.init(
        sqlState: error.sqlState,
        message: error.message,
        hint: error.hint,
        excerpt: place
      )
    }
  }

  /// An error of the engine, in its own words.
  init(engine error: DuckDBError) {
    if error.isInterrupt {
      self.init(sqlState: SQLState.queryCanceled, message: "interrupted")
      return
    }
    if error.isConflict {
      self.init(sqlState: SQLState.serializationFailure, message: error.message)
      return
    }
    if let refusal = FunctionRefusal(engineMessage: error.message) {
      self.init(sqlState: refusal.sqlState, message: refusal.message)
      return
    }
    self.init(sqlState: Self.sqlState(ofEngine: error.message), message: error.message)
  }

  /// The error without the line of SQL that the engine's message ends with: the user never saw it.
  var withoutEngineExcerpt: AutoMLError {
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
    let own = lines.prefix { !$0.hasPrefix("LINE ") }
    let end = own.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0
    return AutoMLError(
      sqlState: sqlState,
      message: own[..<end].joined(separator: "\n"),
      hint: hint
    )
  }

  /// The class of one of the engine's messages: the first row whose two texts it begins with and
  /// has.
  private static func sqlState(ofEngine message: String) -> String {
    let classes: [(prefix: String, part: String, state: String)] = [
      ("", "No space left on device", SQLState.diskFull), ("", "File too large", SQLState.diskFull),
      ("", "attached in read-only mode", SQLState.readOnly),
      ("Parser Error", "", SQLState.syntaxError),
      ("Catalog Error", "already exists", SQLState.duplicateObject),
      ("Catalog Error: Table with name", "", SQLState.undefinedTable),
      ("Catalog Error", "unction with name", SQLState.undefinedFunction),
      ("Catalog Error", "", SQLState.undefinedObject),
      ("Binder Error: No function matches", "", SQLState.undefinedFunction),
      ("Binder Error: Macro", "", SQLState.undefinedFunction),
      ("Binder Error", "", SQLState.undefinedColumn), ("Conversion Error", "", "22018"),
      ("Out of Range Error", "", "22003"), ("Constraint Error", "", "23000"),
      ("IO Error", "", SQLState.ioError), ("Out of Memory Error", "", SQLState.outOfMemory),
      ("TransactionContext Error", "aborted", "25P02"), ("TransactionContext Error", "", "25000"),
      ("Permission Error", "", SQLState.notPermitted),
      ("Not implemented Error", "", SQLState.featureNotSupported),
    ]
    return classes.first { message.hasPrefix($0.prefix) && message.contains($0.part) }?.state
      ?? SQLState.engineError
  }

  /// A model that cannot be read, from a file or from the database.
  init(model error: ModelError, path: String?) {
    let name = path.map { "\"\($0)\"" } ?? "the stored model"
    switch error {
    case .notAModel:
      self.init(
        sqlState: SQLState.dataCorrupted,
        message: "\(name) is not a model file",
        hint: "automl train --output FILE.automl writes one."
      )
    case .newerVersion(let found, let supported):
      self.init(
        sqlState: SQLState.featureNotSupported,
        message: "\(name) has version \(found), and this automl reads up to \(supported)",
        hint: "Use the automl that wrote it, or a newer one."
      )
    case .corrupt(let detail):
      self.init(
        sqlState: SQLState.dataCorrupted,
        message: "\(name) is damaged (at its \(detail))",
        hint: "Train it again, or take it from a backup."
      )
    }
  }

  /// Why the stored model `name` cannot be used; the message begins with the name.
  init(_ error: any Error, ofModel name: String) {
    if let error = error as? ModelError {
      self.init(model: error, path: name)
    } else {
      let error = AutoMLError(error)
      self.init(
        sqlState: error.sqlState,
        message: "\"\(name)\" fails: \(error.message)",
        hint: error.hint
      )
    }
  }

  /// A database that does not open.
  init(opening path: String, _ error: DuckDBError) {
    let message = error.message
    if message.contains("not a valid DuckDB database") {
      self.init(
        sqlState: SQLState.dataCorrupted,
        message: "\"\(path)\" is not a DuckDB database",
        hint: "Choose another file; a new one is made where there is none."
      )
    } else if message.contains("lock on file") {
      let isShared = message.contains("read-only mode")
      let way = "open it for reading only (automl sql --read-only), or close that process."
      self.init(
        sqlState: SQLState.objectInUse,
        message: "\"\(path)\" is in use by "
          + "\(Self.processHoldingLock(message) ?? "another process")",
        hint: isShared
          ? "That process only reads it: \(way)" : "Close that process, or open a copy of the file."
      )
    } else if message.contains("Could not read enough bytes") {
      self.init(
        sqlState: SQLState.dataCorrupted,
        message: "\"\(path)\" is cut short",
        hint: "Take it from a backup."
      )
    } else if message.contains("newer version") || message.contains("storage version") {
      self.init(
        sqlState: SQLState.featureNotSupported,
        message:
          "\"\(path)\" was written by another version of DuckDB than \(Database.libraryVersion)",
        hint: message
      )
    } else {
      self.init(sqlState: SQLState.cannotConnect, message: "\"\(path)\" does not open: \(message)")
    }
  }

  /// `process 4711 (/usr/bin/automl)` of a message that has `held in /usr/bin/automl (PID 4711)`.
  private static func processHoldingLock(_ message: String) -> String? {
    guard let number = message.between("(PID ", ")") else { return nil }
    let program = message.between("is held in ", " (PID ")
    return "process \(number)\(program.map { " (\($0))" } ?? "")"
  }
}
