import Learning
import LinearAlgebra
import Models
import Testing

/// Coefficients that scikit-learn 1.9.1 finds on the files of `Tests/Golden/Linear`, columns
/// brought to mean 0 and variance 1 by its `StandardScaler`: `LogisticRegression(C=1, tol=1e-12)`,
/// `newton-cg` for several classes and `newton-cholesky` for two; `Ridge(alpha=1,
/// solver="cholesky")` and `Ridge(alpha=1e-9, solver="svd")`; `PoissonRegressor`, `GammaRegressor`
/// and `TweedieRegressor(power=1.5)` with `alpha=1/442, tol=1e-12, solver="newton-cholesky"`.
///
/// With an absolute penalty: `Lasso(alpha=2, tol=1e-14)`, `ElasticNet(alpha=1, l1_ratio=0.5,
/// tol=1e-14)`, and `LogisticRegression(solver="saga", tol=1e-13)` with `C=0.1, l1_ratio=1` and
/// `C=0.5, l1_ratio=0.5`.
@Suite struct LinearAgreementTests {
  /// Two solvers that stop at 1e-10 and 1e-12 differ by no more.
  private static let tolerance = 1e-6

  private func expectAgreement(
    _ name: String,
    _ task: LearningTask,
    lambda: Double = 1,
    alpha: Double = 0,
    loss: LinearLoss? = nil,
    coefficients: [Double],
    intercepts: [Double],
    location: SourceLocation = #_sourceLocation
  ) throws {
    let settings = LinearSettings(lambda: lambda, alpha: alpha, loss: loss, tolerance: 1e-10)
    let fit = try train(try LinearTestData.golden(name), task: task, settings: settings)
    #expect(fit.convergence.isConverged, sourceLocation: location)
    let difference = largestDifference(
      fit.model.coefficients.values + fit.model.intercepts,
      coefficients + intercepts
    )
    #expect(difference < Self.tolerance, sourceLocation: location)
  }

  @Test func `multinomial regression on iris agrees with scikit-learn`() throws {
    try expectAgreement(
      "iris",
      .multiclass(classCount: 3),
      coefficients: [
        -1.07406615416, 1.16011511621, -1.93069186168, -1.81155612425, 0.587810239848,
        -0.361840626329, -0.363431022937, -0.826269576403, 0.486255914309, -0.798274489886,
        2.29412288462, 2.63782570065,
      ],
      intercepts: [
        -0.205241133016, 2.07483978424, -1.86959865122,
      ]
    )
  }

  @Test func `multinomial regression on wine agrees with scikit-learn`() throws {
    try expectAgreement(
      "wine",
      .multiclass(classCount: 3),
      coefficients: [
        0.810136200962, 0.203804278368, 0.472202888482, -0.844792370333, 0.0495133091995,
        0.213699719082, 0.647884802033, -0.199848339933, 0.138348648687, 0.171608016239,
        0.130909208357, 0.72596382506, 1.07895261147, -1.01033123506, -0.440450855075,
        -0.848060198476, 0.583596662258, -0.0977073493805, 0.0275434286138, 0.353986718757,
        0.212789556459, 0.263355020694, -1.04125149681, 0.682513139312, 0.0528858852081,
        -1.14078223507, 0.2001950341, 0.236646576707, 0.375857309994, 0.261195708075,
        0.048194040181, -0.241243147696, -1.00187152079, -0.0129412165255, -0.401703669381,
        0.869643480567, -0.813422347668, -0.778849710268, 0.0618296236034,
      ],
      intercepts: [
        0.412343324778, 0.704838562714, -1.11718188749,
      ]
    )
  }

  @Test func `logistic regression on breast cancer agrees with scikit-learn`() throws {
    try expectAgreement(
      "breast_cancer",
      .binary,
      coefficients: [
        -0.363092531906, -0.387675442409, -0.351062118668, -0.435609803275, -0.161831102803,
        0.562654033705, -0.85991711958, -0.962280223477, 0.076209031477, 0.32222623695,
        -1.29094228967, 0.268921901386, -0.659974596552, -1.01255773217, -0.277212958913,
        0.736324012782, 0.110539320783, -0.333407618873, 0.295793025895, 0.680919673055,
        -1.02926226163, -1.31460763444, -0.823347382562, -1.0107068321, -0.670681962771,
        0.0445642517897, -0.873333916512, -0.912003121916, -0.887837324304, -0.479818908038,
      ],
      intercepts: [
        0.214502717397
      ]
    )
  }

