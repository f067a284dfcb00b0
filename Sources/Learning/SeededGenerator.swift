/// A seeded generator, SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same numbers everywhere.
///
/// It is no `RandomNumberGenerator`: the standard library's choices by one, `shuffled(using:)` and the
/// like, may be others in another version of Swift, and models with them.
package struct SeededGenerator: Sendable {
  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

  private var state: UInt64

  /// A generator whose numbers depend on `seed` alone.
  package init(seed: UInt64) { state = seed }

  /// The next 64 random bits.
  package mutating func next() -> UInt64 {
    defer { state &+= Self.increment }
    return Self.mixed(state)
  }

  /// A number in 0..<`bound`, which is 1 or more; each as likely, by a product's upper half (Lemire
  /// 2019, ACM TOMACS 29, algorithm 5).
  package mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "no number to choose")
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let excess = (0 &- bound) % bound
      while product.low < excess { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// Puts values into an order that is each as likely (Fisher and Yates, in Durstenfeld's way from the
  /// front).
  package mutating func shuffle<Value>(_ values: inout [Value]) {
    for place in values.indices.dropLast() {
      values.swapAt(place, place + below(values.count - place))
    }
  }

  /// The values in an order that is each as likely.
  package mutating func shuffled<Value>(_ values: [Value]) -> [Value] {
    var values = values
    shuffle(&values)
    return values
  }

  /// `count` different numbers in 0..<`total`, ascending, each choice as likely (Floyd, in Bentley
  /// 1987).
  ///
  /// - Precondition: `count` is 0 to `total`.
  /// - Complexity: O(`count` log `count`).
  package mutating func sample(_ count: Int, outOf total: Int) -> [Int] {
    precondition(count <= total, "more numbers than there are")
    var chosen: Set<Int> = []
    for last in total - count..<total {
      let number = below(last + 1)
      chosen.insert(chosen.contains(number) ? last : number)
    }
    return chosen.sorted()
  }

  /// The first number of the generator with this seed: a hash of 64 bits, by which nearby numbers give
  /// unrelated ones.
  package static func mixed(_ value: UInt64) -> UInt64 {
    var z = value &+ increment
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
