/// Endpoints by name: `churn=http://127.0.0.1:8080, other=https://host/path`.
public struct EndpointNames: Sendable, Equatable {
  /// The address that stands for the cloud's own endpoint.
  public static let cloud = "aws"

  private var addresses: [String: String] = [:]

  /// A list of names and addresses.
  ///
  /// - Throws: at the part that is none.
  public init(_ text: String) throws(AutoMLError) {
    for part in Self.parts(text) {
      guard let (name, address) = Self.pair(part) else {
        throw AutoMLError(
          sqlState: SQLState.invalidParameterValue,
          message: "'\(part)' does not name an endpoint",
          hint: "Write name=address, several with commas between: churn=http://127.0.0.1:8080."
        )
      }
      addresses[name] = address
    }
  }

  /// The names and addresses in a text, what is none left out.
  public init(lenient text: String) {
    for (name, address) in Self.parts(text).compactMap(Self.pair) { addresses[name] = address }
  }

  /// The address of a name; nil where it has none here.
  public func address(of name: String) -> String? { addresses[name] }

  /// These names, and for those that `others` has too the addresses there.
  public func merging(_ others: EndpointNames) -> EndpointNames {
    var merged = self
    merged.addresses.merge(others.addresses) { $1 }
    return merged
  }

  private static func parts(_ text: String) -> [String] {
    text.split(separator: ",").map { $0.trimmingBlanks }.filter { !$0.isEmpty }
  }

  private static func pair(_ part: String) -> (String, String)? {
    guard let sign = part.firstIndex(of: "=") else { return nil }
    let name = part[..<sign].trimmingBlanks
    let address = part[part.index(after: sign)...].trimmingBlanks
    let isAddress = ["http://", "https://"].contains { address.lowercased().hasPrefix($0) }
    guard !name.isEmpty, isAddress || address == cloud else { return nil }
    return (name, address)
  }
}

extension Substring {
  fileprivate var trimmingBlanks: String {
    let start = drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}
