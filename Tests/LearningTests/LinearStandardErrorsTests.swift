import LinearAlgebra
import Models
import TestSupport
import Testing

@testable import Learning

/// Numbers that statsmodels 0.15.0 finds on `Tests/Golden/Linear/diabetes.csv`.
///
/// `OLS`, `Logit` of a target above 140 and `GLM` of the Poisson, gamma and tweedie (1.5) families
/// with a log link, with a constant, `tol=1e-14`.
/// Of several classes: `MNLogit` of `numpy.digitize(target, [90, 170])`, its parameters and their
/// covariance brought from differences to the first class to sums of 0.
@Suite struct LinearStandardErrorsTests {
  private static let tolerance = 1e-6

  /// Coefficients and errors are output by output, the intercept first.
  private func expectAgreement(
    _ data: TrainingData,
    _ task: LearningTask,
    _ loss: LinearLoss,
    coefficients: [Double],
    errors: [Double]
  ) throws {
    let (fit, found) = try fit(data, task, LinearSettings(lambda: 0, loss: loss, tolerance: 1e-11))
    let own = fit.model.ownScale
    let slopes = own.intercepts.indices.flatMap {
      [own.intercepts[$0]] + own.slopes.values[own.slopes.columnRange($0)]
    }
    #expect(relativeDifference(slopes, coefficients) < Self.tolerance)
    let known = try #require(found)
    let numbers = own.intercepts.indices.flatMap { [known.intercepts[$0]] + known.slopes[$0] }
    #expect(relativeDifference(numbers.map { $0 ?? .nan }, errors) < Self.tolerance)
  }

  private func fit(
    _ data: TrainingData,
    _ task: LearningTask,
    _ settings: LinearSettings
  ) throws -> (LinearFit, LinearStandardErrors?) {
    let design = try LinearDesign(
      data,
      rows: nil,
      task: task,
      minimumLevelWeight: 1,
      threadCount: 1
    )
    let fit = try LinearLearner.train(
      design,
      settings: settings,
      threadCount: 1,
      monitor: TrainingMonitor()
    )
    let errors = LinearLearner.standardErrors(
      of: fit,
      on: design,
      settings: settings,
      threadCount: 1
    )
    return (fit, errors)
  }

  private func relativeDifference(_ left: [Double], _ right: [Double]) -> Double {
    // A missing number has to differ too, which a largest value would not show.
    zip(left, right).reduce(left.count == right.count ? 0 : .infinity) {
      $1.0.isNaN ? .infinity : max($0, abs($1.0 / $1.1 - 1))
    }
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

  @Test func `multinomial regression has the coefficients and standard errors of statsmodels`()
    throws
  {
    let data = try LinearTestData.golden("diabetes")
    let classes = TrainingData(
      features: data.features,
      target: data.target.map { $0 < 90 ? 0 : $0 < 170 ? 1 : 2 }
    )
    try expectAgreement(
      classes,
      .multiclass(classCount: 3),
      .logistic,
      coefficients: [
        3.17825367862, 0.000710606639602, 0.61855367825, -0.0960953007443, -0.0207164059873,
        -0.0770849722583, 0.0741035289139, 0.114525612596, 0.273972897851, -0.235343226359,
        0.000266238799701,
        6.24048326359, 0.00103020990347, -0.088348430059, -0.0255323223671, -0.0114115845529,
        0.0576555324622, -0.0519476214887, -0.0753889692522, -0.264140988563,
        -0.831349476649, -0.00215723817855,
        -9.41873694221, -0.00174081654308, -0.530205248191, 0.121627623111, 0.0321279905402,
        0.0194294397961, -0.0221559074252, -0.0391366433438, -0.00983190928805,
        1.06669270301, 0.00189099937885,
      ],
      errors: [
        3.78451057367, 0.0073733576776, 0.212026941533, 0.0291802441642, 0.00829616458833,
        0.05816454571, 0.0577171132688, 0.0614014333069, 0.230458538729, 1.01874282805,
        0.00956079654206,
        2.34349321176, 0.00592566664949, 0.164020954471, 0.0219191229424, 0.0064990510737,
        0.0305619248692, 0.0300031804021, 0.0345680071143, 0.181049376654, 0.585391843451,
        0.00753999971659,
        3.145587813, 0.00727198711544, 0.199835301451, 0.0251391058901, 0.00744736681241,
        0.0351653189069, 0.0345923459477, 0.04020704668, 0.208343108492, 0.777135239917,
        0.00918955483774,
      ]
    )
  }

  /// `GLM` of the gamma family with `freq_weights=numpy.arange(442) % 4`, without the rows of weight 0.
  @Test func `weights count rows as statsmodels's freq_weights do`() throws {
    let data = try LinearTestData.golden("diabetes")
    try expectAgreement(
      data.weighted((0..<442).map { Double($0 % 4) }),
      .regression,
      .gamma,
      coefficients: [
        2.33620544652, -0.000647991728978, -0.186185174897, 0.0302198669654, 0.00651770262988,
        -0.0062586499344, 0.00603743238053, -0.00450544190327, -0.0439077794942,
        0.540520999863, -0.00117299215309,
      ],
      errors: [
        0.368436346228, 0.0011971546964, 0.0333774683135, 0.00405506473534, 0.00129548145078,
        0.00304252700307, 0.00271812163282, 0.00435930049772, 0.0346432498593,
        0.0817397220068, 0.00158523607027,
      ]
    )
  }

  @Test(arguments: [0.1, 1])
  func `penalised numbers have no standard errors`(_ strength: Double) throws {
    let data = try LinearTestData.golden("diabetes")
    #expect(try fit(data, .regression, LinearSettings(lambda: strength)).1 == nil)
    #expect(try fit(data, .regression, LinearSettings(lambda: 0, alpha: strength)).1 == nil)
  }

  @Test(arguments: [LinearLoss.squared, .poisson])
  func `columns that are combinations of others have none, and the rest as if they were not there`(
    _ loss: LinearLoss
  ) throws {
    let data = try LinearTestData.golden("diabetes")
    let columns = data.features.columns
    let sum = (0..<442).map { columns[2].number($0) - 3 * columns[5].number($0) + 1 }
    let settings = LinearSettings(lambda: 0, loss: loss, tolerance: 1e-10)
    let alone = try #require(try fit(data, .regression, settings).1)
    let more = try #require(
      try fit(data.with(columns + [.double(sum)]), .regression, settings).1
    )
    for (index, error) in more.slopes[0].enumerated() {
      if [2, 5, 10].contains(index) {
        #expect(error == nil)
      } else {
        #expect(relativeDifference([error ?? .nan], [alone.slopes[0][index] ?? .nan]) < 1e-6)
      }
    }
    // The new column has a constant, which no data can tell from the intercept.
    #expect(more.intercepts == [nil])
  }

