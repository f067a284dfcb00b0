import Learning
import ModelSQL

/// Why data that was read cannot be trained on.
struct DataError: Error, Equatable {
  /// The causes, with what a reader needs to act.
  enum Cause: Equatable {
    case emptyResult
    case oneRow
    case oneRowSampled(maxCells: Int, sourceRowCount: Int)
    case targetAllNull(column: String)
    case targetConstant(column: String, value: String, rowCount: Int)
    case targetInfinite(column: String)
    case targetBeyondExact(column: String)
    case tooManyClasses(column: String, limit: Int)
    case classOfEachRow(column: String, rowCount: Int)
    case notTwoClasses(column: String, count: Int, instead: String? = nil)
    case objectiveOfClasses(objective: String, column: String, instead: String)
    case noSuchClass(label: String, labels: [String])
    case positiveClassOfMany(count: Int)
    case positiveClassOfNumbers
    case weightOfNoClass(label: String, labels: [String])
    case classWeightsOfNumbers
    case classWeightedTwice(label: String)
    case labelOutOfRange(column: String, label: String, classCount: Int)
    case nothingToLearnFrom(columns: [String])
    case rowsChanged(first: Int, second: Int)
    case weights(LearningError)
    case groupMissing(column: String, rowCount: Int)
    case preprocessors(PreprocessorRefusal, chain: Int, transformer: Int)
  }
  /// The fault.
  let cause: Cause

  /// One sentence that names the thing.
  var message: String {
    switch cause {
    case .emptyResult: "FROM has no rows: there is nothing to train on"
    case .oneRow: "FROM has one row with a target: there is nothing to compare it with"
    case .oneRowSampled(let maxCells, let sourceRowCount):
      "MAX_CELLS \(grouped(maxCells)) leaves one row of \(grouped(sourceRowCount)): there is nothing "
        + "to compare it with"
    case .targetAllNull(let column): "the target \"\(column)\" is NULL or NaN in every row"
    case .targetConstant(let column, let value, let rowCount):
      "the target \"\(column)\" is \(value) in all \(grouped(rowCount)) rows: there is nothing to "
        + "learn"
    case .targetInfinite(let column): "the target \"\(column)\" has infinite values"
    case .targetBeyondExact(let column):
      "the target \"\(column)\" has numbers of 16 digits or more, which are not told apart exactly"
    case .classOfEachRow(let column, let rowCount):
      "the target \"\(column)\" is another class in each of the \(grouped(rowCount)) rows: nothing can be "
        + "learnt from one to the next"
    case .tooManyClasses(let column, let limit):
      "the target \"\(column)\" has more than \(grouped(limit)) different values, which is too many "
        + "for classes"
    case .objectiveOfClasses(let objective, let column, _):
      "objective '\(objective)' is for classes, and the target \"\(column)\" is taken as a number"
    case .notTwoClasses(let column, let count, _):
      "binary classification needs two classes, and the target \"\(column)\" has "
        + grouped(count)
    case .noSuchClass(let label, _): "no row has the class '\(label)' of POSITIVE_CLASS"
    case .positiveClassOfMany(let count):
      "POSITIVE_CLASS is for two classes, and there are \(grouped(count))"
    case .positiveClassOfNumbers: "POSITIVE_CLASS is for classes, and the target is a number"
    case .weightOfNoClass(let label, _): "no row has the class '\(label)' of CLASS_WEIGHTS"
    case .classWeightedTwice(let label): "CLASS_WEIGHTS names the class of '\(label)' twice"
    case .classWeightsOfNumbers: "CLASS_WEIGHTS is for classes, and the target is a number"
    case .labelOutOfRange(let column, let label, let classCount):
      "the target \"\(column)\" has class \(label), and NUM_CLASS \(classCount) allows 0 to "
        + "\(classCount - 1)"
    case .nothingToLearnFrom(let columns):
      "every column to learn from is constant, empty or different in every row: \(list(columns))"
    case .rowsChanged(let first, let second):
      "FROM gave \(grouped(first)) rows when it was first read and "
        + "\(second > first ? "more" : grouped(second)) when it was read again"
    case .weights(let error): error.message
    case .groupMissing(let column, let rowCount):
      "column \"\(column)\" is NULL or NaN in \(rowCount == 1 ? "one row" : "\(grouped(rowCount)) rows"), "
        + "and GROUP_COLUMN needs a value in each"
    case .preprocessors(let refusal, _, _): refusal.message
    }
  }

