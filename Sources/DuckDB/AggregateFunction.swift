internal import CDuckDB

/// The part of an aggregate function's result that the rows of one group have come to so far.
package protocol AggregateState: AnyObject {
  /// Takes rows of a chunk.
  ///
  /// An error that is thrown becomes that of the query.
  func add(_ rows: Range<Int>, of input: borrowing DataChunk) throws
  /// Takes what another state of the same function has taken, which stays as it is.
  func combine(_ other: any AggregateState) throws
}

/// Swift code as a SQL aggregate function; NULLs reach it.
///
/// Each thread fills states of its own, which are combined in no certain order.
package struct AggregateFunction: Sendable {
  /// Fills one row of the output for each state.
  ///
  /// An error that is thrown becomes that of the query.
  package typealias Result =
    @Sendable (_ states: [any AggregateState], _ output: inout OutputVector) throws -> Void

  /// The name in SQL.
  package let name: String
  /// The types of the parameters; DuckDB casts arguments to them where it would for its own functions.
  package let parameterTypes: [LogicalType]
  /// The type of the result.
  package let returnType: LogicalType
  /// A state that has taken nothing.
  package let makeState: @Sendable () -> any AggregateState
  /// From states to results.
  package let result: Result

  /// A function that is not registered yet.
  package init(
    name: String,
    parameterTypes: [LogicalType],
    returnType: LogicalType,
    makeState: @escaping @Sendable () -> any AggregateState,
    result: @escaping Result
  ) {
    self.name = name
    self.parameterTypes = parameterTypes
    self.returnType = returnType
    self.makeState = makeState
    self.result = result
  }
}

extension Connection {
  /// Makes an aggregate function callable from SQL on all connections of the database, until that is
  /// closed; a result of this connection that is still being read ends.
  ///
  /// - Throws: if a type cannot be a parameter or a result, or the name is taken.
  package func register(_ function: AggregateFunction) throws(DuckDBError) {
    try endUnfinishedResult()
    var handle = unsafe duckdb_create_aggregate_function()
    defer { unsafe duckdb_destroy_aggregate_function(&handle) }
    unsafe duckdb_aggregate_function_set_name(handle, function.name)
    unsafe duckdb_aggregate_function_set_special_handling(handle)
    for type in function.parameterTypes {
      guard
        unsafe type.withHandle({ type in
          unsafe duckdb_aggregate_function_add_parameter(handle, type)
          return unsafe type != nil
        })
      else { throw DuckDBError(message: "\(type) cannot be a parameter of \(function.name)") }
    }
    let returns = unsafe function.returnType.withHandle { type in
      unsafe duckdb_aggregate_function_set_return_type(handle, type)
      return unsafe type != nil
    }
    guard returns else {
      throw DuckDBError(message: "\(function.returnType) cannot be the result of \(function.name)")
    }
    let box = unsafe Unmanaged.passRetained(AggregateBox(function))
    unsafe duckdb_aggregate_function_set_extra_info(handle, box.toOpaque(), releaseAggregate)
    unsafe duckdb_aggregate_function_set_functions(
      handle,
      stateSize,
      initState,
      updateStates,
      combineStates,
      finalizeStates
    )
    unsafe duckdb_aggregate_function_set_destructor(handle, destroyStates)
    guard unsafe duckdb_register_aggregate_function(self.handle, handle) == DUCKDB_SUCCESS else {
      throw DuckDBError(message: "the aggregate function \(function.name) cannot be registered")
    }
  }
}

/// The part of a function that DuckDB holds, and releases when it lets go of it.
private final class AggregateBox: Sendable {
  let function: AggregateFunction

  init(_ function: AggregateFunction) { self.function = function }
}

/// A state as DuckDB's memory refers to it.
private final class StateBox {
  let state: any AggregateState

  init(_ state: any AggregateState) { self.state = state }
}

/// A state's place in DuckDB's memory: a pointer, null until something is taken.
@unsafe private struct StatePlace {
  private let place: UnsafeMutablePointer<_duckdb_aggregate_state>

  init?(_ state: duckdb_aggregate_state?) {
    guard let state = unsafe state else { return nil }
    unsafe place = unsafe state
  }

  /// The state; nil where nothing was taken.
  var state: (any AggregateState)? {
    guard let pointer = unsafe place.pointee.internal_ptr else { return nil }
    return unsafe Unmanaged<StateBox>.fromOpaque(pointer).takeUnretainedValue().state
  }

