extension AutoMLError {
  /// The most characters of a message's line.
  static let lineLimit = 600
  /// The most lines of a message.
  static let lineCountLimit = 60

  /// `text` with `...` in the middle of lines and of lists of lines that are too long.
  ///
  /// Messages repeat what the user wrote: a name or a value of ten megabytes would drown what is said of
  /// it, which stands before and behind. No character is cut in two.
  static func clipped(_ text: String) -> String {
    guard text.utf8.count > lineLimit else { return text }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    var tail: ArraySlice<Substring> = []
    if lines.count > lineCountLimit {
      tail = ["..."] + lines.suffix(lineCountLimit / 3)
      lines = lines.prefix(lineCountLimit - tail.count)
    }
    return (lines + tail).map(clipped(line:)).joined(separator: "\n")
  }

  private static func clipped(line: Substring) -> String {
    guard line.utf8.count > lineLimit,
      line.utf8.count > lineLimit * bytesPerCharacter || line.dropFirst(lineLimit).first != nil
    else { return String(line) }
    let mark = "..."
    let headCount = lineLimit * 2 / 3
    let head = start(of: line, count: headCount)
    let tail = start(of: line.reversed(), count: lineLimit - headCount - mark.count)
    return String(head) + mark + String(tail.reversed())
  }

  /// The first `count` characters, or fewer where one has a great many marks.
  private static func start(of line: some Sequence<Character>, count: Int) -> [Character] {
    var room = count * bytesPerCharacter
    return line.prefix(count).prefix {
      room -= $0.utf8.count
      return room >= 0
    }
  }

  private static let bytesPerCharacter = 4
}
