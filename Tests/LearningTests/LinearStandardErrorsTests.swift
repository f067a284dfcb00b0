import LinearAlgebra
import Models
import TestSupport
import Testing

@testable import Learning

/// Numbers that statsmodels 0.15.0 finds on `Tests/Golden/Linear/diabetes.csv`: `OLS`, `Logit` of a
/// target above 140 and `GLM` of the Poisson, gamma and tweedie (1.5) families with a log link, with a constant, `tol=1e-14`.
@Suite struct LinearStandardErrorsTests {
  private static let tolerance = 1e-6

  private func expectAgreement(
    _ data: TrainingData,
    _ task: LearningTask,
    _ loss: LinearLoss,
    coefficients: [Double],
    errors: [Double]
  ) throws {
    let settings = LinearSettings(lambda: 0, loss: loss, tolerance: 1e-11)
    let design = try LinearLearner.prepare(data: data, rows: nil, task: task, threadCount: 1)
    let fit = try LinearLearner.train(
      design,
      settings: settings,
      threadCount: 1,
      monitor: TrainingMonitor()
    )
    let own = fit.model.ownScale
    #expect(relativeDifference(own.intercepts + own.slopes.values, coefficients) < Self.tolerance)
    let found = try #require(
      LinearLearner.standardErrors(of: fit, on: design, settings: settings, threadCount: 1)
    )
    #expect(
      relativeDifference([found.intercept] + found.slopes.map { $0 ?? .nan }, errors)
        < Self.tolerance
    )
  }

  private func relativeDifference(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { max($0, abs($1.0 / $1.1 - 1)) }
  }

  @Test func `least squares has the coefficients and standard errors of statsmodels`() throws {
    try expectAgreement(
      try LinearTestData.golden("diabetes"),
      .regression,
      .squared,
      coefficients: [
        -334.567138519, -0.0363612242236, -22.8596480905, 5.60296209192, 1.11680799332,
        -1.08999633406, 0.746450455514, 0.372004715089, 6.53383193599, 68.4831249648,
        0.280116989322,
      ],
      errors: [
        67.4546211043, 0.217041435409, 5.83582128501, 0.717105500561, 0.225238169188,
        0.57333185855, 0.530834389766, 0.782463845627, 5.95863783722, 15.6697192387,
        0.273313950359,
      ]
    )
  }

  @Test func `logistic regression has the coefficients and standard errors of statsmodels`() throws
  {
    let data = try LinearTestData.golden("diabetes")
    let classes = TrainingData(
      features: data.features,
      target: data.target.map { $0 > 140 ? 1 : 0 }
    )
    try expectAgreement(
      classes,
      .binary,
      .logistic,
      coefficients: [
        -14.3639788648, 0.00376530844342, -1.11979950559, 0.149018481651, 0.039740712932,
        -0.04527457533, 0.0357291316203, -0.00176119500551, 0.0312773835122,
        2.69585130668, 0.000269131091261,
      ],
      errors: [
        3.72195152748, 0.0101437142164, 0.293431061837, 0.0358173116617, 0.0107401905034,
        0.0321517035798, 0.0310330819022, 0.0416443837165, 0.298120460085, 0.887726356498,
        0.0132664463658,
      ]
    )
  }

  @Test func `Poisson regression has the coefficients and standard errors of statsmodels`() throws {
    try expectAgreement(
      try LinearTestData.golden("diabetes"),
      .regression,
      .poisson,
      coefficients: [
        1.37245618629, 7.17434306838e-05, -0.151504540476, 0.0320848547474,
        0.00716668099888, -0.0123070891059, 0.011203743286, 0.00464381161524,
        0.00649792856458, 0.629085012591, 0.0014888199641,
      ],
      errors: [
        0.109805593306, 0.000329912721579, 0.00861528663414, 0.00100317935456,
        0.000325780676942, 0.000846410311801, 0.000773736547309, 0.00121613460235,
        0.00872952571824, 0.0251085791677, 0.00040475434209,
      ]
    )
  }

  @Test func `gamma regression has the coefficients and standard errors of statsmodels`() throws {
    try expectAgreement(
      try LinearTestData.golden("diabetes"),
      .regression,
      .gamma,
      coefficients: [
        1.77918235963, -0.000175439612249, -0.186357934033, 0.0319791072428, 0.00763063284018,
        -0.00969982368026, 0.00891775260229, -9.97045557085e-06, -0.00914668514801,
        0.570971524084, 0.000943024627347,
      ],
      errors: [
        0.469034581772, 0.00150916182194, 0.0405784207353, 0.00498627481758, 0.00156615645829,
        0.00398656851212, 0.00369106937253, 0.00544073328968, 0.0414324053734, 0.108956808137,
        0.00190044347297,
      ]
    )
  }

  @Test func `tweedie regression has the coefficients and standard errors of statsmodels`() throws {
    try expectAgreement(
      try LinearTestData.golden("diabetes"),
      .regression,
      .tweedie(power: 1.5),
      coefficients: [
        1.57001378587, -8.74411828603e-05, -0.168370736421, 0.0320898302736, 0.00737877308636,
        -0.0111190081987, 0.0101920856203, 0.002399361099, -0.00161492866552, 0.603351488844,
        0.00116309844979,
      ],
      errors: [
        0.475171534987, 0.00148203982447, 0.0393170782983, 0.00468718469576, 0.00149868296955,
        0.0038340225871, 0.00352428870216, 0.00538203608468, 0.0398953125176, 0.109555919671,
        0.00184563716321,
      ]
    )
  }

  @Test func `collinear columns and penalties have no standard errors`() throws {
    let data = try LinearTestData.golden("diabetes")
    let twice = data.with(data.features.columns + [data.features.columns[0]])
    for (data, lambda) in [(twice, 0.0), (data, 1)] {
      let settings = LinearSettings(lambda: lambda)
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
      #expect(
        LinearLearner.standardErrors(of: fit, on: design, settings: settings, threadCount: 1) == nil
      )
    }
  }
}
