import Testing

@Suite struct AutoMLPlaceholderTests {}
