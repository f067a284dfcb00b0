internal import AsyncHTTPClient
import AutoML
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// A place that requests are sent to.
struct EndpointTarget: Sendable {
  /// Its address.
  let url: String
  private let parts: URLParts
  private let signature: SignatureV4?

  /// A place, whose requests are signed where there is something to sign with.
  ///
  /// - Throws: where the address is none.
  init(url: String, signature: SignatureV4?, name: String) throws(EndpointFailure) {
    guard let parts = URLParts(url) else {
      throw .unknownEndpoint(name: name, advice: "'\(url)' is no address")
    }
    self.url = url
    self.parts = parts
    self.signature = signature
  }

  /// The request as it is sent, signed for now.
  func signed(_ request: EndpointRequest, at date: Date = Date()) throws -> HTTPClient.Request {
    var headers: [(String, String)] = [
      ("Content-Type", request.contentType), ("Accept", request.accept),
    ]
    switch request.service {
    case .sageMaker(_, let targetModel):
      if let targetModel { headers.append(("X-Amzn-SageMaker-Target-Model", targetModel)) }
    case .comprehend:
      headers.append(("X-Amz-Target", "Comprehend_20171127.BatchDetectSentiment"))
    }
    if let signature {
      headers += signature.headers(
        signing: SignatureV4.Request(
          method: "POST",
          path: parts.path.isEmpty ? "/" : parts.path,
          query: parts.query,
          headers: [("Host", parts.authority)] + headers,
          body: request.body
        ),
        at: date
      )
    }
    return try HTTPClient.Request(
      url: url,
      method: .POST,
      headers: HTTPHeaders(headers),
      body: .byteBuffer(ByteBuffer(bytes: request.body))
    )
  }
}
