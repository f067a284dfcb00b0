import DuckDB
import Learning
import Models

/// A query's rows after a first look: the target of all of them, a survey of the features, and the
/// features themselves in segments where they are few enough to be kept.
struct SegmentedTable {
  /// Some rows that follow each other, without those that have no target.
  struct Segment {
    let rowCount: Int
    /// The features; codes of text are in the order in which the levels came.
    let columns: [FeatureColumn]
  }

  /// The table that the task is made of.
  let table: ExtractedTable
  /// For each row that was read whether it has a target.
  let hasTarget: [Bool]
  /// Seconds that the survey took.
  let surveySeconds: Double
  /// Whether little memory was enough for the engine.
  let limitedEngine: Bool
  /// The segments; nil where they have to be read again.
  private(set) var segments: [Segment]?
  /// The buffers that read the features again, with the levels of the first time.
  private(set) var buffers: [ColumnBuffer]
  /// The meaning of the codes of each feature's segments; nil where they are final.
  private let meanings: [CodeMeaning?]

  /// The rows that a collector has seen.
  init(_ collector: consuming SegmentCollector, limitedEngine: Bool) {
    self.limitedEngine = limitedEngine
    let features = collector.isFeature.indices.filter { collector.isFeature[$0] }
    meanings = features.map { collector.buffers.columns[$0].meaning }
    table = collector.table(meanings)
    hasTarget = collector.hasTarget
    surveySeconds = collector.surveySeconds
    segments = collector.isHeld ? collector.held : nil
    buffers = zip(features, meanings).map { collector.buffers.columns[$0].rereading($1) }
  }

  /// The rows of a table that was read as a whole.
  init(of table: ExtractedTable, isFeature: [Bool], targetIndex: Int, threadCount: Int) {
    let clock = TrainingClock()
    let hasTarget = table.columns[targetIndex].values.hasValue(in: 0..<table.rowCount)
    var features = isFeature.indices.filter { isFeature[$0] }.map { table.columns[$0].values }
    let rows = hasTarget.indices.filter { hasTarget[$0] }
    if rows.count < hasTarget.count { features = features.map { $0.gathered(rows) } }
    var survey = FeatureSurvey(columnCount: features.count)
    survey.add(features, rowCount: rows.count, threadCount: threadCount)
    meanings = features.map { _ in nil }
    self.table = table.surveyed(by: survey, isFeature: isFeature, meanings)
    self.hasTarget = hasTarget
    surveySeconds = clock.seconds
    limitedEngine = false
    segments = [Segment(rowCount: rows.count, columns: features)]
    buffers = []
  }

  /// The next segment that was kept, which then is no longer.
  mutating func takeSegment() -> Segment? {
    guard let first = segments?.first else { return nil }
    segments?.removeFirst()
    return ordered(first)
  }

  /// Appends the features of a chunk that is read again.
  mutating func append(_ chunk: borrowing DataChunk, _ features: [Int]) throws(DuckDBError) {
    for (index, feature) in features.enumerated() {
      try buffers[index].append(chunk, column: feature)
    }
  }

  /// The rows appended since the last segment, the first of them `start` in the whole query.
  mutating func takeReread(from start: Int, segmentRowCount: Int) -> Segment {
    let count = buffers.first?.count ?? 0
    var columns: [FeatureColumn] = []
    for index in buffers.indices {
      columns.append(buffers[index].takeValues(room: segmentRowCount))
    }
    return ordered(Segment(columns: columns, isKept: hasTarget[start..<start + count]))
  }

  private func ordered(_ segment: Segment) -> Segment {
    Segment(
      rowCount: segment.rowCount,
      columns: zip(segment.columns, meanings).map { $1?.applied(to: $0) ?? $0 }
    )
  }
}

extension SegmentedTable.Segment {
  /// The rows of columns for which `isKept` is true.
  init(columns: [FeatureColumn], isKept: ArraySlice<Bool>) {
    rowCount = isKept.count { $0 }
    guard rowCount < isKept.count else {
      self.columns = columns
      return
    }
    let rows = isKept.indices.filter { isKept[$0] }.map { $0 - isKept.startIndex }
    self.columns = columns.map { $0.gathered(rows) }
  }
}

