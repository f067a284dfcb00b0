import ModelSQL

/// The tables, models and functions of a database by name, for those who type them.
package struct SessionNames: Sendable, Equatable {
  /// A table or view.
  package struct Table: Sendable, Equatable {
    /// Its schema.
    package let schema: String
    /// Its name.
    package let name: String
    /// Its columns, in order.
    package let columns: [String]

    /// A table of these columns.
    package init(schema: String = "main", name: String, columns: [String]) {
      self.schema = schema
      self.name = name
      self.columns = columns
    }
  }

  /// A model.
  package struct Model: Sendable, Equatable {
    /// Its schema.
    package let schema: String
    /// Its name.
    package let name: String
    /// The names of its functions.
    package let functions: [String]

    /// A model with these functions.
    package init(schema: String = "main", name: String, functions: [String]) {
      self.schema = schema
      self.name = name
      self.functions = functions
    }
  }

  /// Tables and views, by schema and name.
  package var tables: [Table]
  /// Models, by schema and name.
  package var models: [Model]
  /// Keywords that are no names unless they are quoted, in lower case.
  package var reserved: Set<String>

  /// These names; none unless they are given.
  package init(tables: [Table] = [], models: [Model] = [], reserved: Set<String> = []) {
    self.tables = tables
    self.models = models
    self.reserved = reserved
  }

  /// The first table of a name, in the schema where one is given.
  package func table(named name: String, in schema: String?) -> Table? {
    tables.first {
      isSameName($0.name, name) && (schema == nil || isSameName($0.schema, schema ?? ""))
    }
  }

  /// The first model of a name, in the schema where one is given.
  package func model(named name: String, in schema: String?) -> Model? {
    models.first {
      isSameName($0.name, name) && (schema == nil || isSameName($0.schema, schema ?? ""))
    }
  }
}
