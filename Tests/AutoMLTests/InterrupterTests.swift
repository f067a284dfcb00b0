import Testing

@testable import AutoML

@Suite struct InterrupterTests {
  private let session: Session

  init() throws { session = try Session() }

  private func run(_ script: String) throws -> [String] {
    var tags: [String] = []
    try session.execute(script) { (result) throws(AutoMLError) in
      if case .done(let tag) = result { tags.append(tag) }
    }
    return tags
  }

  @Test func `an interrupt between two statements ends the script`() throws {
    var tags: [String] = []
    let error = #expect(throws: AutoMLError.self) {
      try session.execute("CREATE TABLE a (x INT); CREATE TABLE b (x INT)") {
        (result) throws(AutoMLError) in
        if case .done(let tag) = result { tags.append(tag) }
        session.interrupter.interrupt()
      }
    }
    #expect(error?.isInterrupt == true)
    #expect(tags.count == 1)
    // It is spent.
    #expect(try run("CREATE TABLE b (x INT)").count == 1)
  }

  @Test func `an interrupt that comes before ends what would begin, once`() throws {
    session.interrupter.interrupt()
    let error = #expect(throws: AutoMLError.self) { try run("CREATE TABLE a (x INT)") }
    #expect(error?.isInterrupt == true)
    session.interrupter.interrupt()
    var request = TrainingRequest(
      source: .query("SELECT range AS a, range * 2 AS y FROM range(40)"),
      target: "y"
    )
    request.auto = false
    request.modelType = .linearLearner
    let refused = #expect(throws: AutoMLError.self) { try session.train(request) }
    #expect(refused?.isInterrupt == true)
    #expect(try session.train(request).model == "model")
    session.interrupter.interrupt()
    let scored = #expect(throws: AutoMLError.self) {
      try session.predict(PredictionRequest(model: .named("model"), data: "none.csv"))
    }
    #expect(scored?.isInterrupt == true)
    session.interrupter.interrupt()
    session.interrupter.reset()
    #expect(try run("CREATE TABLE a (x INT)").count == 1)
  }
}
