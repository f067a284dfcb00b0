/// The kinds of statements, as DuckDB's parser tells them apart.
package enum StatementKind: UInt32, Sendable {
  case invalid, select, insert, update, explain, delete, prepare, create, execute, alter
  case transaction, copy, analyze, setVariable, createFunction, drop, export, pragma, vacuum
  case call, set, load, relation, `extension`, logicalPlan, attach, detach, multi, copyDatabase
  case updateExtensions, mergeInto
}
