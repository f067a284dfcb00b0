import AutoML
internal import Foundation

/// The settings that AWS's tools share: variables, and the files in `~/.aws`.
struct AWSEnvironment: Sendable {
  private let variables: [String: String]
  /// The sections of the two files, by profile.
  private let profiles: SharedProfiles

  init(_ variables: [String: String]) {
    self.variables = variables
    let home = variables["HOME"] ?? ""
    let text = { (variable: String, file: String) -> String in
      let path = variables[variable] ?? "\(home)/.aws/\(file)"
      return (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
    profiles = SharedProfiles(
      credentials: text("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
      config: text("AWS_CONFIG_FILE", "config")
    )
  }

  /// The value of a variable that is set, and not to nothing.
  func variable(_ name: String) -> String? {
    variables[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The profile that is asked for.
  private var profileName: String {
    variable("AWS_PROFILE") ?? variable("AWS_DEFAULT_PROFILE") ?? "default"
  }

  /// The region that is asked for.
  var region: String? {
    variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION")
      ?? profiles.value("region", ofProfile: profileName)
  }

  /// The URL that stands in for a service's own.
  func base(of service: EndpointRequest.Service) -> String? {
    let name =
      switch service {
      case .sageMaker: "AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME"
      case .comprehend: "AWS_ENDPOINT_URL_COMPREHEND"
      }
    return variable(name) ?? variable("AWS_ENDPOINT_URL")
  }

  /// The keys in variables, else those of the profile; nil where neither has any.
  var credentials: AWSCredentials? {
    if let id = variable("AWS_ACCESS_KEY_ID"), let secret = variable("AWS_SECRET_ACCESS_KEY") {
      return AWSCredentials(
        accessKeyID: id,
        secretAccessKey: secret,
        sessionToken: variable("AWS_SESSION_TOKEN")
      )
    }
    guard let id = profiles.value("aws_access_key_id", ofProfile: profileName),
      let secret = profiles.value("aws_secret_access_key", ofProfile: profileName)
    else { return nil }
    return AWSCredentials(
      accessKeyID: id,
      secretAccessKey: secret,
      sessionToken: profiles.value("aws_session_token", ofProfile: profileName)
    )
  }
}

/// Keys to sign requests with; its description has none of them.
struct AWSCredentials: Sendable, Equatable, CustomStringConvertible {
  var accessKeyID: String
  var secretAccessKey: String
  var sessionToken: String?

  var description: String { "AWS credentials" }
}

/// The files `credentials` and `config`: sections in brackets, `key = value`.
struct SharedProfiles: Sendable {
  private let credentials: [String: [String: String]]
  private let config: [String: [String: String]]

  init(credentials: String, config: String) {
    self.credentials = Self.sections(credentials)
    self.config = Self.sections(config)
  }

  /// A value of a profile, which `credentials` has rather than `config`.
  func value(_ key: String, ofProfile profile: String) -> String? {
    // In `config` all sections but the default one are called `profile x`.
    let section = profile == "default" ? profile : "profile \(profile)"
    let value = credentials[profile]?[key] ?? config[section]?[key]
    return value.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func sections(_ text: String) -> [String: [String: String]] {
    var sections: [String: [String: String]] = [:]
    var name = ""
    for line in text.split(whereSeparator: \.isNewline) {
      let line = trimmed(line)
      if line.hasPrefix("#") || line.hasPrefix(";") { continue }
      if line.hasPrefix("["), line.hasSuffix("]") {
        name = trimmed(line.dropFirst().dropLast())
          .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        continue
      }
      guard let sign = line.firstIndex(of: "=") else { continue }
      sections[name, default: [:]][trimmed(line[..<sign]).lowercased()] =
        trimmed(line[line.index(after: sign)...])
    }
    return sections
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    text.trimmingCharacters(in: .whitespaces)
  }
}
