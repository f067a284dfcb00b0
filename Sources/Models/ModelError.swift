/// Why bytes are not a model that this version can use.
package enum ModelError: Error, Equatable, Sendable {
  /// The first bytes are not those of a model file.
  case notAModel
  /// Written by a newer version: `found` is its archive version, `supported` the newest one known here.
  case newerVersion(found: Int, supported: Int)
  /// Bytes are missing or changed; `detail` says what was being read.
  case corrupt(detail: String)
}
