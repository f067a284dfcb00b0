import Testing

@testable import AutoMLTool

@Suite struct StatementScannerTests {
  @Test(arguments: [
    "SELECT 1;", "SELECT 1;  -- done", "SELECT ';'; /* ; */ ", "SELECT $$;$$;",
    "SELECT $a$ $$ ; $a$;",
    "SELECT 'it''s';", "SELECT \"a;b\";", ";", "SELECT $1;", "SELECT 1; SELECT 2;",
  ])
  func `a statement with its semicolon is whole`(text: String) {
    #expect(StatementScanner.isComplete(text))
  }

  @Test(arguments: [
    "", "SELECT 1", "SELECT ';", "SELECT 1 -- ;", "SELECT 1 /* ;", "SELECT $$;", "SELECT $a$;$$",
    "SELECT \";", "SELECT 1; SELECT 2", "SELECT 1; 'a'", "SELECT 'it''s;",
  ])
  func `a statement that goes on is not`(text: String) {
    #expect(!StatementScanner.isComplete(text))
  }
}
