import Synchronization

/// The functions of models that a statement turns out to call, while the engine plans it.
///
/// The engine plans on the thread that asks, but tells a function nothing of who asks: calls of other
/// sessions that plan meanwhile are among those collected, and are told apart by the statement's text.
enum PlannedCalls {
  /// A function that is called.
  struct Function: Equatable, Sendable {
    /// The user's name of the function, without its schema.
    let name: String
    /// The names of its arguments.
    let parameters: [FunctionSignature.Parameter]
  }

  private struct State {
    var collections: [Int: [Function]] = [:]
    var nextKey = 0
  }

  private static let state = Mutex(State())

  /// Takes note of a function.
  static func note(_ function: Function) {
    state.withLock { state in
      for key in state.collections.keys {
        guard let found = state.collections[key], !found.contains(function) else { continue }
        state.collections[key]?.append(function)
      }
    }
  }

  /// The result of some work, and the functions that were planned meanwhile.
  static func collected<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> (result: Result, functions: [Function]) {
    let key = state.withLock { state in
      state.nextKey += 1
      state.collections[state.nextKey] = []
      return state.nextKey
    }
    let result: Result
    do throws(Failure) { result = try body() } catch {
      _ = state.withLock { $0.collections.removeValue(forKey: key) }
      throw error
    }
    return (result, state.withLock { $0.collections.removeValue(forKey: key) } ?? [])
  }
}
