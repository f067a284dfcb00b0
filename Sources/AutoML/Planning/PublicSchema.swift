import ModelSQL

/// Redshift's schema `public`, which scripts write before their names: it is `main` here, unless the
/// database has one.
enum PublicSchema {
  /// The name that Redshift has for it.
  static let name = "public"
  /// The schema that it is here.
  static let substitute = "main"

  /// `sql` with `main` for the schema, each other byte in its place, where the engine has refused it in words
  /// that say that there is none; nil otherwise.
  static func replaced(in sql: String, refusedFor message: String) -> String? {
    // The schema of a function is looked for as a column or a table too.
    let signs = [
      "schema \"public\" does not exist", "schema with name public does not exist",
      "referenced column \"public\"", "referenced table \"public\"",
    ]
    let isMissing = signs.contains(where: message.lowercased().contains)
    return isMissing ? EngineText(sql).replacing(schema: name, with: substitute) : nil
  }
}
