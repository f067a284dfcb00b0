import CKernels
import TestSupport
import Testing

@testable import Models

@Suite struct TreeRanksTests {
  /// Edges at even distances have buckets; those that double from one to the next have none.
  @Test(arguments: [0, 1, 2, 7, 8, 15, 16, 17, 254, 255], [false, true])
  func `a rank is how many edges are below`(edgeCount: Int, isUneven: Bool) {
    var random = SplitMix64(seed: UInt64(edgeCount))
    let edges = (0..<edgeCount).map { index in
      if isUneven { return Double(sign: .plus, exponent: 3 * index, significand: 1) }
      return index % 50 == 49
        ? Double(index) : Double(index) + Double.random(in: 0..<0.9, using: &random)
    }
    var values = edges + edges.map(\.nextUp) + edges.map(\.nextDown)
    values += [-.infinity, .infinity, 0, -1e300, 1e300, .nan]
    let expected = values.map { value in
      value.isNaN ? 77 : UInt8(edges.count { $0 < value })
    }
    let ranks = EdgeRanks(edges: edges)
    #expect(filled(values.count) { ranks.fill(&$0, of: values.span, missing: 77) } == expected)
    #expect(values.filter { !$0.isNaN }.map(ranks.rank) == expected.dropLast())
    let plain = filled(values.count) { output in
      unsafe output.withUnsafeMutableBufferPointer {
        let output = $0.baseAddress
        unsafe ranks.withEdges {
          unsafe automl_rank_doubles_plainly($0, values, Int64(values.count), 77, output)
        }
      }
    }
    #expect(plain == expected)
  }

  @Test(arguments: [0, 3, 16, 255])
  func `a float has the rank that it would have as a double`(edgeCount: Int) {
    var random = SplitMix64(seed: UInt64(edgeCount) + 100)
    let edges = (0..<edgeCount).map { Double($0) + Double.random(in: 0..<0.9, using: &random) }
    let near = edges.map(Float.init)
    let values = near + near.map(\.nextUp) + near.map(\.nextDown) + [.infinity, -.infinity, .nan]
    let expected = values.map { value in
      value.isNaN ? 255 : UInt8(edges.count { $0 < Double(value) })
    }
    let ranks = EdgeRanks(edges: edges)
    #expect(filled(values.count) { ranks.fill(&$0, of: values.span, missing: 255) } == expected)
  }

  private func filled(_ count: Int, _ body: (inout MutableSpan<UInt8>) -> Void) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: count)
    var span = output.mutableSpan
    body(&span)
    return output
  }
}
