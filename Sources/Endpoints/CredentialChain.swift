internal import AsyncHTTPClient
import AutoML
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOFoundationCompat
import Synchronization

/// Credentials as AWS's tools look for them: variables, the shared profile, and the container's endpoint,
/// whose keys expire and are fetched again.
final class CredentialChain: Sendable {
  private let environment: AWSEnvironment
  private let client: HTTPClient
  private let fetched = Mutex<(credentials: AWSCredentials, expiry: Date)?>(nil)

  init(environment: AWSEnvironment, client: HTTPClient) {
    self.environment = environment
    self.client = client
  }

  /// The credentials; nil where there are none.
  ///
  /// - Throws: where the container's endpoint does not give any.
  func credentials(
    forEndpoint name: String
  ) throws(EndpointFailure) -> AWSCredentials? {
    if let known = environment.credentials { return known }
    guard let source = containerSource() else { return nil }
    if let kept = fetched.withLock({ $0 }), kept.expiry > Date() + Self.reserveSeconds {
      return kept.credentials
    }
    do {
      let fresh = try fetch(source)
      fetched.withLock { $0 = fresh }
      return fresh.credentials
    } catch let failure as EndpointFailure {
      throw failure
    } catch {
      throw .unknownEndpoint(
        name: name,
        advice: "the container's credentials could not be fetched: "
          + ConnectionReason.text(of: error)
      )
    }
  }

  private static let reserveSeconds = 300.0

  /// The address that the container says its credentials are at.
  private func containerSource() -> String? {
    if let path = environment.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
      return "http://169.254.170.2\(path)"
    }
    guard let address = environment.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI"),
      let parts = URLParts(address)
    else { return nil }
    // Keys do not go over a network in the clear.
    let isNear =
      parts.host == "localhost" || parts.host == "::1" || parts.host.hasPrefix("127.")
      || ["169.254.170.2", "169.254.170.23"].contains(parts.host)
    return parts.scheme == "https" || isNear ? address : nil
  }

  private func fetch(
    _ address: String
  ) throws -> (credentials: AWSCredentials, expiry: Date) {
    var headers = HTTPHeaders()
    let file = environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
    let token =
      try file.map { try String(contentsOfFile: $0, encoding: .utf8) }
      ?? environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN")
    if let token {
      headers.add(
        name: "Authorization",
        value: token.trimmingCharacters(in: .whitespacesAndNewlines)
      )
    }
    let request = try HTTPClient.Request(url: address, headers: headers)
    let response = try client.execute(request: request, deadline: .now() + .seconds(5)).wait()
    guard response.status == .ok, let body = response.body else {
      throw ContainerRefusal(code: Int(response.status.code))
    }
    let answer = try JSONDecoder().decode(ContainerCredentials.self, from: Data(buffer: body))
    let expiry = answer.Expiration.flatMap { ISO8601DateFormatter().date(from: $0) }
    return (
      AWSCredentials(
        accessKeyID: answer.AccessKeyId,
        secretAccessKey: answer.SecretAccessKey,
        sessionToken: answer.Token
      ),
      expiry ?? .distantFuture
    )
  }
}

/// The container's answer, in the names that it has them by.
private struct ContainerCredentials: Decodable {
  let AccessKeyId: String
  let SecretAccessKey: String
  let Token: String?
  let Expiration: String?
}

/// The container's endpoint has said no.
private struct ContainerRefusal: Error, CustomStringConvertible {
  let code: Int
  var description: String { "its endpoint answers with status \(code)" }
}
