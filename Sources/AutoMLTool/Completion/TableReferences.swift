import AutoML

/// The tables that a query names, with their aliases.
struct TableReferences {
  /// A table's name, its schema where one is written, and the alias where there is one.
  struct Reference: Equatable {
    var schema: String?
    var name: String
    var alias: String?
  }

  /// The references, in order.
  private(set) var all: [Reference] = []

  /// The tables behind FROM, JOIN, INTO, UPDATE and the commas of their lists.
  init(_ tokens: [SQLToken]) {
    var index = 0
    while index < tokens.count {
      let isStart = SQLKeywords.beforeTables.contains(tokens[index].keyword)
      index += 1
      guard isStart else { continue }
      repeat { read(tokens, &index) } while Self.next(tokens, &index, isSymbol: ",")
    }
  }

  private mutating func read(_ tokens: [SQLToken], _ index: inout Int) {
    guard index < tokens.count, tokens[index].isName else { return }
    var reference = Reference(name: tokens[index].name)
    index += 1
    while Self.next(tokens, &index, isSymbol: "."), index < tokens.count, tokens[index].isName {
      reference.schema = reference.name
      reference.name = tokens[index].name
      index += 1
    }
    if index < tokens.count, tokens[index].isWord("AS") { index += 1 }
    if index < tokens.count, tokens[index].isName,
      !SQLKeywords.behindTables.contains(tokens[index].keyword)
    {
      reference.alias = tokens[index].name
      index += 1
    }
    all.append(reference)
  }

  private static func next(_ tokens: [SQLToken], _ index: inout Int, isSymbol symbol: String)
    -> Bool
  {
    guard index < tokens.count, tokens[index].isSymbol(symbol) else { return false }
    index += 1
    return true
  }

  /// The columns of all tables.
  func columns(of names: SessionNames) -> [String] {
    all.flatMap { names.table(named: $0.name, in: $0.schema)?.columns ?? [] }
  }

  /// The columns of the table that a name or an alias means.
  func columns(ofTable name: String, _ names: SessionNames) -> [String] {
    let reference = all.first { Dialect.isSame($0.alias ?? $0.name, name) }
    return names.table(named: reference?.name ?? name, in: reference?.schema)?.columns ?? []
  }
}
