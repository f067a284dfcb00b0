import CEditLine
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Lines typed at a terminal, with editing, completion, and a history that outlives the process.
struct LineEditor {
  /// The most entries of the history.
  static let historyLimit = 1000

  private let historyPath: String?
  private let completer: PromptCompleter

  /// An editor with the history of the file `historyPath`, where nil keeps none, that asks `completer` at
  /// a tab.
  init(historyPath: String?, completer: PromptCompleter) {
    self.historyPath = historyPath
    self.completer = completer
    // Without the user's locale the editor would count bytes, not characters.
    unsafe setlocale(LC_CTYPE, "")
    // The editor keeps the characters that end words for as long as the process lives.
    unsafe automl_prepare_editor(strdup(Completer.wordBreaks), complete)
    stifle_history(Int32(Self.historyLimit))
    if let historyPath { _ = unsafe read_history(historyPath) }
  }

  /// The history file of the user: `~/.automl_history`.
  static var userHistoryPath: String? {
    unsafe getenv("HOME").map { unsafe String(cString: $0) + "/.automl_history" }
  }

  /// The next line without its end; nil at the end of the input, or when a signal came in between.
  func readLine(prompt: String) -> String? {
    let completer = unsafe Unmanaged.passUnretained(completer).toOpaque()
    asked.store(UInt(bitPattern: completer), ordering: .relaxed)
    defer { asked.store(0, ordering: .relaxed) }
    guard let line = unsafe readline(prompt) else { return nil }
    defer { unsafe free(line) }
    return unsafe String(cString: line)
  }

  /// Adds what was typed to the history, and saves it.
  func remember(_ entry: String) {
    unsafe add_history(entry)
    if let historyPath { _ = unsafe write_history(historyPath) }
  }
}

/// The address of the completer that is asked while a line is read, on the thread that reads it: the
/// library's callback takes none.
private let asked = Atomic<UInt>(0)

/// The answer to a tab, as the library wants it: what all candidates begin with, the candidates, and NULL;
/// NULL alone for names of files.
private func complete(
  _ word: UnsafePointer<CChar>?,
  _ start: Int32,
  _ end: Int32
) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
  guard let address = unsafe UnsafeRawPointer(bitPattern: asked.load(ordering: .relaxed)),
    let word = unsafe word.map({ unsafe String(cString: $0) }),
    let line = unsafe automl_typed_line().map({ unsafe String(cString: $0) })
  else { return nil }
  let completer = unsafe Unmanaged<PromptCompleter>.fromOpaque(address).takeUnretainedValue()
  let completion = completer.completion(of: line, cursor: Int(end))
  automl_complete_files(completion == .files ? 1 : 0)
  guard case .words(let words) = completion, !words.isEmpty else { return nil }
  let texts = words.count == 1 ? words : [Completer.beginning(of: words, typed: word)] + words
  guard
    let array = unsafe calloc(texts.count + 1, MemoryLayout<UnsafeMutablePointer<CChar>?>.stride)
  else { return nil }
  let result = unsafe array.bindMemory(
    to: UnsafeMutablePointer<CChar>?.self,
    capacity: texts.count + 1
  )
  for (index, text) in texts.enumerated() { unsafe result[index] = strdup(text) }
  return unsafe result
}