/// Takes a query's chunks into segments, and surveys these.
struct SegmentCollector {
  /// For each column whether it is a feature; the others are kept with all their rows.
  let isFeature: [Bool]
  /// The columns while they are read.
  private(set) var buffers: ColumnBuffers
  /// The segments so far, as long as they are kept.
  private(set) var held: [SegmentedTable.Segment] = []
  /// Whether they are.
  private(set) var isHeld = true
  /// For each row of a closed segment whether it has a target.
  private(set) var hasTarget: [Bool] = []
  /// Seconds that the survey took.
  private(set) var surveySeconds = 0.0

  private let names: [String]
  private let types: [LogicalType]
  private let targetIndex: Int
  private var survey: FeatureSurvey
  private var heldBytes = 0

  /// A collector of no row, with room for so many of features and of other columns.
  init(
    _ result: QueryResult,
    isFeature: [Bool],
    targetIndex: Int,
    columnTypes: [Int: ColumnType],
    segmentRoom: Int,
    room: Int
  ) {
    self.isFeature = isFeature
    self.targetIndex = targetIndex
    names = result.columnNames
    types = result.columnTypes
    buffers = ColumnBuffers(
      types.enumerated().map { index, type in
        ColumnBuffer(
          type,
          room: isFeature[index] ? segmentRoom : room,
          readsText: isFeature[index],
          as: columnTypes[index]
        )
      }
    )
    survey = FeatureSurvey(columnCount: isFeature.count { $0 })
  }

  /// The number of rows.
  var rowCount: Int { buffers.columns[targetIndex].count }

  /// Appends a chunk.
  mutating func append(_ chunk: borrowing DataChunk) throws(DuckDBError) {
    try buffers.append(chunk)
  }

  /// Makes the rows since the last segment one, and surveys it; all segments are dropped once they have
  /// more than `heldByteLimit`.
  mutating func closeSegment(heldByteLimit: Int, room: Int, threadCount: Int) {
    let rows = hasTarget.count..<rowCount
    guard !rows.isEmpty else { return }
    let clock = TrainingClock()
    hasTarget += buffers.columns[targetIndex].values.hasValue(in: rows)
    var columns: [FeatureColumn] = []
    for index in buffers.columns.indices where isFeature[index] {
      columns.append(buffers.columns[index].takeValues(room: room))
    }
    let segment = SegmentedTable.Segment(columns: columns, isKept: hasTarget[rows])
    survey.add(segment.columns, rowCount: segment.rowCount, threadCount: threadCount)
    heldBytes += segment.columns.reduce(0) { $0 + $1.byteCount }
    isHeld = heldBytes <= heldByteLimit
    if isHeld { held.append(segment) } else { held = [] }
    surveySeconds += clock.seconds
  }

  /// The columns that are no features with all their rows, the features with those of the survey.
  func table(_ meanings: [CodeMeaning?]) -> ExtractedTable {
    var columns: [ExtractedColumn] = []
    var rest = meanings[...]
    for index in buffers.columns.indices {
      if isFeature[index], let meaning = rest.popFirst() {
        let values = buffers.columns[index].values
        columns.append(
          ExtractedColumn(name: names[index], type: types[index], values: values, meaning)
        )
      } else {
        columns.append(buffers.columns[index].column(name: names[index], type: types[index]))
      }
    }
    let table = ExtractedTable(
      rowCount: rowCount,
      sourceRowCount: rowCount,
      columns: columns,
      fingerprint: buffers.fingerprint.text
    )
    return table.surveyed(by: survey, isFeature: isFeature, meanings)
  }
}

extension FeatureColumn {
  /// Bytes of the values.
  fileprivate var byteCount: Int {
    switch self {
    case .float, .codes: 4 * count
    case .double: 8 * count
    }
  }
}

extension ExtractedTable {
  /// The table with the features' values as a survey has them, and what these come to.
  fileprivate func surveyed(
    by survey: FeatureSurvey,
    isFeature: [Bool],
    _ meanings: [CodeMeaning?]
  ) -> ExtractedTable {
    var columns = columns
    for (place, index) in isFeature.indices.filter({ isFeature[$0] }).enumerated() {
      let sampled = survey.sample.columns[place]
      columns[index] = columns[index].with(meanings[place]?.applied(to: sampled) ?? sampled)
    }
    return ExtractedTable(
      rowCount: rowCount,
      sourceRowCount: sourceRowCount,
      columns: columns,
      survey: Survey(
        isSurveyed: isFeature,
        rows: survey.sample.rows,
        profiles: survey.profiles(meanings.map { $0?.reading })
      ),
      fingerprint: fingerprint,
      sampleWeights: sampleWeights
    )
  }
}
