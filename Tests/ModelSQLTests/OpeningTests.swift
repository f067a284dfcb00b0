import Testing

@testable import ModelSQL

@Suite struct OpeningTests {
  @Test(arguments: [
    "SELECT 1", "CREATE TABLE model (x int)", "CREATE TABLE model AS SELECT 1",
    "CREATE OR REPLACE TABLE model (x int)", "CREATE VIEW model AS SELECT 1",
    "CREATE OR REPLACE MACRO model(x) AS x", "CREATE TEMP TABLE model (x int)",
    "CREATE EXTERNAL TABLE model (x int)", "CREATE \"model\" m", "CREATE MODELS m", "CREATE",
    "SHOW model", "SHOW \"model\"", "SHOW model.t", "SHOW MODELS", "SHOW TABLES", "SHOW ALL",
    "DESCRIBE model", "DESCRIBE model.t", "SUMMARIZE model", "DROP TABLE model", "DROP VIEW model",
    "EXPLAIN SELECT * FROM model", "EXPLAIN ANALYZE SELECT 1", "EXPLAIN CREATE TABLE model (x int)",
    "EXPLAIN model", "ALTER TABLE model RENAME TO m", "FROM model", "INSERT INTO model VALUES (1)",
    "GRANT SELECT ON t TO bob", "GRANT SELECT ON model TO bob", "REVOKE ALL ON model FROM bob",
    "GRANT EXECUTE ON FUNCTION model TO bob", "SELECT 'CREATE MODEL m'", "'CREATE MODEL m'",
    "\"create\" model m", "(CREATE MODEL m)", "UPDATE model SET m = 1", "train", "TRAIN model",
    "WITH model AS (SELECT 1) FROM model", "$$CREATE MODEL m$$", "COPY model TO 'f'", "",
  ])
  func `SQL of the engine is left to it`(sql: String) throws {
    #expect(try Parser.parse(sql) == .engine(sql))
  }

  @Test(arguments: [
    "CREATE MODEL", "create or replace model", "CREATE MODEL 1", "create external model",
    "DROP MODEL",
    "drop model 1", "SHOW MODEL 'm'", "EXPLAIN CREATE MODEL", "GRANT CREATE MODEL",
    "GRANT x ON MODEL m",
    "TRAIN MODEL m", "ALTER MODEL m RENAME TO n", "REFRESH MODEL m", "RETRAIN MODEL m",
    "DESCRIBE MODEL m", "DESC MODEL m", "EXPLAIN MODEL m", "EXPLAIN ANALYZE CREATE MODEL m",
    "CREATE TEMP MODEL m", "CREATE TEMPORARY MODEL m", "CREATE OR REPLACE EXTERNAL MODEL m",
    "/* c */ -- c\n CREATE MODEL (",
  ])
  func `malformed statements of the dialect are its own`(sql: String) {
    #expect(throws: SyntaxError.self) { try Parser.parse(sql) }
  }
}
