import Testing

@Suite struct AutoMLToolPlaceholderTests {}
