/// One line of the ledger: what one CREATE MODEL used.
package struct UsageRecord: Sendable, Equatable {
  /// The ways in which it can end.
  package enum Status: String, Sendable {
    /// The model was stored.
    case completed
    /// The model was stored; a time limit or an interrupt ended its search early.
    case shortened
    /// An error ended it; there is no model.
    case failed
    /// The user ended it; there is no model.
    case interrupted
  }

  /// The model's schema.
  package var schemaName: String
  /// The model's name.
  package var modelName: String
  /// Whoever ran it: the operating system's user.
  package var userName: String
  /// Rows trained on.
  package var rowCount = 0
  /// Columns of the FROM result, target included.
  package var columnCount = 0
  /// Seconds by the clock on the wall.
  package var seconds = 0.0
  /// Seconds of processor time.
  package var cpuSeconds = 0.0
  /// The most memory that the process held, in bytes.
  package var peakBytes = 0
  /// The way in which it ended.
  package var status = Status.completed

  /// A record of a training that used nothing yet.
  package init(schemaName: String, modelName: String, userName: String) {
    self.schemaName = schemaName
    self.modelName = modelName
    self.userName = userName
  }

  /// Rows times columns.
  package var cells: Cells { Cells(rowCount: rowCount, columnCount: columnCount) }
}