  @Test func `ridge regression on diabetes agrees with scikit-learn`() throws {
    try expectAgreement(
      "diabetes",
      .regression,
      coefficients: [
        -0.431172658225, -11.3336549319, 24.7712418095, 15.373472853, -30.0884005926,
        16.6531523034, 1.4621070111, 7.52111092912, 32.8437508565, 3.26638486937,
      ],
      intercepts: [
        152.133484163
      ]
    )
  }

  @Test func `least squares on diabetes agrees with scikit-learn`() throws {
    try expectAgreement(
      "diabetes",
      .regression,
      lambda: 1e-9,
      coefficients: [
        -0.476120786125, -11.4068669234, 24.7265488605, 15.4294041313, -37.6799526014,
        22.6761627587, 4.80613813266, 8.42203935467, 35.7344457677, 3.21667371825,
      ],
      intercepts: [
        152.133484163
      ]
    )
  }

  @Test func `poisson regression on diabetes agrees with scikit-learn`() throws {
    try expectAgreement(
      "diabetes",
      .regression,
      loss: .poisson,
      coefficients: [
        0.000942391006946, -0.0755931181213, 0.141606516556, 0.0990098902721, -0.42471792159,
        0.339779760319, 0.0596732418367, 0.00829532935207, 0.327951891616, 0.0170986564672,
      ],
      intercepts: [
        4.95700929005
      ]
    )
  }

  @Test func `gamma regression on diabetes agrees with scikit-learn`() throws {
    try expectAgreement(
      "diabetes",
      .regression,
      loss: .gamma,
      coefficients: [
        -0.00182331354667, -0.0924851216543, 0.141829179412, 0.105020708195, -0.267084878838,
        0.215034981325, -0.028412077431, -0.0171342334598, 0.271901298237, 0.0111459173163,
      ],
      intercepts: [
        4.95604716324
      ]
    )
  }

  @Test func `tweedie regression on diabetes agrees with scikit-learn`() throws {
    try expectAgreement(
      "diabetes",
      .regression,
      loss: .tweedie(power: 1.5),
      coefficients: [
        -0.00109901249922, -0.0839499746211, 0.141728260416, 0.101906817185, -0.376563624807,
        0.303351590506, 0.0276130061409, -0.00286652029412, 0.311691918008, 0.013389409322,
      ],
      intercepts: [
        4.95630832073
      ]
    )
  }

  @Test func `lasso on diabetes agrees with scikit-learn`() throws {
    try expectAgreement(
      "diabetes",
      .regression,
      lambda: 0,
      alpha: 2 * 442,
      coefficients: [
        -0, -7.56819838274, 24.6228315663, 13.177846874, -2.71689971396, -0,
        -10.0535883359, 0, 23.1479230126, 1.69037144091,
      ],
      intercepts: [
        152.133484163
      ]
    )
  }

  @Test func `elastic net on diabetes agrees with scikit-learn`() throws {
    try expectAgreement(
      "diabetes",
      .regression,
      lambda: 221,
      alpha: 221,
      coefficients: [
        0.637824669562, -5.69179719442, 18.0975269859, 11.4055962574, -0.240974702727,
        -2.3664270267, -8.22176215651, 5.29713479474, 15.4482130673, 5.05730699009,
      ],
      intercepts: [
        152.133484163
      ]
    )
  }

  @Test func `absolutely penalised logistic regression on breast cancer agrees with scikit-learn`()
    throws
  {
    try expectAgreement(
      "breast_cancer",
      .binary,
      lambda: 0,
      alpha: 10,
      coefficients: [
        0, 0, 0, 0, 0, 0, 0, -0.519478778139, 0, 0, -0.31986046207, 0, 0, 0, 0, 0, 0, 0,
        0, 0, -2.24940575192, -0.735434655942, 0, 0, -0.181703781558, 0, -0.0255472554714,
        -1.0953454236, -0.162851266121, 0,
      ],
      intercepts: [
        0.693647813118
      ]
    )
  }

  @Test func `elastic net multinomial regression on iris agrees with scikit-learn`() throws {
    try expectAgreement(
      "iris",
      .multiclass(classCount: 3),
      lambda: 1,
      alpha: 1,
      coefficients: [
        -0.709577385439, 1.04365256029, -1.70020499253, -1.47285797049, 0, 0, 0,
        -0.202352004901, 0, -0.217708655514, 2.08411243357, 2.67520997539,
      ],
      intercepts: [
        -0.246062863, 1.71190717663, -1.46584431363,
      ]
    )
  }
}
