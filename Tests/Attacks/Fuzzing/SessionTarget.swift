import AutoML
import Foundation
import Synchronization

extension FuzzTarget {
  /// Statements in a session with a trained model: whatever they are, the session is usable after them.
  package static let session = FuzzTarget(
    name: "session",
    words: SQLWords.all + [
      "f(1, 'a')", "f_prob(1, 'a')", "explain_model('m')", "automl.models", "automl.usage",
    ],
    corpus: {
      let folders = ["Tests/ModelSQLTests/Scripts", "Tests/AutoMLTests/Scripts"]
      return try folders.flatMap { try SQLWords.statements(under: $0) }.map { Array($0.utf8) }
    },
    runner: { try SessionRunner() }
  )
}

private struct SessionRunner: FuzzRunner {
  private let session: Session

  /// A statement that has not ended by then is interrupted, in seconds: that is an attack too.
  private static let patience = 0.2
  private static let rowLimit = 10_000

  init() throws {
    session = try Session(configuration: SessionConfiguration(threadCount: 1))
    // Mutated SQL must not write files, nor take the machine's memory.
    try session.run(
      """
      CREATE TABLE t AS SELECT range % 37 AS a, chr((97 + range % 5)::INT) AS b, range % 37 > 17 AS y
        FROM range(100);
      CREATE MODEL m FROM t TARGET y FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER;
      SET memory_limit = '500MB'; SET temp_directory = ''; SET enable_external_access = false;
      """
    )
  }

  func run(_ bytes: [UInt8]) throws {
    let watch = Watch(session.interrupter, after: Self.patience)
    do {
      try session.run(String(decoding: bytes, as: UTF8.self), rowLimit: Self.rowLimit)
    } catch let error as AutoMLError {
      try FuzzFault.unless(error.sqlState.utf8.count == 5, "SQLSTATE \(error.sqlState)")
      try FuzzFault.unless(!error.message.isEmpty, "an error without a message")
    }
    watch.end()
    // A transaction that the input began ends here; where there is none, this fails.
    _ = try? session.run("ROLLBACK")
    do {
      try FuzzFault.unless(try session.run("SELECT 6 * 7") == [["42"]], "the session cannot count")
    } catch let error as AutoMLError {
      throw FuzzFault(description: "the session is lost: \(error)")
    }
  }
}

/// Interrupts a session again and again after a while, until it is told to end.
private final class Watch: Sendable {
  private let isOver = Mutex(false)

  init(_ interrupter: SessionInterrupter, after seconds: Double) {
    check(interrupter, seconds)
  }

  private func check(_ interrupter: SessionInterrupter, _ seconds: Double) {
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds) {
      let isRunning = self.isOver.withLock { isOver in
        if !isOver { interrupter.interrupt() }
        return !isOver
      }
      if isRunning { self.check(interrupter, 0.05) }
    }
  }

  /// No interrupt comes after this.
  func end() { isOver.withLock { $0 = true } }
}
