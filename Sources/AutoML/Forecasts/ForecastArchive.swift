import Forecasting
import Models

/// The forecasts of a model as bytes, of which each series can be read without the others.
///
/// Layout, integers little-endian: the magic, the length of a header, the header as JSON, then for each
/// series the place of its bytes and at last their end, then the series: the length of its id (all bits for
/// NULL), the id, a time for each period, and a number for each period of each column.
struct ForecastArchive {
  /// The head of the bytes, before any series.
  struct Header: Codable, Equatable {
    /// The column of the series' ids, and its type; nil where there is one series without an id.
    var itemName: String?
    var itemType: String?
    /// The names of the columns of numbers.
    var columns: [String]
    /// Periods of each series.
    var horizon: Int
    /// The word for the distance of times.
    var frequency: String
    /// The number of series.
    var seriesCount: Int
    /// The last values that the first series had, nil where one was missing; none in older archives.
    var lastValues: [[Double?]]?
  }

  /// The series, and the values of each, that `lastValues` has at the most.
  static let shownSeriesCount = 5
  static let shownValueCount = 24

  /// The first bytes.
  static let magic = Array("AMLFCST1".utf8)

  /// Whether bytes are such an archive, as far as the first ones tell.
  static func isMagic(of bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

  /// The head of bytes; nil where they are no archive.
  static func header(of bytes: [UInt8]) -> Header? {
    let layout = ForecastLayout(bytes.span)
    return layout?.header
  }

  /// Writes forecasts.
  ///
  /// - Parameters:
  ///   - series: the forecasts, each with the series' id, nil for NULL, and the values that it had.
  ///   - quantiles: the levels that they have.
  ///   - plan: the columns that are kept, and their order.
  ///   - frequency: the distance of times.
  /// - Returns: the bytes.
  static func bytes(
    of series: [(forecast: SeriesForecast, id: String?, values: [Double])],
    quantiles: [Double],
    plan: ForecastPlan,
    frequency: TimeFrequency
  ) -> [UInt8] {
    let header = Header(
      itemName: plan.item?.name,
      itemType: plan.item?.typeName,
      columns: plan.columns.map(\.name),
      horizon: plan.horizon,
      frequency: frequency.rawValue,
      seriesCount: series.count,
      lastValues: series.prefix(shownSeriesCount).map { series in
        series.values.suffix(shownValueCount).map(\.finite)
      }
    )
    let text = Array(JSON.text(header).utf8)
    var bytes = magic
    append(UInt64(text.count), to: &bytes)
    bytes += text
    var body: [UInt8] = []
    for (series, id, _) in series {
      append(UInt64(body.count), to: &bytes)
      let id = id.map { Array($0.utf8) }
      append(UInt64(id.map { UInt64($0.count) } ?? .max), to: &body)
      body += id ?? []
      for time in series.times { append(UInt64(bitPattern: time), to: &body) }
      for column in plan.columns {
        let numbers =
          switch column.level {
          case nil: series.mean
          case let level?:
            series.quantiles[quantiles.firstIndex(of: level) ?? 0]
          }
        for number in numbers { append(number.bitPattern, to: &body) }
      }
    }
    append(UInt64(body.count), to: &bytes)
    return bytes + body
  }

  private static func append(_ word: UInt64, to bytes: inout [UInt8]) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }
}

/// The places of such bytes, which may be a stranger's: each is checked before it is read.
struct ForecastLayout {
  /// The head.
  let header: ForecastArchive.Header
  private let placesStart: Int
  private let bodyStart: Int

  /// Reads the head; nil where the bytes are no archive.
  init?(_ bytes: Span<UInt8>) {
    let magic = ForecastArchive.magic
    guard bytes.count >= magic.count + 8, magic.indices.allSatisfy({ bytes[$0] == magic[$0] })
    else { return nil }
    let length = Self.word(bytes, at: magic.count)
    let start = magic.count + 8
    guard length <= UInt64(bytes.count - start) else { return nil }
    let text = (start..<start + Int(length)).map { bytes[$0] }
    guard
      let header = JSON.value(
        ForecastArchive.Header.self,
        from: String(decoding: text, as: UTF8.self)
      ), header.seriesCount >= 0, header.horizon > 0, header.horizon <= Planner.horizonLimit,
      header.columns.count <= ForecastColumn.limit,
      header.seriesCount <= (bytes.count - start - Int(length)) / 8 - 1
    else { return nil }
    self.header = header
    placesStart = start + Int(length)
    bodyStart = placesStart + 8 * (header.seriesCount + 1)
  }

  /// A series: its id, times and numbers, the columns' one after the other.
  struct Series {
    let id: String?
    let times: [Int64]
    let numbers: [Double]
  }

  /// A series by its number, out of the same bytes; nil where they are not as they were written.
  func series(_ number: Int, in bytes: Span<UInt8>) -> Series? {
    guard (0..<header.seriesCount).contains(number) else { return nil }
    let start = Self.word(bytes, at: placesStart + 8 * number)
    let end = Self.word(bytes, at: placesStart + 8 * (number + 1))
    let count = bytes.count - bodyStart
    guard start <= end, end <= UInt64(count) else { return nil }
    var place = bodyStart + Int(start)
    var rest = Int(end - start)
    guard rest >= 8 else { return nil }
    let idLength = Self.word(bytes, at: place)
    (place, rest) = (place + 8, rest - 8)
    var id: String?
    if idLength != .max {
      guard idLength <= UInt64(rest) else { return nil }
      let text = (place..<place + Int(idLength)).map { bytes[$0] }
      id = String(decoding: text, as: UTF8.self)
      (place, rest) = (place + Int(idLength), rest - Int(idLength))
    }
    let numberCount = header.horizon * header.columns.count
    guard rest == 8 * (header.horizon + numberCount) else { return nil }
    let times = (0..<header.horizon).map {
      Int64(bitPattern: Self.word(bytes, at: place + 8 * $0))
    }
    place += 8 * header.horizon
    let numbers = (0..<numberCount).map {
      Double(bitPattern: Self.word(bytes, at: place + 8 * $0))
    }
    return Series(id: id, times: times, numbers: numbers)
  }

  private static func word(_ bytes: Span<UInt8>, at place: Int) -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
  }
}
