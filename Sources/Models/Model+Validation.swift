extension Model {
  /// Throws unless the parts of a model that was read fit together; what a learner has of its own has
  /// been checked when it was read.
  ///
  /// - Complexity: O(levels x log(levels)) for their bytes.
  func validate() throws(ModelError) {
    var names: Set<[UInt8]> = []
    for input in encoding.inputs {
      // The engine takes names for one that differ in the case of ASCII letters alone.
      guard !input.name.utf8.contains(0), names.insert(input.name.asciiFolded).inserted
      else { throw .corrupt(detail: "input names") }
      let mayHaveLevels = input.kind.hasLevels && input.isUsed
      guard input.levels.isEmpty || mayHaveLevels, input.levels.ascendByBytes else {
        throw .corrupt(detail: "levels")
      }
    }
    if case .classes(let labels) = predicted.values {
      guard labels.count >= 2, Set(labels.map { Array($0.utf8) }).count == labels.count else {
        throw .corrupt(detail: "labels")
      }
    }
    guard (0...1).contains(threshold) else { throw .corrupt(detail: "threshold") }
    try profile?.validate(encoding.inputs)
    guard spread == nil || predicted.values == .number else { throw .corrupt(detail: "spread") }
    let outputCount = learner.outputCount
    let isLinked =
      switch predicted.values {
      case .number, .classes:
        (learner.link == .shares || (outputCount > 1) == (learner.link == .softmax))
          && learner.clusterModel == nil
      case .clusters: learner.link == .identity && learner.clusterModel != nil
      }
    guard predicted.fits(outputCount: outputCount), isLinked else {
      throw .corrupt(detail: "outputs")
    }
  }
}

extension String {
  /// The bytes, capital letters of ASCII as small ones.
  fileprivate var asciiFolded: [UInt8] {
    utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
  }
}

extension [String] {
  /// Whether each text is above the one before it, byte by byte: none is there twice.
  fileprivate var ascendByBytes: Bool {
    zip(self, dropFirst()).allSatisfy { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
