import Testing

@Suite struct ModelSQLPlaceholderTests {}
