internal import CDuckDB

/// A Swift closure as a SQL function, called with a chunk of rows at a time.
///
/// NULLs reach the closure. DuckDB may compute a call of a pure function with constant arguments once,
/// when the query is planned.
package struct ScalarFunction: Sendable {
  /// Fills one row of the output for each row of the input.
  ///
  /// Called by several threads at once. What it throws becomes the error of the query.
  package typealias Body =
    @Sendable (_ input: borrowing DataChunk, _ output: inout OutputVector) throws -> Void

  /// Runs when a query that calls the function is planned, on the thread that plans it.
  ///
  /// What it throws becomes the error of the query.
  package typealias Preparation = @Sendable () throws -> Void

  /// The name in SQL.
  package let name: String
  /// The types of the parameters; DuckDB casts arguments to them where it would for its own
  /// functions.
  package let parameterTypes: [LogicalType]
  /// The type of the result.
  package let returnType: LogicalType
  /// Whether the same arguments give the same result each time.
  package let isPure: Bool
  /// Whether further arguments of any type and number may follow; the chunk has their types.
  package let takesFurther: Bool
  /// Whether each chunk says whose query it is of (`DataChunk.connectionID`).
  package let isToldCaller: Bool
  /// The work to do before a call, where there is any.
  package let preparation: Preparation?
  /// The work of a call.
  package let body: Body

  /// A function that is not registered yet.
  package init(
    name: String,
    parameterTypes: [LogicalType],
    returnType: LogicalType,
    isPure: Bool = true,
    takesFurther: Bool = false,
    isToldCaller: Bool = false,
    preparation: Preparation? = nil,
    body: @escaping Body
  ) {
    self.name = name
    self.parameterTypes = parameterTypes
    self.returnType = returnType
    self.isPure = isPure
    self.takesFurther = takesFurther
    self.isToldCaller = isToldCaller
    self.preparation = preparation
    self.body = body
  }
}

extension Connection {
  /// Makes a function callable from SQL on all connections of the database, until that is closed.
  ///
  /// A result of this connection that is still being read ends. A function of the same name,
  /// parameter types and result type is replaced; one that differs in any of the types stays beside
  /// it, and calls that fit both are refused as ambiguous. There is no way to take one back. The
  /// function belongs to the transaction that is open: other connections see it once that is
  /// committed.
  ///
  /// - Throws: if a type cannot be a parameter or a result, or another open transaction has
  ///   registered the name.
  package func register(_ function: ScalarFunction) throws(DuckDBError) {
    try register(overloads: [function])
  }

  /// Makes functions of one name callable, as one of them alone; it takes hardly longer.
  ///
  /// - Precondition: there is one at least; they have one name, and differ in their parameters' types.
  package func register(overloads functions: [ScalarFunction]) throws(DuckDBError) {
    guard let name = functions.first?.name, functions.allSatisfy({ $0.name == name }) else {
      preconditionFailure("overloads of several names")
    }
    // C's strings end at a NUL: it would be another function.
    guard !name.utf8.contains(0) else {
      throw DuckDBError(message: "there is a NUL byte in the name of a function")
    }
    try endUnfinishedResult()
    var set = unsafe duckdb_create_scalar_function_set(name)
    defer { unsafe duckdb_destroy_scalar_function_set(&set) }
    for function in functions { try unsafe function.add(to: set) }
    guard unsafe duckdb_register_scalar_function_set(handle, set) == DUCKDB_SUCCESS else {
      // Their types were taken above: there is no other reason.
      throw DuckDBError(
        message:
          "TransactionContext Error: Conflict on function \(name): another transaction "
          + "has registered it"
      )
    }
  }
}