  @Test func `levels share the intercept's place: numbers beside them have standard errors`() throws
  {
    // As `OLS` of the target on column 2 and three dummies without a constant: a level a third.
    let data = try LinearTestData.golden("diabetes")
    let levels = FeatureColumn.codes((0..<442).map { UInt32($0 % 3) }, levelCount: 3)
    let dummies = (1...2).map { level in
      FeatureColumn.double((0..<442).map { $0 % 3 == level ? 1 : 0 })
    }
    let number = data.features.columns[2]
    let settings = LinearSettings(lambda: 0, tolerance: 1e-10)
    let found = try #require(try fit(data.with([number, levels]), .regression, settings).1)
    let same = try #require(try fit(data.with([number] + dummies), .regression, settings).1)
    #expect(
      relativeDifference([found.slopes[0][0] ?? .nan], [same.slopes[0][0] ?? .nan])
        < Self.tolerance
    )
    #expect(found.slopes[0][1] == nil)
    #expect(found.indicators == [[nil, nil, nil]])
    #expect(found.intercepts == [nil])
  }

  @Test func `a missing indicator has a standard error`() throws {
    let data = try LinearTestData.golden("diabetes")
    let number = (0..<442).map { $0 % 5 == 0 ? .nan : data.features.columns[2].number($0) }
    let known = number.filter { !$0.isNaN }
    let mean = known.reduce(0, +) / Double(known.count)
    let filled = FeatureColumn.double(number.map { $0.isNaN ? mean : $0 })
    let flag = FeatureColumn.double(number.map { $0.isNaN ? 1 : 0 })
    let settings = LinearSettings(lambda: 0, tolerance: 1e-10)
    let found = try #require(try fit(data.with([.double(number)]), .regression, settings).1)
    let same = try #require(try fit(data.with([filled, flag]), .regression, settings).1)
    let pair = [found.slopes[0][0], found.indicators[0][0]].map { $0 ?? .nan }
    #expect(relativeDifference(pair, same.slopes[0].map { $0 ?? .nan }) < Self.tolerance)
  }

  @Test func `a level that is always of one class has none, and the rest keep theirs`() throws {
    // Rows that a level settles say nothing of the rest: as without them.
    let data = try LinearTestData.golden("diabetes")
    let sure = (0..<442).map { $0 % 9 == 0 }
    let target = (0..<442).map { sure[$0] || data.target[$0] > 140 ? 1.0 : 0 }
    let columns = [data.features.columns[2], data.features.columns[8]]
    let flag = FeatureColumn.double(sure.map { $0 ? 1 : 0 })
    let settings = LinearSettings(lambda: 0, tolerance: 1e-11)
    let whole = TrainingData(
      features: FeatureTable(rowCount: 442, columns: columns + [flag]),
      target: target
    )
    let part = TrainingData(
      features: FeatureTable(rowCount: 442, columns: columns),
      target: target,
      weights: sure.map { $0 ? 0 : 1 }
    )
    let found = try #require(try fit(whole, .binary, settings).1)
    let same = try #require(try fit(part, .binary, settings).1)
    #expect(found.slopes[0][2] == nil)
    let pair = found.slopes[0].prefix(2).map { $0 ?? .nan }
    #expect(relativeDifference(pair, same.slopes[0].map { $0 ?? .nan }) < Self.tolerance)
  }

  @Test func `separable classes and more columns than rows have none`() throws {
    let settings = LinearSettings(lambda: 0, tolerance: 1e-8, maxIterations: 100)
    let ramp = TrainingData(
      features: FeatureTable(rowCount: 40, columns: [.double((0..<40).map { Double($0) })]),
      target: (0..<40).map { $0 < 20 ? 0 : 1 }
    )
    #expect(try fit(ramp, .binary, settings).1 == nil)
    let wine = try LinearTestData.golden("wine")
    #expect(try fit(wine, .multiclass(classCount: 3), settings).1 == nil)
    for task in [LearningTask.regression, .binary, .multiclass(classCount: 3)] {
      let wide = LinearTestData.generated(rowCount: 20, numericCount: 30, task: task)
      #expect(try fit(wide, task, settings).1 == nil)
    }
  }
}
