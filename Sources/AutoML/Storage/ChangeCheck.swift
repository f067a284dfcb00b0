import ModelSQL

/// The check of CREATE MODEL IF CHANGED: whether the model would come out as it is.
struct ChangeCheck {
  private let statement: CreateModel
  private let names: ModelNames
  private let store: ModelStore

  /// The check of a statement against the model that has its name.
  init(of statement: CreateModel, _ names: ModelNames, in store: ModelStore) {
    self.statement = statement
    self.names = names
    self.store = store
  }

  /// Whether there is something to do, with a notice of what has changed; true without IF CHANGED.
  func hasChanged(fingerprint: String?, _ observer: SessionObserver) throws -> Bool {
    // A model whose function is gone is none that could stay as it is.
    guard statement.ifChanged, names.replacesModel,
      let old = try store.entry(schema: names.schemaName, name: names.modelName)
    else { return true }
    guard let change = change(from: old, fingerprint) else { return false }
    observer.notice("\(change): model \"\(names.displayName)\" is made again")
    return true
  }

  private func change(from old: ModelEntry, _ fingerprint: String?) -> String? {
    guard let statement = old.statement, let known = old.fingerprint else {
      return "it is not known what the model was made of"
    }
    if statement != self.statement.definition { return "the statement has changed" }
    return known == fingerprint ? nil : "the data has changed"
  }
}