extension ScalarFunction {
  /// Adds the function to a set, which holds what it needs.
  fileprivate func add(to set: duckdb_scalar_function_set?) throws(DuckDBError) {
    var handle = unsafe duckdb_create_scalar_function()
    defer { unsafe duckdb_destroy_scalar_function(&handle) }
    unsafe duckdb_scalar_function_set_name(handle, name)
    unsafe duckdb_scalar_function_set_special_handling(handle)
    for type in parameterTypes {
      guard
        unsafe type.withHandle({ type in
          unsafe duckdb_scalar_function_add_parameter(handle, type)
          return unsafe type != nil
        })
      else { throw DuckDBError(message: "\(type) cannot be a parameter of \(name)") }
    }
    let returns = unsafe returnType.withHandle { type in
      unsafe duckdb_scalar_function_set_return_type(handle, type)
      return unsafe type != nil
    }
    guard returns else {
      throw DuckDBError(message: "\(returnType) cannot be the result of \(name)")
    }
    let box = unsafe Unmanaged.passRetained(FunctionBox(self))
    unsafe duckdb_scalar_function_set_extra_info(handle, box.toOpaque(), releaseFunction)
    unsafe duckdb_scalar_function_set_function(handle, callFunction)
    if preparation != nil { unsafe duckdb_scalar_function_set_bind(handle, bindFunction) }
    if !isPure { unsafe duckdb_scalar_function_set_volatile(handle) }
    if takesFurther { unsafe addVarargs(to: handle) }
    if isToldCaller { unsafe duckdb_scalar_function_set_init(handle, noteCaller) }
    // It fails for handles that are not there alone.
    _ = unsafe duckdb_add_scalar_function_to_set(set, handle)
  }
}

/// Lets a function take further arguments of whatever types.
private func addVarargs(to handle: duckdb_scalar_function?) {
  var any = unsafe duckdb_create_logical_type(DUCKDB_TYPE_ANY)
  unsafe duckdb_scalar_function_set_varargs(handle, any)
  unsafe duckdb_destroy_logical_type(&any)
}

/// The part of a function that DuckDB holds, and releases when it lets go of it.
private final class FunctionBox: Sendable {
  let function: ScalarFunction

  init(_ function: ScalarFunction) { self.function = function }
}

@c private func releaseFunction(_ box: UnsafeMutableRawPointer?) {
  guard let box = unsafe box else { return }
  unsafe Unmanaged<FunctionBox>.fromOpaque(box).release()
}

@c private func bindFunction(_ info: duckdb_bind_info?) {
  guard let box = unsafe duckdb_scalar_function_bind_get_extra_info(info) else { return }
  let function = unsafe Unmanaged<FunctionBox>.fromOpaque(box).takeUnretainedValue().function
  do { try function.preparation?() } catch {
    unsafe duckdb_scalar_function_bind_set_error(info, "\(error)")
  }
}

/// The id of the connection whose query a thread works on.
private final class CallerBox: Sendable {
  let id: UInt64

  init(_ id: UInt64) { self.id = id }
}

@c private func noteCaller(_ info: duckdb_init_info?) {
  var context: duckdb_client_context?
  unsafe duckdb_scalar_function_init_get_client_context(info, &context)
  let box = unsafe CallerBox(duckdb_client_context_get_connection_id(context))
  unsafe duckdb_destroy_client_context(&context)
  unsafe duckdb_scalar_function_init_set_state(
    info,
    Unmanaged.passRetained(box).toOpaque(),
    releaseCaller
  )
}

@c private func releaseCaller(_ box: UnsafeMutableRawPointer?) {
  guard let box = unsafe box else { return }
  unsafe Unmanaged<CallerBox>.fromOpaque(box).release()
}

@c private func callFunction(
  _ info: duckdb_function_info?,
  _ input: duckdb_data_chunk?,
  _ output: duckdb_vector?
) {
  guard let input = unsafe input, let output = unsafe output,
    let box = unsafe duckdb_scalar_function_get_extra_info(info)
  else { return }
  let function = unsafe Unmanaged<FunctionBox>.fromOpaque(box).takeUnretainedValue().function
  let types =
    unsafe function.takesFurther ? DataChunk.types(of: input) : function.parameterTypes
  let state = unsafe function.isToldCaller ? duckdb_scalar_function_get_state(info) : nil
  let caller = unsafe state.map { unsafe Unmanaged<CallerBox>.fromOpaque($0).takeUnretainedValue() }
  let chunk = unsafe DataChunk(borrowing: input, types: types, connectionID: caller?.id)
  var vector = unsafe OutputVector(output, type: function.returnType, rowCount: chunk.rowCount)
  do {
    try function.body(chunk, &vector)
  } catch {
    unsafe duckdb_scalar_function_set_error(info, "\(error)")
  }
}
