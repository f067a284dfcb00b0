import Foundation
import Forecasting
import TestSupport

/// Series that several tests use.
enum ForecastingData {
  /// Passengers of airlines, January 1949 to December 1960.
  static func airPassengers() throws -> [Double] {
    try RepositoryPaths.text("datasets/air_passengers/air_passengers.csv")
      .split(separator: "\n").dropFirst()
      .compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }
  }

  /// The flow of the Nile, 1871 to 1970 (Cobb 1978), as statsmodels 0.15.0 has it.
  static let nile: [Double] = [
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180,
    799, 958, 1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833,
    701, 916, 692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845,
    864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649,
    846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815,
    1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
  ]

  /// Microseconds since 1970 of a day, UTC.
  static func time(_ year: Int, _ month: Int, _ day: Int, hour: Int = 0) -> Int64 {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let parts = DateComponents(year: year, month: month, day: day, hour: hour)
    let date = calendar.date(from: parts) ?? .distantPast
    return Int64(date.timeIntervalSince1970.rounded()) * 1_000_000
  }

  /// Normal numbers of mean 0 and deviation 1 (Box and Muller).
  static func normal(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      let first = (Double(generator.next() >> 11) + 1) * 0x1p-53
      let second = Double(generator.next() >> 11) * 0x1p-53
      return (-2 * log(first)).squareRoot() * cos(2 * Double.pi * second)
    }
  }

  /// Monthly series one after the other, each from January 2000 on.
  static func table(
    _ series: [[Double]],
    frequency: TimeFrequency = .month
  ) throws -> SeriesTable {
    let start = time(2000, 1, 1)
    let rows = try SeriesRows(
      series: series.indices.flatMap { number in series[number].map { _ in number } },
      times: series.flatMap { values in
        values.indices.map { frequency.time(start, advancedBy: $0) }
      },
      values: series.flatMap(\.self)
    )
    return try SeriesTable(rows, seriesCount: series.count, frequency: frequency)
  }

  /// Series with a level, a slope, a season and noise of their own.
  static func seasonal(_ count: Int, length: Int, seed: UInt64) -> [[Double]] {
    (0..<count).map { number in
      let noise = normal(length, seed: seed &+ UInt64(number))
      return (0..<length).map { t in
        let angle = Double(t) * Double.pi / 6
        let wave = 8 * sin(angle + Double(number))
        let level = 100 + 10 * Double(number % 7)
        let line = level + 0.2 * Double(t)
        return line + wave + 3 * noise[t]
      }
    }
  }
}
