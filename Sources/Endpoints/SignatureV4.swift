internal import Crypto
internal import Foundation

/// Signs requests to Amazon's services: "AWS Signature Version 4" of the AWS documentation.
struct SignatureV4: Sendable {
  /// The keys to sign with.
  let credentials: AWSCredentials
  /// The region that the service is in.
  let region: String
  /// The service's name in signatures.
  let service: String

  /// The parts of a request that are signed.
  struct Request: Sendable {
    var method: String
    /// The path, its reserved characters encoded.
    var path: String
    /// The part behind the question mark, encoded.
    var query: String
    var headers: [(String, String)]
    var body: [UInt8]
  }

  /// The headers to add to a request.
  ///
  /// - Complexity: O(the body).
  func headers(signing request: Request, at date: Date) -> [(String, String)] {
    let time = Self.timeText(date)
    var added: [(String, String)] = [("X-Amz-Date", time)]
    if let token = credentials.sessionToken { added.append(("X-Amz-Security-Token", token)) }
    let all = request.headers + added
    let names = Self.signedNames(all)
    let digest = Self.hexadecimal(SHA256.hash(data: Data(Self.canonical(request, all).utf8)))
    let scope = "\(time.prefix(8))/\(region)/\(service)/aws4_request"
    let signature = Self.hexadecimal(
      HMAC<SHA256>.authenticationCode(
        for: Data("AWS4-HMAC-SHA256\n\(time)\n\(scope)\n\(digest)".utf8),
        using: key(day: String(time.prefix(8)))
      )
    )
    let authorization =
      "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), "
      + "SignedHeaders=\(names), Signature=\(signature)"
    return added + [("Authorization", authorization)]
  }

  /// The request in the one form that is hashed.
  static func canonical(_ request: Request, _ headers: [(String, String)]) -> String {
    let values = Dictionary(grouping: headers) { $0.0.lowercased() }
      .mapValues { $0.map { trimmed($0.1) }.joined(separator: ",") }
    let lines = values.keys.sorted().map { "\($0):\(values[$0] ?? "")\n" }.joined()
    return [
      request.method, path(request.path), query(request.query), lines, signedNames(headers),
      hexadecimal(SHA256.hash(data: request.body)),
    ].joined(separator: "\n")
  }

  private static func signedNames(_ headers: [(String, String)]) -> String {
    Set(headers.map { $0.0.lowercased() }).sorted().joined(separator: ";")
  }

  /// The key of a day, derived from the secret one.
  private func key(day: String) -> SymmetricKey {
    var key = SymmetricKey(data: Data("AWS4\(credentials.secretAccessKey)".utf8))
    for part in [day, region, service, "aws4_request"] {
      key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Data(part.utf8), using: key))
    }
    return key
  }

  /// A path without `.`, `..` and empty parts, encoded once more, as all services but S3 have it.
  private static func path(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    let isFolder = path.hasSuffix("/") && !parts.isEmpty
    return "/" + encoded(parts.joined(separator: "/"), keepsSlash: true) + (isFolder ? "/" : "")
  }

  /// A query with its parameters in order.
  private static func query(_ query: String) -> String {
    query.split(separator: "&").map { parameter in
      let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (String(parts[0]), parts.count == 2 ? String(parts[1]) : "")
    }.sorted { $0 < $1 }.map { "\($0)=\($1)" }.joined(separator: "&")
  }

  /// A header's value without blanks around it, and one for several inside.
  private static func trimmed(_ value: String) -> String {
    value.split(separator: " ").joined(separator: " ")
  }

  /// Text whose bytes are percent-encoded but for letters, digits and `-_.~`.
  static func encoded(_ text: String, keepsSlash: Bool) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "~"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "/") where keepsSlash: result += "/"
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return result
  }

  /// A time as signatures have it, in UTC: `20150830T123600Z`.
  static func timeText(_ date: Date) -> String {
    let seconds = Int(date.timeIntervalSince1970.rounded(.down))
    let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
    let (year, month, day) = civil(fromDays: days)
    let two = { (value: Int) in (value < 10 ? "0" : "") + "\(value)" }
    return "\(year)\(two(month))\(two(day))T\(two(rest / 3600))\(two(rest / 60 % 60))"
      + "\(two(rest % 60))Z"
  }

  /// The date of a day since 1970.
  ///
  /// Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
  private static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
