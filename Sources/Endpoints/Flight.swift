internal import AsyncHTTPClient
import AutoML
import Dispatch
import Synchronization

/// Requests that are on their way at once, and a thread that waits for them.
///
/// The first failure ends the others.
final class Flight: Sendable {
  private struct State {
    var answers: [EndpointAnswer?]
    var failure: EndpointFailure?
    var tasks: [HTTPClient.Task<HTTPClient.Response>] = []
  }
  private let state: Mutex<State>
  private let group = DispatchGroup()

  /// Room for the answers to `count` requests.
  init(count: Int) {
    state = Mutex(State(answers: [EndpointAnswer?](repeating: nil, count: count)))
  }

  /// The failure that has ended it.
  var failure: EndpointFailure? { state.withLock { $0.failure } }

  /// A request begins its way, which `land` ends.
  func begin() { group.enter() }

  /// Takes note of a request that the first failure is to end.
  func track(_ task: HTTPClient.Task<HTTPClient.Response>) {
    let isStopped = state.withLock { state in
      state.tasks.append(task)
      return state.failure != nil
    }
    if isStopped { task.cancel() }
  }

  /// A request has its answer, or will have none.
  func land(_ index: Int, _ outcome: Result<EndpointAnswer, EndpointFailure>) {
    switch outcome {
    case .success(let answer): state.withLock { $0.answers[index] = answer }
    case .failure(let failure): stop(failure)
    }
    group.leave()
  }

  /// Ends all requests, for a reason: the first counts.
  func stop(_ failure: EndpointFailure) {
    let tasks = state.withLock { state in
      if state.failure == nil { state.failure = failure }
      return state.tasks
    }
    for task in tasks { task.cancel() }
  }

  /// Waits until none is on its way, for a while at most; true when none is.
  func isLanded(within interval: DispatchTimeInterval) -> Bool {
    group.wait(timeout: .now() + interval) == .success
  }

  /// The answers in the order of the requests, once all have landed.
  func answers() throws(EndpointFailure) -> [EndpointAnswer] {
    let (answers, failure) = state.withLock { ($0.answers, $0.failure) }
    if let failure { throw failure }
    return answers.compactMap(\.self)
  }
}
