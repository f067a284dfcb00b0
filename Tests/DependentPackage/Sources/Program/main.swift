import AutoML

let session = try Session()
try session.execute(
  "CREATE TABLE homes AS SELECT range AS area, 3 * range + 1 AS price FROM range(1000)"
)
var request = TrainingRequest(source: .query("SELECT * FROM homes"), target: "price")
request.modelName = "prices"
let report = try session.train(request)
print(report.winner.family, report.metric.name, report.metric.validation ?? .nan)
print(
  try session.query("SELECT predict_prices(area) AS p FROM homes WHERE area > $1", [997])[row: 0]
)
let predictor = try session.predictor(ofModelNamed: "prices")
print(try predictor.predictions(of: [Column("area", .integers([50, 60]))]).values)
