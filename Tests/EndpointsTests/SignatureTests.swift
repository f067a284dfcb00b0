import Foundation
import TestSupport
import Testing

@testable import Endpoints

/// Signatures beside AWS's own test suite; see Golden/README.md.
@Suite struct SignatureTests {
  /// A case of the suite.
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let req: String
    let creq: String
    let sts: String
    let authz: String

    var testDescription: String { name }
  }

  static let cases: [Case] = {
    let path = RepositoryPaths.root + "/Tests/EndpointsTests/Golden/aws4_testsuite.json"
    guard let data = FileManager.default.contents(atPath: path),
      let cases = try? JSONDecoder().decode([Case].self, from: data)
    else { return [] }
    return cases
  }()

  @Test func `the suite is there`() { #expect(Self.cases.count == 34) }

  @Test(arguments: cases)
  func `a request has the suite's canonical form and signature`(_ testCase: Case) throws {
    let request = try #require(Self.request(testCase.req))
    let isTokenSigned = testCase.creq.contains("x-amz-security-token")
    let hasToken = isTokenSigned && !testCase.req.lowercased().contains("x-amz-security-token")
    let signature = SignatureV4(
      credentials: AWSCredentials(
        accessKeyID: "AKIDEXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        sessionToken: hasToken
          ? "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267" : nil
      ),
      region: "us-east-1",
      service: "service"
    )
    // 2015-08-30 12:36:00 UTC.
    let added = signature.headers(
      signing: request,
      at: Date(timeIntervalSince1970: 1_440_938_160)
    )
    let signed = added.filter { $0.0 != "Authorization" }
    #expect(SignatureV4.canonical(request, request.headers + signed) == testCase.creq)
    #expect(added.last?.1 == testCase.authz)
  }

  /// The request of a text, but for its date, which signing adds.
  private static func request(_ text: String) -> SignatureV4.Request? {
    let parts = text.split(separator: "\n\n", maxSplits: 1)
    var lines = parts[0].split(separator: "\n").map(String.init)
    let words = lines.removeFirst().split(separator: " ")
    guard let method = words.first else { return nil }
    let target = words.dropFirst().dropLast().joined(separator: " ")
    let pieces = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var headers: [(String, String)] = []
    for line in lines {
      guard let colon = line.firstIndex(of: ":"), !line.hasPrefix(" ") else {
        headers[headers.count - 1].1 += " " + line
        continue
      }
      headers.append((String(line[..<colon]), String(line[line.index(after: colon)...])))
    }
    return SignatureV4.Request(
      method: String(method),
      path: String(pieces[0]),
      query: pieces.count == 2 ? encoded(query: String(pieces[1])) : "",
      headers: headers.filter { $0.0.lowercased() != "x-amz-date" },
      body: parts.count == 2 ? Array(parts[1].utf8) : []
    )
  }

  /// A query as a client has it in a URL: the suite's have some that are not encoded.
  private static func encoded(query: String) -> String {
    query.split(separator: "&").map { parameter in
      parameter.split(separator: "=", omittingEmptySubsequences: false).map { part in
        SignatureV4.encoded(part.removingPercentEncoding ?? String(part), keepsSlash: false)
      }.joined(separator: "=")
    }.joined(separator: "&")
  }

  @Test func `credentials print as nothing of themselves`() {
    let credentials = AWSCredentials(accessKeyID: "id", secretAccessKey: "secret")
    #expect("\(credentials)" == "AWS credentials")
  }
}
