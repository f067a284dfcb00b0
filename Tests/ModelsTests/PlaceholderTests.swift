import Testing

@Suite struct ModelsPlaceholderTests {}
