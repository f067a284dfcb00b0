import DuckDB
import Forecasting
import ModelSQL
import Models

extension Session {
  /// A drawing of a model's forecasts beside the values that they follow: one SVG that stands alone.
  ///
  /// The first twelve series are drawn, by their ids. Known values are read again by the model's own query,
  /// and left out, with a note, where that is not possible any more.
  ///
  /// - Throws: when there is no such model, or it forecasts nothing.
  public func forecastPlot(ofModelNamed name: String) throws(AutoMLError) -> String {
    try interrupter.whileWorking { () throws(AutoMLError) in
      do { return try plot(of: entry(named: name)).text } catch {
        throw AutoMLError(error, reading: .named(name)).withoutExcerpt.withUserNames
      }
    }
  }

  private func plot(of entry: ModelEntry) throws -> ForecastPlot {
    guard entry.kind == .forecast else {
      throw AutoMLError(
        sqlState: SQLState.featureNotSupported,
        message: "model \(entry.names.reference) forecasts nothing that could be plotted",
        hint: "automl report has the charts of models that predict rows."
      )
    }
    let (header, series, note) = try plottedSeries(of: entry, limit: 12)
    let levels = header.percentiles
    let left = header.seriesCount - series.count
    return ForecastPlot(
      title: entry.modelName,
      target: JSON.value(ShownModel.self, from: entry.shown)?.target ?? "",
      bounds: levels.count > 1 ? "p\(levels[0].level) to p\(levels[levels.count - 1].level)" : nil,
      series: series,
      notes: [left > 0 ? "\(grouped(left)) more series are not drawn" : nil, note].compactMap(
        \.self
      )
    )
  }

  /// The forecasts of SHOW MODEL as rows of blocks, for the first series, behind the last values that they
  /// had; no query is run for it.
  func blockRows(of entry: ModelEntry) throws -> [[String?]] {
    let header: ForecastArchive.Header
    let series: [ForecastLayout.Series]
    do { (header, series) = try archivedSeries(of: entry, ForecastArchive.shownSeriesCount) } catch
    {
      guard error is ModelError else { throw error }
      return [["", ""], ["FORECASTS:", "damaged: CREATE OR REPLACE MODEL makes them again"]]
    }
    let known = header.lastValues ?? []
    let parts = known.isEmpty ? "the values to come" : "known values, then those to come"
    let rows = series.enumerated().map { index, series in
      [
        ScreenText.cut(name(of: series, header, entry), to: 24),
        BlockChart.row(
          known: known.indices.contains(index) ? known[index].map { $0 ?? .nan } : [],
          toCome: ForecastPlot.Series(series, header, name: "", history: []).forecast.map(\.y),
          limit: ForecastArchive.shownValueCount
        ),
      ]
    }
    return [["", ""], ["FORECASTS:", parts]] + rows
  }

  /// The first series of a model.
  private func archivedSeries(
    of entry: ModelEntry,
    _ limit: Int
  ) throws -> (ForecastArchive.Header, [ForecastLayout.Series]) {
    let bytes = try store.archive(of: entry)
    guard let layout = ForecastLayout(bytes.span), !layout.header.columns.isEmpty,
      layout.header.columns.allSatisfy({ ForecastColumn(name: $0) != nil })
    else { throw ModelError.corrupt(detail: "forecasts") }
    let series = try (0..<min(limit, layout.header.seriesCount)).map { number in
      guard let found = layout.series(number, in: bytes.span) else {
        throw ModelError.corrupt(detail: "forecasts")
      }
      return found
    }
    return (layout.header, series)
  }

  /// The first series of a model, with as many known values as fit beside the forecast, and a note where
  /// these cannot be read.
  private func plottedSeries(
    of entry: ModelEntry,
    limit: Int
  ) throws -> (ForecastArchive.Header, [ForecastPlot.Series], note: String?) {
    let (header, series) = try archivedSeries(of: entry, limit)
    let (history, note) = try history(of: entry, header, ids: series.map(\.id))
    let plotted = series.map { series in
      let known = history?.last(max(60, 3 * header.horizon), of: series.id) ?? []
      return ForecastPlot.Series(
        series,
        header,
        name: name(of: series, header, entry),
        history: known.map { ChartPoint(Double($0.time) / 1e6, $0.value) }
      )
    }
    return (header, plotted, note)
  }

  /// The id of a series, or the column that is forecast where there is one series without.
  private func name(
    of series: ForecastLayout.Series,
    _ header: ForecastArchive.Header,
    _ entry: ModelEntry
  ) -> String {
    if header.itemName != nil { return series.id ?? "NULL" }
    return JSON.value(ShownModel.self, from: entry.shown)?.target ?? ""
  }

  /// The known values; nil and why where the model's query does not give them any more.
  private func history(
    of entry: ModelEntry,
    _ header: ForecastArchive.Header,
    ids: [String?]
  ) throws -> (ForecastHistory?, note: String?) {
    guard let frequency = TimeFrequency(rawValue: header.frequency),
      let statement = entry.statement,
      case .createModel(var create)? = try? Parser.parse(statement)
    else {
      return (nil, "the statement that made the model is not known: its values are not drawn")
    }
    create.orReplace = true
    let planner = Planner(catalog: EngineCatalog(connection: connection, store: store))
    do {
      guard case .forecast(let plan) = try planner.plan(create) else { return (nil, nil) }
      return (try ForecastHistory(of: plan, frequency, ids: ids, on: connection), nil)
    } catch {
      let error = AutoMLError(error)
      guard !error.isInterrupt else { throw error }
      let reason = error.message.prefix { !$0.isNewline }
      return (nil, "the known values cannot be read any more: \(reason)")
    }
  }
}

extension ForecastArchive.Header {
  /// The percentiles, ascending, with the places of their columns.
  fileprivate var percentiles: [(level: Int, column: Int)] {
    columns.enumerated().compactMap { index, name in
      guard case .percentile(let level)? = ForecastColumn(name: name) else { return nil }
      return (level, index)
    }.sorted { $0 < $1 }
  }
}

extension ForecastPlot.Series {
  /// A series of an archive: the mean, or else the middle percentile, between the outer percentiles.
  fileprivate init(
    _ series: ForecastLayout.Series,
    _ header: ForecastArchive.Header,
    name: String,
    history: [ChartPoint]
  ) {
    let levels = header.percentiles.map(\.column)
    let middle =
      header.columns.firstIndex { ForecastColumn(name: $0) == .mean } ?? levels[levels.count / 2]
    func points(_ column: Int) -> [ChartPoint] {
      series.times.enumerated().map { period, time in
        ChartPoint(Double(time) / 1e6, series.numbers[column * header.horizon + period])
      }
    }
    self.init(
      name: name,
      history: history,
      forecast: points(middle),
      low: levels.count > 1 ? points(levels[0]) : [],
      high: levels.count > 1 ? points(levels[levels.count - 1]) : []
    )
  }
}
