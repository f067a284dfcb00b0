import AsyncHTTPClient
import AutoML
import Foundation
import NIOHTTP1
import TestSupport
import Testing

@testable import Endpoints

/// Where endpoints are, and what signs requests to them.
@Suite struct AddressTests {
  private func target(
    _ environment: [String: String],
    _ address: String? = nil,
    service: EndpointRequest.Service = .sageMaker(endpoint: "churn", targetModel: nil)
  ) throws -> (url: String, headers: [String: String]) {
    let request = EndpointRequest(
      service: service,
      address: address,
      contentType: "text/csv",
      accept: "text/csv",
      body: Array("1\n".utf8)
    )
    let target = try AddressBook(environment: environment, client: .shared).target(of: request)
    let sent = try target.signed(request, at: Date(timeIntervalSince1970: 1_440_938_160))
    return (
      target.url,
      Dictionary(sent.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    )
  }

  private static let keys = [
    "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "hidden", "AWS_REGION": "eu-west-1",
    "HOME": "/nonexistent",
  ]

  @Test(arguments: [
    ("http://127.0.0.1:8080", "http://127.0.0.1:8080/invocations"),
    ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/invocations"),
    ("https://host/models/m/invoke", "https://host/models/m/invoke"),
  ])
  func `a named address is taken as it is, and not signed`(named: String, url: String) throws {
    let environment = Self.keys.merging(["AUTOML_ENDPOINTS": "other=http://x, churn=\(named)"]) {
      $1
    }
    let (found, headers) = try target(environment)
    #expect(found == url)
    #expect(headers["Authorization"] == nil)
    #expect(try target(Self.keys, named).url == url)
  }

  @Test func `what is not named is the cloud's, and signed`() throws {
    let (url, headers) = try target(Self.keys)
    #expect(url == "https://runtime.sagemaker.eu-west-1.amazonaws.com/endpoints/churn/invocations")
    let authorization = try #require(headers["Authorization"])
    #expect(
      authorization.hasPrefix(
        "AWS4-HMAC-SHA256 Credential=AKID/20150830/eu-west-1/sagemaker/aws4_request, "
          + "SignedHeaders=accept;content-type;host;x-amz-date, Signature="
      )
    )
    #expect(!"\(headers)".contains("hidden"))
  }

  @Test func `variables of AWS stand in for its own hosts`() throws {
    let local = Self.keys.merging(["AWS_ENDPOINT_URL": "http://127.0.0.1:5000/"]) { $1 }
    let (url, headers) = try target(local)
    #expect(url == "http://127.0.0.1:5000/endpoints/churn/invocations")
    #expect(headers["Authorization"] != nil)
    let own = local.merging(["AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME": "http://127.0.0.1:6000"]) { $1 }
    #expect(try target(own).url == "http://127.0.0.1:6000/endpoints/churn/invocations")
    #expect(
      try target(Self.keys, "aws", service: .comprehend).url
        == "https://comprehend.eu-west-1.amazonaws.com/"
    )
    let china = Self.keys.merging(["AWS_REGION": "cn-north-1"]) { $1 }
    #expect(
      try target(china).url
        == "https://runtime.sagemaker.cn-north-1.amazonaws.com.cn/endpoints/churn/invocations"
    )
  }

  @Test func `a profile has the region and the keys`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "automl-\(UUID().uuidString)"
    )
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let credentials = folder.appending(path: "credentials").path
    let config = folder.appending(path: "config").path
    try """
    [default]
    aws_access_key_id = ONE
    aws_secret_access_key = secret
    ; a comment
    [ work ]
    aws_access_key_id=TWO
    aws_secret_access_key=secret
    aws_session_token=token
    """.write(toFile: credentials, atomically: true, encoding: .utf8)
    try "[default]\nregion = us-east-1\n[profile work]\nregion = us-west-2\n"
      .write(toFile: config, atomically: true, encoding: .utf8)
    let files = ["AWS_SHARED_CREDENTIALS_FILE": credentials, "AWS_CONFIG_FILE": config]
    let first = try target(files)
    #expect(first.url.contains("us-east-1"))
    #expect(first.headers["Authorization"]?.contains("Credential=ONE/") == true)
    let second = try target(files.merging(["AWS_PROFILE": "work"]) { $1 })
    #expect(second.url.contains("us-west-2"))
    #expect(second.headers["X-Amz-Security-Token"] == "token")
    #expect(second.headers["Authorization"]?.contains("x-amz-security-token") == true)
  }

  @Test func `a container's endpoint gives keys, which are kept until they expire`() throws {
    let server = try RawServer { _, number in
      RawServer.answer(
        """
        {"AccessKeyId": "FROM\(number)", "SecretAccessKey": "secret", "Token": "token",
        "Expiration": "2999-01-01T00:00:00Z"}
        """,
        type: "application/json"
      )
    }
    let environment = [
      "AWS_REGION": "eu-west-1", "HOME": "/nonexistent",
      "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.address + "/creds",
      "AWS_CONTAINER_AUTHORIZATION_TOKEN": "abc",
    ]
    let book = AddressBook(environment: environment, client: .shared)
    let request = EndpointRequest(
      service: .sageMaker(endpoint: "churn", targetModel: nil),
      contentType: "text/csv",
      accept: "text/csv",
      body: []
    )
    for _ in 0..<3 {
      let sent = try book.target(of: request).signed(request)
      #expect(sent.headers.first(name: "Authorization")?.contains("FROM0") == true)
    }
    #expect(server.requests.count == 1)
    #expect(server.requests.first?.header("authorization") == "abc")
    #expect(server.requests.first?.head.hasPrefix("GET /creds ") == true)
  }

  @Test func `keys are not asked for over a network in the clear`() throws {
    let environment = [
      "AWS_REGION": "eu-west-1", "HOME": "/nonexistent",
      "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.com/creds",
    ]
    #expect(throws: EndpointFailure.self) { try target(environment) }
  }

  @Test func `what is missing is said, and what to do`() throws {
    let nothing = ["HOME": "/nonexistent"]
    #expect(throws: EndpointFailure.self) { try target(nothing) }
    do {
      _ = try target(nothing.merging(["AWS_REGION": "eu-west-1"]) { $1 })
    } catch EndpointFailure.unknownEndpoint(let name, let advice) {
      #expect(name == "churn")
      #expect(advice.contains("AWS_ACCESS_KEY_ID"))
    }
    do { _ = try target(nothing, "http://user:secret@host") } catch EndpointFailure.unknownEndpoint(
      _,
      let advice
    ) {
      #expect(advice.contains("no address"))
    }
  }
}
