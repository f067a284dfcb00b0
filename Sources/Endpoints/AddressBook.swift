internal import AsyncHTTPClient
import AutoML

/// The places where endpoints are: those that the user has named, else the cloud's own.
///
/// `AUTOML_ENDPOINTS` has names and URLs: `churn=http://127.0.0.1:8080,other=https://host/path`. What is not
/// named is a SageMaker endpoint of the region and the account that the AWS command line would use.
struct AddressBook: Sendable {
  private let environment: AWSEnvironment
  private let named: EndpointNames
  private let credentials: CredentialChain

  /// The places that an environment's variables tell; `client` asks a container for its credentials.
  init(environment: [String: String], client: HTTPClient) {
    self.environment = AWSEnvironment(environment)
    named = EndpointNames(lenient: environment["AUTOML_ENDPOINTS"] ?? "")
    credentials = CredentialChain(environment: self.environment, client: client)
  }

  /// Whether the environment names an endpoint.
  func hasName(_ name: String) -> Bool { named.address(of: name) != nil }

  /// The place that a request goes to, with what signs it.
  ///
  /// - Throws: `.unknownEndpoint`, with what to set.
  func target(of request: EndpointRequest) throws(EndpointFailure) -> EndpointTarget {
    let name = request.endpointName
    let address = request.address ?? named.address(of: name)
    if let address, address != EndpointNames.cloud {
      return try target(at: address, of: request)
    }
    guard let region = environment.region else {
      throw .unknownEndpoint(
        name: name,
        advice: "name its address, SET automl.endpoints = '\(name)=http://127.0.0.1:8080', or set"
          + " AWS_REGION and credentials for one of SageMaker's"
      )
    }
    let service = request.service.signingName
    let base =
      environment.base(of: request.service) ?? "https://\(request.service.host(in: region))"
    let signature = SignatureV4(
      credentials: try requiredCredentials(for: name),
      region: region,
      service: service
    )
    let url = base.droppingLastSlash + request.service.path
    return try EndpointTarget(url: url, signature: signature, name: name)
  }

  /// The place that the user has named; what is the cloud's is signed.
  private func target(
    at address: String,
    of request: EndpointRequest
  ) throws(EndpointFailure) -> EndpointTarget {
    let name = request.endpointName
    guard let place = URLParts(address) else {
      throw .unknownEndpoint(
        name: name,
        advice: "'\(address)' is no address: it begins with http:// or https:// and has a host"
      )
    }
    var url = address
    if case .sageMaker = request.service, place.path.isEmpty || place.path == "/" {
      url = address.droppingLastSlash + "/invocations"
    }
    var signature: SignatureV4?
    if place.isAmazons {
      guard let region = environment.region ?? place.regionOfAmazon else {
        throw .unknownEndpoint(
          name: name,
          advice: "set AWS_REGION, which its requests are signed for"
        )
      }
      signature = SignatureV4(
        credentials: try requiredCredentials(for: name),
        region: region,
        service: request.service.signingName
      )
    }
    return try EndpointTarget(url: url, signature: signature, name: name)
  }

  private func requiredCredentials(
    for name: String
  ) throws(EndpointFailure) -> AWSCredentials {
    if let found = try credentials.credentials(forEndpoint: name) { return found }
    throw .unknownEndpoint(
      name: name,
      advice: "no AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
        + " AWS_PROFILE; or name an address, SET automl.endpoints = '\(name)=http://127.0.0.1:8080'"
    )
  }
}

extension EndpointRequest.Service {
  /// The service's name in signatures.
  fileprivate var signingName: String {
    switch self {
    case .sageMaker: "sagemaker"
    case .comprehend: "comprehend"
    }
  }

  fileprivate func host(in region: String) -> String {
    let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
    return switch self {
    case .sageMaker: "runtime.sagemaker.\(region).\(domain)"
    case .comprehend: "comprehend.\(region).\(domain)"
    }
  }

  fileprivate var path: String {
    switch self {
    case .sageMaker(let endpoint, _):
      "/endpoints/\(SignatureV4.encoded(endpoint, keepsSlash: false))/invocations"
    case .comprehend: "/"
    }
  }
}

extension String {
  fileprivate var droppingLastSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}
