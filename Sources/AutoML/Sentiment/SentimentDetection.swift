import DuckDB
import Sentiment

/// Sentiments of the rows of a call: by Comprehend where the caller has an endpoint of it, else by the
/// classifier of the binary.
struct SentimentDetection: Sendable {
  /// The name that Comprehend has among endpoints.
  static let endpoint = "comprehend"
  /// The languages of the classifier.
  private static let ownLanguages = ["en"]

  /// The way to endpoints.
  let calls: RemoteCalls
  /// The name of the function, for the ledger.
  let function: String

  /// Rows that are asked about together.
  private struct Group: Hashable {
    let language: String
    let rowLimit: Int
  }

  /// The answer for each row of a text, a language and maybe the most rows of a request; nil where one of the
  /// first two is NULL.
  func answers(
    to chunk: borrowing DataChunk
  ) throws(FunctionRefusal) -> [SentimentClassifier.Answer?] {
    var rows: [Group: [Int]] = [:]
    var order: [Group] = []
    var texts = [String](repeating: "", count: chunk.rowCount)
    for row in 0..<chunk.rowCount {
      guard let text = chunk.text(row: row, column: 0),
        let language = chunk.text(row: row, column: 1)
      else { continue }
      texts[row] = text
      let limit = chunk.columnCount > 2 ? chunk.text(row: row, column: 2) : nil
      let group = Group(language: language, rowLimit: limit.flatMap { Int($0) } ?? .max)
      if rows[group] == nil { order.append(group) }
      rows[group, default: []].append(row)
    }
    var answers = [SentimentClassifier.Answer?](repeating: nil, count: chunk.rowCount)
    for group in order {
      guard group.rowLimit > 0 else {
        throw FunctionRefusal("the most rows of a request to \(Self.endpoint) are 1 or more")
      }
      let members = rows[group] ?? []
      let found = try self.answers(
        to: members.map { texts[$0] },
        group,
        for: chunk.connectionID
      )
      for (row, answer) in zip(members, found) { answers[row] = answer }
    }
    return answers
  }

  private func answers(
    to texts: [String],
    _ group: Group,
    for connectionID: UInt64?
  ) throws(FunctionRefusal) -> [SentimentClassifier.Answer?] {
    let isRemote = calls.hasAddress(of: Self.endpoint, for: connectionID)
    let languages = isRemote ? ComprehendBatch.languages : Self.ownLanguages
    guard languages.contains(group.language) else {
      let advice =
        isRemote
        ? ""
        : "; an endpoint of Comprehend (SET automl.endpoints = '\(Self.endpoint)=aws') tells more"
      throw FunctionRefusal(
        "language '\(group.language)' is none whose sentiments are told:"
          + " \(languages.joined(separator: ", "))\(advice)"
      )
    }
    guard isRemote else { return SentimentClassifier.shared.answers(to: texts) }
    return try comprehendAnswers(to: texts, group, for: connectionID)
  }

  /// Comprehend's answers; each text is asked about once, and an empty one, which it refuses, has none.
  private func comprehendAnswers(
    to texts: [String],
    _ group: Group,
    for connectionID: UInt64?
  ) throws(FunctionRefusal) -> [SentimentClassifier.Answer?] {
    var known: [String: SentimentClassifier.Answer] = [:]
    var asked: Set<String> = []
    let different = texts.filter { !$0.isEmpty && asked.insert($0).inserted }
    guard !different.isEmpty else { return texts.map { _ in nil } }
    let size = min(group.rowLimit, ComprehendBatch.rowLimit)
    var batches: [ComprehendBatch] = []
    for start in stride(from: 0, to: different.count, by: size) {
      let end = min(start + size, different.count)
      batches.append(try ComprehendBatch(Array(different[start..<end]), language: group.language))
    }
    let address = calls.names(of: connectionID).address(of: Self.endpoint)
    let answers = try calls.answers(
      to: batches.map { $0.request(to: address) },
      of: RemoteTally.Key(endpoint: Self.endpoint, function: function),
      rowCount: texts.count,
      unitCount: batches.reduce(0) { $0 + $1.unitCount },
      for: connectionID
    )
    for (batch, answer) in zip(batches, answers) {
      for (text, found) in zip(batch.texts, try batch.sentiments(in: answer)) {
        known[text] = found
      }
    }
    return texts.map { known[$0] }
  }
}