  func set(_ state: any AggregateState) {
    unsafe place.pointee.internal_ptr = unsafe Unmanaged.passRetained(StateBox(state)).toOpaque()
  }

  func clear() { unsafe place.pointee.internal_ptr = nil }

  func release() {
    guard let pointer = unsafe place.pointee.internal_ptr else { return }
    unsafe Unmanaged<StateBox>.fromOpaque(pointer).release()
    unsafe clear()
  }
}

private func function(_ info: duckdb_function_info?) -> AggregateFunction? {
  guard let box = unsafe duckdb_aggregate_function_get_extra_info(info) else { return nil }
  return unsafe Unmanaged<AggregateBox>.fromOpaque(box).takeUnretainedValue().function
}

@c private func releaseAggregate(_ box: UnsafeMutableRawPointer?) {
  guard let box = unsafe box else { return }
  unsafe Unmanaged<AggregateBox>.fromOpaque(box).release()
}

@c private func stateSize(_ info: duckdb_function_info?) -> idx_t {
  unsafe idx_t(MemoryLayout<_duckdb_aggregate_state>.size)
}

@c private func initState(_ info: duckdb_function_info?, _ state: duckdb_aggregate_state?) {
  unsafe StatePlace(state)?.clear()
}

@c private func destroyStates(
  _ states: UnsafeMutablePointer<duckdb_aggregate_state?>?,
  _ count: idx_t
) {
  guard let states = unsafe states else { return }
  for index in 0..<Int(count) { unsafe StatePlace(states[index])?.release() }
}

@c private func updateStates(
  _ info: duckdb_function_info?,
  _ input: duckdb_data_chunk?,
  _ states: UnsafeMutablePointer<duckdb_aggregate_state?>?
) {
  guard let function = unsafe function(info), let input = unsafe input,
    let states = unsafe states
  else { return }
  let chunk = unsafe DataChunk(borrowing: input, types: function.parameterTypes)
  var start = 0
  // Rows of one state that follow each other are taken together.
  while start < chunk.rowCount {
    var end = start + 1
    while unsafe end < chunk.rowCount && states[end] == states[start] { end += 1 }
    defer { start = end }
    guard let place = unsafe StatePlace(states[start]) else { continue }
    let state: any AggregateState
    if let known = unsafe place.state {
      state = known
    } else {
      state = function.makeState()
      unsafe place.set(state)
    }
    do { try state.add(start..<end, of: chunk) } catch {
      return unsafe duckdb_aggregate_function_set_error(info, "\(error)")
    }
  }
}

@c private func combineStates(
  _ info: duckdb_function_info?,
  _ sources: UnsafeMutablePointer<duckdb_aggregate_state?>?,
  _ targets: UnsafeMutablePointer<duckdb_aggregate_state?>?,
  _ count: idx_t
) {
  guard let function = unsafe function(info), let sources = unsafe sources,
    let targets = unsafe targets
  else { return }
  for index in 0..<Int(count) {
    guard let source = unsafe StatePlace(sources[index])?.state,
      let place = unsafe StatePlace(targets[index])
    else { continue }
    let target: any AggregateState
    if let known = unsafe place.state {
      target = known
    } else {
      target = function.makeState()
      unsafe place.set(target)
    }
    do { try target.combine(source) } catch {
      return unsafe duckdb_aggregate_function_set_error(info, "\(error)")
    }
  }
}

@c private func finalizeStates(
  _ info: duckdb_function_info?,
  _ sources: UnsafeMutablePointer<duckdb_aggregate_state?>?,
  _ result: duckdb_vector?,
  _ count: idx_t,
  _ offset: idx_t
) {
  guard let function = unsafe function(info), let sources = unsafe sources,
    let result = unsafe result
  else { return }
  do {
    guard offset == 0 else {
      throw DuckDBError(message: "\(function.name) is not for windows")
    }
    let states = (0..<Int(count)).map { index in
      unsafe StatePlace(sources[index])?.state ?? function.makeState()
    }
    var output = unsafe OutputVector(result, type: function.returnType, rowCount: states.count)
    try function.result(states, &output)
  } catch {
    unsafe duckdb_aggregate_function_set_error(info, "\(error)")
  }
}
