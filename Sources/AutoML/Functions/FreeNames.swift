import ModelSQL

/// Names of which the engine takes no two for the same.
struct FreeNames {
  private var taken: Set<NameKey>
  // Where the numbers of a name go on, so that a thousand alike are not tried a million times.
  private var numbers: [NameKey: Int] = [:]

  /// Names beside those that are taken.
  init(taken: [String]) { self.taken = Set(taken.map { NameKey($0) }) }

  /// `name`, or with the first number that makes it another one: `name_1`.
  mutating func take(_ name: String) -> String {
    var free = name
    var number = numbers[NameKey(name)] ?? 0
    while !taken.insert(NameKey(free)).inserted {
      number += 1
      free = "\(name)_\(number)"
    }
    numbers[NameKey(name)] = number
    return free
  }
}
