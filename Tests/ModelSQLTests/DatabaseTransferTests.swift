import Testing

@testable import ModelSQL

@Suite struct DatabaseTransferTests {
  @Test(
    arguments: [
      ("EXPORT DATABASE 'x'", .exporting(database: nil, isParquet: false)),
      (
        "export /* here */ database \"o p\" TO 'x' (FORMAT PARQUET, COMPRESSION zstd)",
        .exporting(database: "o p", isParquet: true)
      ),
      ("EXPORT DATABASE 'parquet' (FORMAT 'csv')", .exporting(database: nil, isParquet: false)),
      ("EXPORT DATABASE o TO 'parquet'", .exporting(database: "o", isParquet: false)),
      ("IMPORT DATABASE 'it''s'", .importing(folder: "it's")),
      ("IMPORT DATABASE", nil), ("SELECT 'IMPORT DATABASE'", nil), ("", nil), ("EXPORT", nil),
    ] as [(String, DatabaseTransfer?)]
  )
  func `transfers are told by their first words`(sql: String, transfer: DatabaseTransfer?) {
    #expect(DatabaseTransfer(sql) == transfer)
  }
}
