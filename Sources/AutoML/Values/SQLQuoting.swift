import ModelSQL

/// A name for the engine, quoted.
func quoted(_ name: ObjectName) -> String {
  name.schema.map { "\(quoted($0))." }.map { $0 + quoted(name.name) } ?? quoted(name.name)
}

/// An identifier for the engine, quoted.
func quoted(_ identifier: String) -> String { SQLText.quotedIdentifier(identifier) }

/// A string literal for the engine.
func literal(_ text: String) -> String { SQLText.literal(text) }
