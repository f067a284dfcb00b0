import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The elements and the text of a page, or of a piece of one, that is well-formed XML.
final class PageElements: NSObject, XMLParserDelegate {
  private(set) var text = ""
  private(set) var anchors: Set<String> = []
  private(set) var links: [String] = []
  private var counts: [String: Int] = [:]

  /// Reads a page.
  ///
  /// - Throws: what is not well formed, with its line.
  init(_ page: String) throws {
    super.init()
    // The doctype of HTML names no document that could be read.
    let parser = XMLParser(data: Data(page.replacing("<!DOCTYPE html>\n", with: "").utf8))
    parser.delegate = self
    guard parser.parse() else {
      throw NSError(
        domain: "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "")",
        code: 1
      )
    }
  }

  /// The number of elements of a name.
  func count(of element: String) -> Int { counts[element] ?? 0 }

  func parser(
    _ parser: XMLParser,
    didStartElement name: String,
    namespaceURI: String?,
    qualifiedName: String?,
    attributes: [String: String]
  ) {
    counts[name, default: 0] += 1
    if let id = attributes["id"] { anchors.insert(id) }
    links += ["href", "src"].compactMap { attributes[$0] }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}
