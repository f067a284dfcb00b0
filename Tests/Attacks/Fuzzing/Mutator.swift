import TestSupport

/// Makes inputs out of a corpus: the same seed makes the same inputs.
package struct Mutator {
  private let corpus: [[UInt8]]
  private let words: [[UInt8]]

  /// Numbers at which counts, lengths and codes change their meaning.
  private static let numbers: [UInt64] = [
    0, 1, 2, 3, 4, 7, 8, 15, 16, 255, 256, 1000, 65_535, 65_536, 1 << 20, 1 << 24, 1 << 28,
    UInt64(Int32.max), 1 << 31, UInt64(UInt32.max), 1 << 32, 1 << 53, UInt64(Int64.max), 1 << 63,
    .max - 1, .max, Double.infinity.bitPattern, Double.nan.bitPattern,
    Double.greatestFiniteMagnitude.bitPattern, Double.leastNonzeroMagnitude.bitPattern,
    (-1.0).bitPattern,
  ]
  /// Inputs grow no longer than this, in bytes.
  private static let byteLimit = 1 << 16

  /// A mutator of these inputs; `words` are put into them.
  package init(corpus: [[UInt8]], words: [String]) {
    self.corpus = corpus.isEmpty ? [[]] : corpus
    self.words = words.map { Array($0.utf8) }
  }

  /// The input of a seed.
  package func input(seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    var bytes = pick(corpus, &random)
    // Many changes at once are refused at the first; few reach further.
    for _ in 0..<(1 << Int.random(in: 0...3, using: &random)) { change(&bytes, &random) }
    return Array(bytes.prefix(Self.byteLimit))
  }

  private func pick<Element>(_ elements: [Element], _ random: inout SplitMix64) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &random)]
  }

  private func change(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    let place = Int.random(in: 0...bytes.count, using: &random)
    let end = min(bytes.count, place + Int.random(in: 1...16, using: &random))
    switch Int.random(in: 0..<9, using: &random) {
    case 0: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
    case 1: if place < bytes.count { bytes[place] = .random(in: 0...255, using: &random) }
    case 2: bytes.insert(.random(in: 0...255, using: &random), at: place)
    case 3: bytes.removeSubrange(place..<end)
    case 4: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 5: putNumber(&bytes, at: place, &random)
    case 6: splice(&bytes, at: place, &random)
    case 7: if !words.isEmpty { bytes.replaceSubrange(place..<place, with: pick(words, &random)) }
    default: if !words.isEmpty { bytes.replaceSubrange(place..<end, with: pick(words, &random)) }
    }
  }

  /// Writes a number of 1 to 8 bytes, lowest first, over what is there.
  private func putNumber(_ bytes: inout [UInt8], at place: Int, _ random: inout SplitMix64) {
    let number =
      pick(Self.numbers, &random) &+ UInt64(bitPattern: .random(in: -1...1, using: &random))
    let width = 1 << Int.random(in: 0...3, using: &random)
    for index in 0..<width where place + index < bytes.count {
      bytes[place + index] = UInt8(truncatingIfNeeded: number >> (8 * UInt64(index)))
    }
  }

  /// Takes the rest from another input, or a part of it.
  private func splice(_ bytes: inout [UInt8], at place: Int, _ random: inout SplitMix64) {
    let other = pick(corpus, &random)
    let start = Int.random(in: 0...other.count, using: &random)
    if Bool.random(using: &random) {
      bytes = Array(bytes[..<place] + other[start...])
    } else {
      let end = min(other.count, start + Int.random(in: 1...64, using: &random))
      bytes.insert(contentsOf: other[start..<end], at: place)
    }
  }
}
