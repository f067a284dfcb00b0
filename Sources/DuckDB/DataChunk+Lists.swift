internal import CDuckDB

extension DataChunk {
  /// Appends the numbers of the lists of some rows, one row's after the other's, and the length of each list;
  /// a row that is NULL has length 0, an element that is NULL is NaN.
  ///
  /// - Precondition: the column is a LIST(DOUBLE).
  package func appendLists(
    ofColumn column: Int,
    rows: Range<Int>,
    to numbers: inout [Double],
    lengths: inout [Int]
  ) {
    precondition(types[column] == .list(.double), "\(types[column]) is no list of numbers")
    let vector = unsafe vector(column)
    let elements = unsafe Vector(duckdb_list_vector_get_child(vector.handle), type: .double)
    for row in rows {
      guard unsafe !vector.isNull(row) else {
        lengths.append(0)
        continue
      }
      let entry = unsafe vector.load(row, as: ListEntry.self)
      lengths.append(Int(entry.length))
      let places = Int(entry.offset)..<Int(entry.offset + entry.length)
      if unsafe elements.validity == nil, !places.isEmpty {
        let start = unsafe elements.elements(as: Double.self) + places.lowerBound
        unsafe numbers.append(contentsOf: UnsafeBufferPointer(start: start, count: places.count))
      } else {
        for index in places {
          numbers.append(unsafe elements.isNull(index) ? .nan : elements.load(index))
        }
      }
    }
  }
}
