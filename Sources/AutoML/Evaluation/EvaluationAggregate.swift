import DuckDB
import Learning

/// The aggregate functions that judge rows, under internal names.
enum EvaluationAggregate {
  /// A report on classes.
  case classes(ClassReport)
  /// The metrics of two classes that a model tells apart, by labels of a type.
  case twoClasses(LabelType)
  /// The metrics of more classes.
  case manyClasses(LabelType)
  /// The metrics of numbers.
  case numbers
  /// Two models' metrics beside each other.
  case comparison
  /// The drift of one column from training.
  case drift

  /// All of them.
  static let all: [EvaluationAggregate] =
    ClassReport.allCases.map { .classes($0) } + LabelType.allCases.map { .twoClasses($0) }
    + LabelType.allCases.map { .manyClasses($0) } + [.numbers, .comparison, .drift]

  /// The function by its place: a macro of the same name in the database is passed over.
  var call: String { "system.main.\(name)" }

  private var name: String {
    switch self {
    case .classes(let report): "__automl_classes_\(report.rawValue)"
    case .twoClasses(let type): "__automl_two_classes_\(type.rawValue)"
    case .manyClasses(let type): "__automl_many_classes_\(type.rawValue)"
    case .numbers: "__automl_numbers"
    case .comparison: "__automl_comparison"
    case .drift: "__automl_drift"
    }
  }

  /// The function, to be registered; what its rows come to is computed on so many threads.
  func function(threadCount: Int) -> AggregateFunction {
    switch self {
    case .classes(let report):
      Self.function(
        name,
        ClassRows.parameterTypes,
        report.columns,
        { ClassRows(threadCount: threadCount) }
      ) { state in
        try report.rows(state.judged(), threshold: state.settings?.threshold)
      }
    case .twoClasses(let type):
      Self.function(
        name,
        TwoClassState.parameterTypes(type),
        ClassReport.metricColumns,
        { TwoClassState() }
      ) { state in state.metrics(threadCount: threadCount).map(\.row) }
    case .manyClasses(let type):
      Self.function(
        name,
        ManyClassState.parameterTypes(type),
        ClassReport.metricColumns,
        { ManyClassState() }
      ) { state in state.metrics(threadCount: threadCount).map(\.row) }
    case .numbers:
      Self.function(
        name,
        NumberRows.parameterTypes,
        ClassReport.metricColumns,
        { NumberRows() }
      ) { state in state.metrics(threadCount: threadCount).map(\.row) }
    case .comparison:
      Self.function(
        name,
        ComparedLosses.parameterTypes,
        ComparedLosses.columns,
        { ComparedLosses() }
      ) { state in state.rows }
    case .drift:
      Self.function(
        name,
        DriftRows.parameterTypes,
        DriftRows.columns,
        { DriftRows() }
      ) { state in state.rows }
    }
  }

  private static func function<State: AggregateState>(
    _ name: String,
    _ parameterTypes: [LogicalType],
    _ columns: [ReportColumn],
    _ makeState: @escaping @Sendable () -> State,
    _ rows: @escaping @Sendable (State) throws -> [[Value]]
  ) -> AggregateFunction {
    AggregateFunction(
      name: name,
      parameterTypes: parameterTypes,
      returnType: ReportTable.type(columns),
      makeState: makeState
    ) { states, output in
      let reports = try states.map { state in
        guard let state = state as? State else { preconditionFailure("another function's state") }
        return try rows(state)
      }
      try ReportTable.write(reports, columns, to: &output)
    }
  }
}
