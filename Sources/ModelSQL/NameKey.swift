/// A name as the engine compares it: by its bytes, ASCII letters without case.
///
/// `String` takes texts for equal that Unicode holds for the same, as "é" in one character and in two;
/// for the engine these are two names, and so are "é" and "É".
package struct NameKey: Hashable, Sendable {
  private let bytes: [UInt8]

  /// The key of `name`.
  package init(_ name: String) {
    bytes = name.utf8.map { ($0.isASCIIUppercase) ? $0 | 0x20 : $0 }
  }
}

/// Whether the engine takes two names for the same.
package func isSameName(_ a: String, _ b: String) -> Bool { NameKey(a) == NameKey(b) }

/// The candidate that looks like `name` and is another name for the engine, since it is written with
/// other characters of Unicode; nil where there is none.
package func lookAlike(of name: String, in candidates: [String]) -> String? {
  candidates.first { $0.lowercased() == name.lowercased() && !isSameName($0, name) }
}

/// The hint about such a name.
package func lookAlikeHint(_ candidate: String) -> String {
  "\"\(candidate)\" is written with other Unicode characters that look the same, or in another case."
}

extension UInt8 {
  fileprivate var isASCIIUppercase: Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
  }
}
