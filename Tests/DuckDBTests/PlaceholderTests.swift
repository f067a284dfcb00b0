import Testing

@Suite struct DuckDBPlaceholderTests {}
