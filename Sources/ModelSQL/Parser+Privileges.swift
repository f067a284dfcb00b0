/// GRANT and REVOKE of privileges on models.
extension Parser {
  /// Which of the two.
  enum PrivilegeVerb: String {
    case grant = "GRANT"
    case revoke = "REVOKE"
  }

  /// `GRANT privileges TO grantees` or `REVOKE [GRANT OPTION FOR] privileges FROM grantees`.
  mutating func privileges(_ verb: PrivilegeVerb) throws(SyntaxError) -> ModelPrivileges {
    try expect(verb.rawValue)
    var text = ""
    if verb == .revoke, nextIf("GRANT") {
      try expect("OPTION", "FOR")
      text = "GRANT OPTION FOR "
    }

    var keyword: Located<String>?
    text += try privilegeList(&keyword)
    let preposition = verb == .grant ? "TO" : "FROM"
    try expect(preposition)
    text += " \(preposition) "
    text += try list { parser throws(SyntaxError) in try parser.grantee() }
    // Only the privilege to assume a role leaves open what it is for.
    if keyword == nil {
      try expect("FOR")
      text += " FOR "
      text += try list { parser throws(SyntaxError) in try parser.roleUse(&keyword) }
    }
    guard let keyword else { throw unexpected("CREATE MODEL") }
    return ModelPrivileges(text: text, keyword: keyword)
  }

  /// Reads the privileges, and the objects that they are for.
  private mutating func privilegeList(
    _ keyword: inout Located<String>?
  ) throws(SyntaxError) -> String {
    if nextIs("CREATE") || nextIs("DROP") {
      return try list { parser throws(SyntaxError) in
        let verb = parser.nextIf("CREATE") ? "CREATE" : "DROP"
        if verb == "DROP" { try parser.expect("DROP") }
        return verb + " " + (try parser.model(&keyword))
      }
    }
    let privilege = try self.privilege()
    try expect("ON")
    if privilege != "ASSUMEROLE", nextIs("MODEL") {
      let object = try model(&keyword)
      let names = try list { parser throws(SyntaxError) in
        try parser.objectName("a model name").value.sql
      }
      return "\(privilege) ON \(object) \(names)"
    }
    if nextIf("DEFAULT") { return privilege + " ON DEFAULT" }
    if nextIf("ALL") { return privilege + " ON ALL" }
    let roles = try list { parser throws(SyntaxError) in
      SQLText.literal(try parser.string("MODEL, or a role as a string").value)
    }
    return "\(privilege) ON \(roles)"
  }

  private mutating func privilege() throws(SyntaxError) -> String {
    if nextIf("EXECUTE") { return "EXECUTE" }
    if nextIf("ASSUMEROLE") { return "ASSUMEROLE" }
    guard nextIf("ALL") else {
      throw unexpected("EXECUTE, ALL, CREATE MODEL, DROP MODEL or ASSUMEROLE")
    }
    _ = nextIf("PRIVILEGES")
    return "ALL"
  }

  /// Reads the word MODEL; the first one is the statement's keyword.
  private mutating func model(_ keyword: inout Located<String>?) throws(SyntaxError) -> String {
    let range = token.range
    try expect("MODEL")
    keyword = keyword ?? Located("MODEL", at: range)
    return "MODEL"
  }

  /// `PUBLIC`, `ROLE name`, `GROUP name` or `name [WITH GRANT OPTION]`.
  private mutating func grantee() throws(SyntaxError) -> String {
    let what = "a user, ROLE, GROUP or PUBLIC"
    for kind in ["ROLE", "GROUP"] where nextIs(kind) && peek().isName {
      advance()
      return kind + " " + (try name(what))
    }
    if nextIf("PUBLIC") { return "PUBLIC" }
    let name = try name(what)
    guard nextIf("WITH") else { return name }
    try expect("GRANT", "OPTION")
    return name + " WITH GRANT OPTION"
  }

  private mutating func name(_ what: String) throws(SyntaxError) -> String {
    guard token.isName else { throw unexpected(what) }
    let name = folded(advance())
    let isKeyword = ["public", "role", "group"].contains(name)
    return isKeyword ? SQLText.quotedIdentifier(name) : SQLText.identifier(name)
  }

  /// Reads the use that a role may be assumed for.
  private mutating func roleUse(_ keyword: inout Located<String>?) throws(SyntaxError) -> String {
    for use in ["ALL", "COPY", "UNLOAD"] where nextIf(use) { return use }
    if nextIf("EXTERNAL") {
      try expect("FUNCTION")
      return "EXTERNAL FUNCTION"
    }
    try expect("CREATE")
    return "CREATE " + (try model(&keyword))
  }

  /// Reads items with commas between them.
  private mutating func list(
    _ read: (inout Parser) throws(SyntaxError) -> String
  ) throws(SyntaxError) -> String {
    var items: [String] = []
    repeat { items.append(try read(&self)) } while nextIf(symbol: ",")
    return items.joined(separator: ", ")
  }
}
