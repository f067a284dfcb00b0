/// The words that change what words near them say.
enum CueWords {
  /// Words that turn what follows into its opposite.
  static let negations: Set<String> = [
    "not", "no", "never", "cannot", "without", "hardly", "barely", "scarcely", "nothing",
    "neither", "nor", "none", "nobody", "nowhere", "rarely", "seldom", "lack", "lacks", "lacking",
    "isnt", "arent", "wasnt", "werent", "dont", "doesnt", "didnt", "wont", "wouldnt", "couldnt",
    "shouldnt", "cant", "aint", "hasnt", "havent", "hadnt",
  ]

  /// Words behind which a text takes another turn.
  static let turns: Set<String> = ["but", "however", "although"]

  /// The weight that a word gives to the next one.
  static let weights: [String: Double] = Dictionary(
    more.map { ($0, 1.3) } + less.map { ($0, 0.7) },
    uniquingKeysWith: { first, _ in first }
  )

  private static let more = [
    "very", "really", "extremely", "absolutely", "so", "totally", "completely", "incredibly",
    "amazingly", "truly", "highly", "hugely", "deeply", "especially", "exceptionally",
    "particularly", "remarkably", "most", "more", "too", "quite", "such", "super", "fucking",
    "freaking", "damn", "thoroughly", "utterly", "entirely", "enormously", "intensely", "purely",
    "unbelievably",
  ]

  private static let less = [
    "almost", "slightly", "somewhat", "kinda", "sorta", "little", "less", "partly",
    "occasionally", "marginally", "mildly", "fairly",
  ]
}
