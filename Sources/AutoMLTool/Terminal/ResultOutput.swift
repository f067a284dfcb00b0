import AutoML

/// The text of one result on its way: through a pager where it is longer than the screen.
final class ResultOutput {
  private let output: Descriptor
  private let pagerCommand: String?
  private let interrupts: Interrupts
  private var waiting = ""
  private var waitingLineCount = 0
  private var pager: Pager?

  /// Text that goes to `output`, as it comes where `pagerCommand` is nil.
  init(to output: Descriptor, pagerCommand: String?, interrupts: Interrupts) {
    self.output = output
    self.pagerCommand = pagerCommand
    self.interrupts = interrupts
  }

  /// Whether the user has been shown the pager.
  var isPaged: Bool { pager != nil }

  /// Takes the next text.
  ///
  /// - Throws: what writing fails with; `AutoMLError.outputClosed` once the user has left the pager.
  func write(_ text: String) throws(AutoMLError) {
    guard let pagerCommand else { return try output.show(text) }
    if let pager { return try pager.write(text) }
    waiting += text
    waitingLineCount += text.utf8.count { $0 == UInt8(ascii: "\n") }
    // The prompt needs a line too.
    guard waitingLineCount >= output.lineCount else { return }
    interrupts.setPaging(true)
    pager = Pager(command: pagerCommand)
    guard let pager else {
      interrupts.setPaging(false)
      return try writeWaiting()
    }
    try pager.write(waiting)
  }

  /// Writes what is left, and waits until the user has left the pager.
  ///
  /// - Throws: what writing fails with.
  func finish() throws(AutoMLError) {
    guard let pager else { return try writeWaiting() }
    pager.wait()
    interrupts.setPaging(false)
  }

  private func writeWaiting() throws(AutoMLError) {
    try output.show(waiting)
    waiting = ""
    waitingLineCount = 0
  }
}
