import DuckDB
import Synchronization

/// The endpoints' side of a database: the way to them, the sessions that call, and what the calls add up to.
final class RemoteCalls: Sendable {
  /// The session that a call is for.
  struct Caller: Sendable {
    /// Asked whether to stop.
    let interrupter: SessionInterrupter
    /// The addresses that it has named.
    var names: EndpointNames
  }

  private struct State {
    var callers: [UInt64: Caller] = [:]
    var tallies: [RemoteTally.Key: RemoteTally] = [:]
  }
  private let transport: (any EndpointTransport)?
  // Whoever calls a function has a connection, which keeps the database.
  private unowned let database: Database
  private let state = Mutex(State())

  /// Calls of a database's functions that go by a transport; without one every call is refused.
  init(transport: (any EndpointTransport)?, in database: Database) {
    self.transport = transport
    self.database = database
  }

  /// Refuses a call where the engine is kept from what is outside.
  func requireAccess() throws {
    let setting = "enable_external_access"
    let rows = try database.connect()
      .query("SELECT system.main.current_setting('\(setting)')::BOOLEAN").rows()
    guard case .boolean(false)?? = rows.first?.first else { return }
    throw FunctionRefusal(
      "no endpoint is called here: \(setting) is false",
      sqlState: SQLState.notPermitted
    )
  }

  /// Takes note of a session, by its connection.
  func enter(_ connectionID: UInt64, _ caller: Caller) {
    state.withLock { $0.callers[connectionID] = caller }
  }

  /// Forgets a session.
  func leave(_ connectionID: UInt64) {
    state.withLock { state in _ = state.callers.removeValue(forKey: connectionID) }
  }

  /// Changes the addresses that a session has named.
  func name(_ names: EndpointNames, for connectionID: UInt64) {
    state.withLock { $0.callers[connectionID]?.names = names }
  }

  /// The addresses that a session has named.
  func names(of connectionID: UInt64?) -> EndpointNames {
    caller(connectionID)?.names ?? EndpointNames(lenient: "")
  }

  /// Whether an endpoint's address is known, of the session or of the transport by itself.
  func hasAddress(of name: String, for connectionID: UInt64?) -> Bool {
    names(of: connectionID).address(of: name) != nil || transport?.hasAddress(of: name) ?? false
  }

  private func caller(_ connectionID: UInt64?) -> Caller? {
    connectionID.flatMap { id in state.withLock { $0.callers[id] } }
  }

  /// The answers to requests of a function, in order; what they took is added to its tally.
  ///
  /// - Throws: a `FunctionRefusal` that names the endpoint.
  func answers(
    to requests: [EndpointRequest],
    of key: RemoteTally.Key,
    rowCount: Int,
    unitCount: Int = 0,
    for connectionID: UInt64?
  ) throws(FunctionRefusal) -> [EndpointAnswer] {
    guard let transport else {
      throw FunctionRefusal(
        "endpoint \"\(key.endpoint)\" cannot be called: this session was opened without a way to"
          + " endpoints (SessionConfiguration.endpoints)",
        sqlState: SQLState.featureNotSupported
      )
    }
    let interrupter = caller(connectionID)?.interrupter
    let clock = TrainingClock()
    var tally = RemoteTally(requests: requests.count)
    tally.rows = rowCount
    tally.bytesSent = requests.reduce(0) { $0 + $1.body.count }
    defer {
      tally.seconds = clock.seconds
      add(tally, to: key)
    }
    do throws(EndpointFailure) {
      let answers = try transport.answers(
        to: requests,
        shouldStop: { interrupter.map { $0.interruptCount > 0 } ?? false }
      )
      tally.units = unitCount
      tally.bytesReceived = answers.reduce(0) { $0 + $1.body.count }
      return answers
    } catch {
      tally.failures = 1
      throw FunctionRefusal(error)
    }
  }

  private func add(_ tally: RemoteTally, to key: RemoteTally.Key) {
    state.withLock { $0.tallies[key, default: RemoteTally()].add(tally) }
  }

  /// The tallies since the last time, which are the caller's to write down.
  func takeTallies() -> [RemoteTally.Key: RemoteTally] {
    state.withLock { state in
      defer { state.tallies = [:] }
      return state.tallies
    }
  }

  /// Takes tallies back that could not be written.
  func putBack(_ tallies: [RemoteTally.Key: RemoteTally]) {
    state.withLock { state in
      for (key, tally) in tallies { state.tallies[key, default: RemoteTally()].add(tally) }
    }
  }
}

/// The calls of one function.
struct RemoteTally: Equatable, Sendable {
  /// The function that was called, and its endpoint.
  struct Key: Hashable, Sendable {
    let endpoint: String
    let function: String
  }

  var rows = 0
  var requests = 0
  var failures = 0
  var bytesSent = 0
  var bytesReceived = 0
  /// Units that are paid for, where calls are paid by their contents.
  var units = 0
  /// Seconds that threads have waited for answers, all together.
  var seconds = 0.0

  init(requests: Int = 0) { self.requests = requests }

  mutating func add(_ other: RemoteTally) {
    rows += other.rows
    requests += other.requests
    failures += other.failures
    bytesSent += other.bytesSent
    bytesReceived += other.bytesReceived
    units += other.units
    seconds += other.seconds
  }
}

extension FunctionRefusal {
  /// The words for a request without an answer.
  init(_ failure: EndpointFailure) {
    let named = { (name: String, address: String) in "endpoint \"\(name)\" (\(address))" }
    switch failure {
    case .unknownEndpoint(let name, let advice):
      self.init(
        "endpoint \"\(name)\" is not known: \(advice)",
        sqlState: SQLState.undefinedObject
      )
    case .connection(let name, let address, let reason):
      self.init(
        "\(named(name, address)) cannot be reached: \(reason)",
        sqlState: SQLState.cannotConnect
      )
    case .timeout(let name, let address, let seconds):
      self.init(
        "\(named(name, address)) did not answer within \(seconds) s",
        sqlState: SQLState.cannotConnect
      )
    case .status(let name, let address, let code, let body):
      self.init(
        "\(named(name, address)) answered with status \(code)\(AnswerText.quoted(body))",
        sqlState: SQLState.externalRoutine
      )
    case .tooLong(let name, let address, let limit):
      self.init(
        "\(named(name, address)) answered with more than \(limit >> 20) MB",
        sqlState: SQLState.externalRoutine
      )
    case .interrupted:
      self.init("the query was interrupted", sqlState: SQLState.queryCanceled)
    }
  }
}

/// The beginning of an answer, as errors show it.
enum AnswerText {
  private static let characterLimit = 200

  /// `: "..."`, on one line; empty where there is none.
  static func quoted(_ body: [UInt8]) -> String {
    let text = String(decoding: body.prefix(characterLimit * 4), as: UTF8.self)
    let line = text.split(whereSeparator: { $0.isWhitespace || $0.isNewline })
      .joined(separator: " ")
    guard !line.isEmpty else { return "" }
    let shown = line.prefix(characterLimit)
    return ": \(shown)" + (shown.count < line.count || body.count > text.utf8.count ? "..." : "")
  }
}
