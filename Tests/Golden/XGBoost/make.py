"""Writes the models and predictions of this folder: python make.py, with xgboost-cpu 3.2.0 and numpy 2.4.6.

For each objective a model of three rounds (JSON; two of them also UBJSON), and `scores.csv`: for each model
and output the margins of the rows of `features`, which the tests build again by the same formula.
"""

import pathlib

import numpy
import xgboost

folder = pathlib.Path(__file__).parent
rows = numpy.arange(24)
features = numpy.stack([rows * 7 % 24, rows * 5 % 11 / 8, rows * 3 % 4], axis=1).astype("float32")
features[::5, 1] = numpy.nan
mean = (rows * 7 % 24) / 8 + (rows * 3 % 4 == 1)
positive = mean + 0.5
targets = {
    "reg:squarederror": mean, "reg:squaredlogerror": positive, "reg:logistic": mean / 4,
    "reg:pseudohubererror": positive, "reg:absoluteerror": mean, "reg:quantileerror": mean,
    "reg:tweedie": positive, "reg:gamma": positive, "count:poisson": positive,
    "binary:logistic": mean > 1.5, "binary:hinge": mean > 1.5, "multi:softmax": rows % 3,
    "multi:softprob": (rows * 7 % 24) // 8, "rank:pairwise": rows * 11 % 7 // 2,
    "rank:ndcg": rows * 11 % 7 // 2,
}
lines = []


def write(name, parameters, target, types=None, binary=False):
    groups = rows // 8 if name.startswith("rank") else None
    data = xgboost.DMatrix(features, target, qid=groups, feature_names=["a", "b", "c"], feature_types=types,
                           enable_categorical=True)
    booster = xgboost.train({"max_depth": 3, "eta": 0.5, "min_child_weight": 0, **parameters}, data, 3)
    booster.save_model(folder / f"{name}.json")
    if binary:
        booster.save_model(folder / f"{name}.ubj")
    scores = booster.predict(data, output_margin=True).reshape(24, -1)
    for output in range(scores.shape[1]):
        lines.append(",".join([name, str(output)] + [f"{score:.9g}" for score in scores[:, output]]))


for objective, target in targets.items():
    parameters = {"objective": objective}
    if objective.startswith("multi"):
        parameters["num_class"] = 3
    if objective == "reg:quantileerror":
        parameters["quantile_alpha"] = 0.7
    write(objective.replace(":", "-"), parameters, target, binary=objective == "multi:softprob")
write("levels", {"max_cat_to_onehot": 1}, mean, ["q", "q", "c"], binary=True)
write("forest", {"objective": "multi:softprob", "num_class": 3, "num_parallel_tree": 2, "subsample": 0.7},
      targets["multi:softprob"])
(folder / "scores.csv").write_text("\n".join(lines) + "\n")