  /// Where in the statement of a plan its cause stands.
  func place(in plan: ModelPlan) -> Range<Int>? {
    switch cause {
    case .targetAllNull, .targetConstant, .targetInfinite, .targetBeyondExact, .tooManyClasses,
      .classOfEachRow, .labelOutOfRange:
      plan.goal.target?.range
    case .objectiveOfClasses: plan.goal.target?.objectiveRange
    case .notTwoClasses:
      plan.goal.target.flatMap { $0.requestedBy == "OBJECTIVE" ? $0.objectiveRange : $0.range }
    case .noSuchClass, .positiveClassOfMany, .positiveClassOfNumbers:
      plan.goal.target?.positiveClass?.range
    case .weightOfNoClass, .classWeightsOfNumbers, .classWeightedTwice:
      plan.goal.target?.classWeights?.range
    case .weights: plan.roles.weight?.range
    case .groupMissing: plan.roles.group?.range
    case .preprocessors(_, let chain, let transformer):
      plan.preprocessors?.chains[chain].transformers[transformer].range
    case .emptyResult, .oneRow, .oneRowSampled, .nothingToLearnFrom, .rowsChanged: nil
    }
  }

  /// Advice on what to do; nil where there is none.
  var hint: String? {
    switch cause {
    case .emptyResult, .oneRow: "Check the WHERE clause of the query."
    case .oneRowSampled: "Raise MAX_CELLS: a row has as many cells as FROM has columns."
    case .targetConstant: "Check the WHERE clause of the query, or choose another TARGET."
    case .targetInfinite: "Leave these rows out: WHERE isfinite(...)."
    case .targetBeyondExact(let column):
      "CAST(\(SQLText.identifierKeepingCase(column)) AS VARCHAR) has its values as classes,"
        + " CAST(\(SQLText.identifierKeepingCase(column)) AS DOUBLE) as rounded numbers."
    case .classOfEachRow:
      "Choose another TARGET, or PROBLEM_TYPE REGRESSION for numbers; an identifier cannot be predicted."
    case .tooManyClasses: "PROBLEM_TYPE REGRESSION predicts numbers; text needs fewer classes."
    case .notTwoClasses(_, _, let instead): instead
    case .objectiveOfClasses(_, _, let instead): instead
    case .noSuchClass(_, let labels): "The classes are \(list(labels.map { "'\($0)'" }))."
    case .positiveClassOfMany: "Leave it out, or train on two of them."
    case .weightOfNoClass(let label, let labels):
      (nearest(to: label, in: labels).map { "Did you mean '\($0)'? " } ?? "")
        + "The classes are \(list(labels.map { "'\($0)'" }))."
    case .positiveClassOfNumbers: "PROBLEM_TYPE BINARY_CLASSIFICATION makes two values classes."
    case .classWeightedTwice: "Booleans have several names: write one of them."
    case .classWeightsOfNumbers:
      "WEIGHT_COLUMN weighs rows of any target; PROBLEM_TYPE MULTICLASS_CLASSIFICATION makes values classes."
    case .rowsChanged:
      "So many rows are read twice. Store the rows of a query that is never the same: CREATE TABLE ... AS."
    case .weights(let error): error.hint
    case .preprocessors(let refusal, _, _): refusal.hint
    case .groupMissing(let column, _):
      "Leave these rows out: WHERE \(quoted(column)) IS NOT NULL."
    case .targetAllNull, .labelOutOfRange, .nothingToLearnFrom: nil
    }
  }
}
