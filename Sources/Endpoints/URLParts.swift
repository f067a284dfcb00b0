/// The parts of an address that matter here: `https://host:port/path?query`.
struct URLParts: Sendable, Equatable {
  /// `http` or `https`.
  let scheme: String
  /// The host, with its port where one is written.
  let authority: String
  /// The part between the authority and the query, with its first slash; may be empty.
  let path: String
  /// The part behind the question mark; empty where there is none.
  let query: String

  /// The parts of an address; nil where it is none, or has a user's name or a password.
  init?(_ address: String) {
    let schemes = ["http://", "https://"]
    let lower = address.lowercased()
    guard let prefix = schemes.first(where: lower.hasPrefix) else { return nil }
    let rest = address.dropFirst(prefix.count)
    guard rest.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 0x20 && $0.value != 0x7F })
    else { return nil }
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard !authority.isEmpty, !authority.contains("@") else { return nil }
    let behind = rest.dropFirst(authority.count).prefix { $0 != "#" }
    scheme = String(prefix.dropLast(3))
    self.authority = String(authority)
    path = String(behind.prefix { $0 != "?" })
    query = String(behind.dropFirst(path.count).dropFirst())
  }

  /// The host without its port.
  var host: String {
    if authority.hasPrefix("[") {
      return String(authority.dropFirst().prefix { $0 != "]" })
    }
    return String(authority.prefix { $0 != ":" })
  }

  /// Whether the host is one of Amazon's services, to which requests are signed.
  var isAmazons: Bool {
    let host = host.lowercased()
    return host.hasSuffix(".amazonaws.com") || host.hasSuffix(".amazonaws.com.cn")
  }

  /// The region in a host of Amazon's: `runtime.sagemaker.eu-west-1.amazonaws.com`.
  var regionOfAmazon: String? {
    guard isAmazons else { return nil }
    return host.split(separator: ".").map(String.init).first { part in
      let words = part.split(separator: "-")
      return words.count >= 3 && words.last.flatMap { Int($0) } != nil
    }
  }
}
