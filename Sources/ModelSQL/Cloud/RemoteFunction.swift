/// A function whose values a model behind an endpoint gives, as Athena and Aurora declare it.
package struct RemoteFunction: Sendable, Equatable {
  /// An argument.
  package struct Argument: Sendable, Equatable {
    /// Its name.
    package let name: String
    /// Its type, in canonical form.
    package let type: Located<String>

    /// A name and a type.
    package init(name: String, type: Located<String>) {
      self.name = name
      self.type = type
    }
  }

  /// The function's name.
  package let name: Located<ObjectName>
  /// Its arguments, in order.
  package let arguments: [Argument]
  /// The type of its values, in canonical form.
  package let returns: Located<String>
  /// The endpoint's name.
  package let endpoint: Located<String>
  /// The most rows of a request; nil where it is not written.
  package let maxBatchRows: Located<Int>?

  /// A function with these parts.
  package init(
    name: Located<ObjectName>,
    arguments: [Argument],
    returns: Located<String>,
    endpoint: Located<String>,
    maxBatchRows: Located<Int>? = nil
  ) {
    self.name = name
    self.arguments = arguments
    self.returns = returns
    self.endpoint = endpoint
    self.maxBatchRows = maxBatchRows
  }
}

/// `USING EXTERNAL FUNCTION f(x INT) RETURNS DOUBLE SAGEMAKER 'endpoint', ... SELECT ...`: functions for
/// one statement.
package struct UsingFunctions: Sendable, Equatable {
  /// The functions, in order; no two have one name.
  package let functions: [RemoteFunction]
  /// The whole text, functions and all.
  package let text: String
  /// Where the statement that calls them begins, in UTF-8 bytes.
  package let start: Int

  /// Functions, and the text that they begin.
  package init(functions: [RemoteFunction], text: String, start: Int) {
    self.functions = functions
    self.text = text
    self.start = start
  }

  /// The statement that calls the functions, with blanks before it that keep every byte in its place.
  package var statement: String {
    let bytes = text.utf8.prefix(start).map { $0 == 0x0A ? $0 : UInt8(ascii: " ") }
    return String(decoding: bytes + Array(text.utf8.dropFirst(start)), as: UTF8.self)
  }
}

/// `CREATE FUNCTION f (x double) RETURNS double ALIAS AWS_SAGEMAKER_INVOKE_ENDPOINT ENDPOINT NAME '...'`.
package struct CreateRemoteFunction: Sendable, Equatable {
  /// Whether nothing is done where there is such a function.
  package let ifNotExists: Bool
  /// The function.
  package let function: RemoteFunction

  /// A statement with these parts.
  package init(ifNotExists: Bool, function: RemoteFunction) {
    self.ifNotExists = ifNotExists
    self.function = function
  }
}
