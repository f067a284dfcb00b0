import Forecasting
import ModelSQL
import Models

/// A CREATE MODEL of forecasts whose names, columns and settings were checked: everything that is known
/// before a row is read.
struct ForecastPlan: Equatable {
  /// The model's names; it has no function, and the name of one is claimed for it.
  var names: ModelNames
  /// The query that gives the rows.
  var query: String
  /// The column that tells the series of a row; nil where there is one series.
  var item: CatalogColumn?
  /// The column that tells the time.
  var time: CatalogColumn
  /// The column that is forecast.
  var target: CatalogColumn
  /// Columns that are known of later periods too: of rows without a target.
  var covariates: [CatalogColumn]
  /// Periods to forecast.
  var horizon: Int
  /// The distance of values; nil where the times are to tell it.
  var frequency: TimeFrequency?
  /// Where FREQUENCY stands, or else MODEL_TYPE.
  var frequencyRange: Range<Int>?
  /// The columns of numbers, in the order of PERCENTILES.
  var columns: [ForecastColumn]
  /// The error that methods are chosen by.
  var metric: ForecastMetric
  /// The most seconds to train for.
  var maxRuntime: Int
  /// The seed of every random choice.
  var seed: UInt64
  /// The number of versions of the model that are kept.
  var keptVersionCount: Int
  /// The parts of the query that give other rows each time.
  var randomParts: [String]
  /// Whether MAX_CELLS is written.
  var limitsCells: Bool
  /// The clauses that SHOW MODEL repeats of the statement.
  var shown: ShownClauses

  /// Sentences on what is not as it seems to be asked for.
  var remarks: [String] {
    let random = randomParts.map {
      "FROM has \($0): another run may read other rows, and give other forecasts"
    }
    let cells = "MAX_CELLS changes nothing: a series is forecast from all its rows"
    return random + (limitsCells ? [cells] : [])
  }

  /// The quantiles that are wanted, ascending.
  var quantiles: [Double] {
    Set(columns.compactMap(\.level)).sorted()
  }

  /// Columns that are read.
  var columnCount: Int { 2 + (item == nil ? 0 : 1) + covariates.count }
}

/// A column of numbers of a forecast: one of PERCENTILES.
enum ForecastColumn: Equatable {
  /// The expected value.
  case mean
  /// The value that the truth is below with this probability, in hundredths: 1 to 99.
  case percentile(Int)

  /// The name of the column, as Redshift has it: `p25`, `mean`.
  var name: String {
    switch self {
    case .mean: Self.meanName
    case .percentile(let hundredths): "p\(hundredths)"
    }
  }

  private static let meanName = "mean"

  /// The column of a name that `name` gives.
  init?(name: String) {
    if name == Self.meanName {
      self = .mean
    } else if name.first == "p", let hundredths = Int(name.dropFirst()) {
      self = .percentile(hundredths)
    } else {
      return nil
    }
  }

  /// The level of the quantile; nil for the mean.
  var level: Double? {
    switch self {
    case .mean: nil
    case .percentile(let hundredths): Double(hundredths) / 100
    }
  }

  /// The columns where PERCENTILES is not given.
  static let standard: [ForecastColumn] = [.percentile(10), .percentile(50), .percentile(90)]

  /// The most columns.
  static let limit = 5

  /// The columns that PERCENTILES lists: `'0.25,0.50,mean'`; nil where it is no such list.
  static func columns(_ text: String) -> [ForecastColumn]? {
    var columns: [ForecastColumn] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let word = part.filter { !$0.isWhitespace }.lowercased()
      let column: ForecastColumn
      if word == "mean" {
        column = .mean
      } else if let level = Double(word), level.isFinite, (0.01...0.99).contains(level),
        abs((level * 100).rounded() - level * 100) < 1e-9
      {
        column = .percentile(Int((level * 100).rounded()))
      } else {
        return nil
      }
      guard !columns.contains(column) else { return nil }
      columns.append(column)
    }
    return (1...limit).contains(columns.count) ? columns : nil
  }
}
