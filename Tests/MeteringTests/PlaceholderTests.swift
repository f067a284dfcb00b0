import Testing

@Suite struct MeteringPlaceholderTests {}
