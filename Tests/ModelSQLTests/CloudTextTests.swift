import Testing

@testable import ModelSQL

/// Statements and calls of other systems that go by their words.
@Suite struct CloudTextTests {
  @Test(arguments: [
    ("CREATE EXTENSION aws_ml CASCADE", AuroraText.Statement.createExtension),
    ("create extension if not exists aws_ml", .createExtension),
    ("DROP EXTENSION aws_ml", .dropExtension),
    ("GRANT INVOKE SAGEMAKER ON *.* TO u@h", .privilege),
    ("GRANT EXECUTE ON FUNCTION aws_comprehend.detect_sentiment TO u", .privilege),
    ("REVOKE AWS_SAGEMAKER_ACCESS FROM u", .privilege),
    ("SET ROLE AWS_SAGEMAKER_ACCESS", .privilege),
  ])
  func `statements of Aurora are known`(sql: String, statement: AuroraText.Statement) {
    #expect(AuroraText(sql).statement == statement)
    #expect(AuroraText.mayConcern(sql))
  }

  @Test(arguments: ["CREATE EXTENSION postgis", "GRANT SELECT ON t TO u", "SELECT 'aws_ml'", ""])
  func `others are not`(sql: String) {
    #expect(AuroraText(sql).statement == nil)
  }

  @Test func `calls are renamed in their places, and nothing else is`() {
    let sql = """
      SELECT AWS_SageMaker.Invoke_Endpoint('aws_sagemaker.invoke_endpoint(', x), --
        s.invoke_endpoint(1), "aws_sagemaker.invoke_endpoint"(2)
      """
    let renamed = AuroraText(sql).invoking("f")
    #expect(
      renamed == """
        SELECT f                            ('aws_sagemaker.invoke_endpoint(', x), --
          s.invoke_endpoint(1), "aws_sagemaker.invoke_endpoint"(2)
        """
    )
    #expect(AuroraText("SELECT 1").invoking("f") == nil)
  }

  @Test(arguments: [
    (
      "CREATE FUNCTION f(a int, b text) RETURNS float AS $$ SELECT a + 1 $$ LANGUAGE SQL COST 10",
      "CREATE MACRO f(a, b) AS CAST(( SELECT a + 1 ) AS FLOAT)"
    ),
    (
      "create or replace function s.f(int, in y int) returns int language sql as 'select $1 - y;'",
      "CREATE OR REPLACE MACRO s.f(_1, y) AS CAST((select _1 - y) AS INT)"
    ),
    (
      "CREATE FUNCTION f() RETURNS int LANGUAGE 'sql' AS 'SELECT 7'",
      "CREATE MACRO f() AS CAST((SELECT 7) AS INT)"
    ),
  ])
  func `functions in SQL become macros`(sql: String, macro: String) {
    #expect(SQLFunctionText(sql)?.macro == macro)
  }

  @Test(arguments: [
    "CREATE FUNCTION f(a int) RETURNS int AS 'SELECT 1; SELECT 2' LANGUAGE SQL",
    "CREATE FUNCTION f(a int) RETURNS int AS 'BEGIN RETURN 1; END' LANGUAGE plpgsql",
    "CREATE FUNCTION f(a int) RETURNS int AS 'SELECT $2' LANGUAGE SQL",
    "CREATE FUNCTION f(a int) RETURNS int AS 'INSERT INTO t VALUES (1)' LANGUAGE SQL",
    "CREATE FUNCTION f(a) AS a + 1", "CREATE MACRO f(a) AS a + 1", "CREATE FUNCTION", "",
    "CREATE FUNCTION f(a int RETURNS int AS 'SELECT 1' LANGUAGE SQL",
  ])
  func `others stay the engine's`(sql: String) {
    #expect(SQLFunctionText(sql) == nil)
  }

  @Test func `a statement behind USING keeps its places`() throws {
    let sql = "USING EXTERNAL FUNCTION f(x INT) RETURNS INT\nSAGEMAKER 'é' SELECT f(1)"
    guard case .usingFunctions(let using) = try Parser.parse(sql) else {
      Issue.record("no USING")
      return
    }
    #expect(using.functions.map(\.name.value.name) == ["f"])
    #expect(using.statement.utf8.count == sql.utf8.count)
    #expect(using.statement.hasSuffix(" SELECT f(1)"))
    #expect(using.statement.split(separator: "\n").count == 2)
    #expect(!using.statement.contains("EXTERNAL"))
  }

  @Test(arguments: [
    ("SET automl.endpoints = 'a=http://b'", "a=http://b"), ("set AUTOML.Endpoints to ''", ""),
    ("RESET automl.endpoints", ""),
  ])
  func `addresses are set`(sql: String, text: String) throws {
    #expect(try EndpointsSetting(sql)?.text.value == text)
  }

  @Test func `other settings are not addresses`() throws {
    #expect(try EndpointsSetting("SET automl.dialect = 'redshift'") == nil)
    #expect(try EndpointsSetting("SET threads = 1") == nil)
    #expect(throws: SyntaxError.self) { try EndpointsSetting("SET automl.endpoints = 3") }
    #expect(throws: SyntaxError.self) { try EndpointsSetting("SET automl.endpoints = 'a' 'b'") }
  }
}
