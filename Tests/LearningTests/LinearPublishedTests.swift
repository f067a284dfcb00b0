import LinearAlgebra
import Models
import Testing

@testable import Learning

/// Results that others have published, without a penalty: NIST's certified values of linear regression
/// (Statistical Reference Datasets, <https://www.itl.nist.gov/div898/strd/lls/lls.shtml>), and what
/// R 4 prints for the examples of its manual.
///
/// The certified values were computed once more in rational arithmetic, and agree in all digits. What
/// R prints in four digits was taken to twelve by the same arithmetic, or by statsmodels 0.15.0.
@Suite struct LinearPublishedTests {
  private func expectFit(
    _ columns: [[Double]],
    _ target: [Double],
    loss: LinearLoss = .squared,
    coefficients: [Double],
    errors: [Double]?,
    tolerance: Double = 1e-9,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let data = TrainingData(
      features: FeatureTable(rowCount: target.count, columns: columns.map { .double($0) }),
      target: target
    )
    let settings = LinearSettings(lambda: 0, loss: loss, tolerance: 1e-13)
    let design = try LinearLearner.prepare(
      data: data,
      rows: nil,
      task: .regression,
      threadCount: 1
    )
    let fit = try LinearLearner.train(
      design,
      settings: settings,
      threadCount: 1,
      monitor: TrainingMonitor()
    )
    let own = fit.model.ownScale
    expect(own.intercepts + own.slopes.values, coefficients, tolerance, location)
    guard let errors else { return }
    let found = try #require(
      LinearLearner.standardErrors(of: fit, on: design, settings: settings, threadCount: 1),
      sourceLocation: location
    )
    expect((found.intercepts + found.slopes[0]).map { $0 ?? .nan }, errors, tolerance, location)
  }

  /// Digits are counted from the larger of a number and a millionth, for numbers that are 0.
  private func expect(
    _ found: [Double],
    _ published: [Double],
    _ tolerance: Double,
    _ location: SourceLocation
  ) {
    #expect(found.count == published.count, sourceLocation: location)
    for (found, published) in zip(found, published) {
      let difference = abs(found - published) / max(abs(published), 1e-6)
      #expect(difference <= tolerance, "\(found), not \(published)", sourceLocation: location)
    }
  }

  @Test func `NIST's Longley: nearly collinear economic series`() throws {
    try expectFit(
      [
        [
          83, 88.5, 88.2, 89.5, 96.2, 98.1, 99, 100, 101.2, 104.6, 108.4, 110.8, 112.6, 114.2,
          115.7, 116.9,
        ],
        [
          234289, 259426, 258054, 284599, 328975, 346999, 365385, 363112, 397469, 419180, 442769,
          444546, 482704, 502601, 518173, 554894,
        ],
        [
          2356, 2325, 3682, 3351, 2099, 1932, 1870, 3578, 2904, 2822, 2936, 4681, 3813, 3931, 4806,
          4007,
        ],
        [
          1590, 1456, 1616, 1650, 3099, 3594, 3547, 3350, 3048, 2857, 2798, 2637, 2552, 2514, 2572,
          2827,
        ],
        [
          107608, 108632, 109773, 110929, 112075, 113270, 115094, 116219, 117388, 118734, 120445,
          121950, 123366, 125368, 127852, 130081,
        ],
        (1947...1962).map { Double($0) },
      ],
      [
        60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761, 66019, 67857, 68169, 66513, 68655,
        69564, 69331, 70551,
      ],
      coefficients: [
        -3482258.63459582, 15.0618722713733, -0.0358191792925910, -2.02022980381683,
        -1.03322686717359, -0.0511041056535807, 1829.15146461355,
      ],
      errors: [
        890420.383607373, 84.9149257747669, 0.0334910077722432, 0.488399681651699,
        0.214274163161675, 0.226073200069370, 455.478499142212,
      ]
    )
  }

  /// A polynomial of degree 5 over 0 to 20, and disturbances that are orthogonal to it.
  @Test(arguments: [0.0, 1, 100, 10_000])
  func `NIST's Wampler 1, 3, 4 and 5: a polynomial with ever more noise`(_ noise: Double) throws {
    let points = (0...20).map { Double($0) }
    let columns = powers(of: points, degree: 5)
    let half: [Double] = [759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048]
    let disturbances = half + [2048] + half.reversed()
    let target = points.indices.map { row in
      columns.reduce(1) { $0 + $1[row] } + noise * disturbances[row]
    }
    let errors = [
      2152.32624678170, 2363.55173469681, 779.343524331583, 101.475507550350, 5.64566512170752,
      0.112324854679312,
    ]
    // The target is up to 4e6 times the first coefficients, which takes 7 of 16 digits, and the polynomial's
    // powers some; noise that is larger than the polynomial takes its share.
    try expectFit(
      columns,
      target,
      coefficients: [Double](repeating: 1, count: 6),
      errors: noise > 0 ? errors.map { $0 * noise } : nil,
      tolerance: 1e-6 * max(1, noise / 10)
    )
  }

  @Test func `NIST's Wampler 2: a polynomial of shrinking coefficients`() throws {
    let points = (0...20).map { Double($0) }
    let columns = powers(of: points, degree: 5)
    let coefficients = [1, 0.1, 0.01, 0.001, 0.0001, 0.00001]
    try expectFit(
      columns,
      points.indices.map { row in
        zip(columns, coefficients.dropFirst()).reduce(1) { $0 + $1.0[row] * $1.1 }
      },
      coefficients: coefficients,
      errors: nil,
      tolerance: 1e-9
    )
  }

  /// Products of its columns have no digit left of what tells them apart.
  ///
  /// NIST certifies these digits, and rational arithmetic on the same rows gives them again.
  @Test func `NIST's Filip: a polynomial of degree 10 over few points`() throws {
    let data = try LinearTestData.golden("filip")
    let points = (0..<data.rowCount).map { data.features.columns[0].number($0) }
    // Powers are rounded to 16 digits, of which eight tell them apart.
    try expectFit(
      powers(of: points, degree: 10),
      data.target,
      coefficients: [
        -1467.48961422980, -2772.17959193342, -2316.37108160893, -1127.97394098372,
        -354.478233703349, -75.1242017393757, -10.8753180355343, -1.06221498588947,
        -0.0670191154593408, -0.00246781078275479, -0.0000402962525080404,
      ],
      errors: nil,
      tolerance: 1e-7
    )
  }

  private func powers(of points: [Double], degree: Int) -> [[Double]] {
    var columns = [points]
    while columns.count < degree { columns.append(zip(columns[columns.count - 1], points).map(*)) }
    return columns
  }

  /// `summary(lm(stack.loss ~ stack.x))` of `?stackloss`.
  @Test func `R's stackloss`() throws {
    try expectFit(
      [
        [80, 80, 75, 62, 62, 62, 62, 62, 58, 58, 58, 58, 58, 58, 50, 50, 50, 50, 50, 56, 70],
        [27, 27, 25, 24, 22, 23, 24, 24, 23, 18, 18, 17, 18, 19, 18, 18, 19, 19, 20, 20, 20],
        [89, 88, 90, 87, 87, 87, 93, 93, 87, 80, 89, 88, 82, 93, 89, 86, 72, 79, 80, 82, 91],
      ],
      [42, 37, 37, 28, 18, 18, 19, 20, 15, 14, 14, 13, 11, 12, 8, 7, 8, 8, 9, 15, 15],
      coefficients: [-39.919674420124, 0.715640200485, 1.295286124389, -0.152122519149],
      errors: [11.895996850644, 0.134858185355, 0.368024265273, 0.156294043249]
    )
  }

  /// `summary(lm(weight ~ group))` of `?lm`, plant weights by Dobson: 5.0320 (0.2202), -0.3710 (0.3114).
  @Test func `R's plant weights`() throws {
    try expectFit(
      [(0..<20).map { $0 < 10 ? 0 : 1 }],
      [
        4.17, 5.58, 5.18, 6.11, 4.50, 4.61, 5.17, 4.53, 5.33, 5.14, 4.81, 4.17, 4.41, 3.59, 5.87,
        3.83, 6.03, 4.89, 4.32, 4.69,
      ],
      coefficients: [5.032, -0.371],
      errors: [0.220217695323, 0.311434851400]
    )
  }

  /// `summary(glm(counts ~ outcome + treatment, family = poisson()))` of `?glm`, a trial by Dobson:
  /// 3.045 (0.1709), -0.4543 (0.2022), -0.2930 (0.1927), 0 (0.2), 0 (0.2).
  @Test func `R's randomised trial of counts`() throws {
    func flags(_ isSet: (Int) -> Bool) -> [Double] { (0..<9).map { isSet($0) ? 1 : 0 } }
    try expectFit(
      [
        flags { $0 % 3 == 1 }, flags { $0 % 3 == 2 }, flags { $0 / 3 == 1 }, flags { $0 / 3 == 2 },
      ],
      [18, 17, 15, 20, 10, 20, 25, 13, 12],
      loss: .poisson,
      coefficients: [3.04452243772, -0.454255272278, -0.292987124681, 0, 0],
      errors: [0.170898651856, 0.202170759194, 0.19274234516, 0.2, 0.2]
    )
  }
}
