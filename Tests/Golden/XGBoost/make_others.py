"""Writes this folder's linear models and those of splits on codes, and the predictions in others.csv: python make_others.py

Those with 1.7 in their names are of XGBoost 1.7.6, and the others of 3.2.0; lines of other versions stay in others.csv.
"""

import pathlib

import numpy
import xgboost

folder = pathlib.Path(__file__).parent
rows = numpy.arange(24)
features = numpy.stack([rows * 7 % 24, rows * 5 % 11 / 8, rows * 3 % 4], axis=1).astype("float32")
features[::5, 1] = numpy.nan
mean = (rows * 7 % 24) / 8 + (rows * 3 % 4 == 1)
classes = (rows * 7 % 24) // 8
version = xgboost.__version__
lines = []


def write(name, target, parameters, **data):
    matrix = xgboost.DMatrix(features, target, **data)
    booster = xgboost.train({"eta": 0.5, "max_depth": 3, "min_child_weight": 0, **parameters}, matrix, 3)
    booster.save_model(folder / f"{name}.json")
    for row, outputs in enumerate(booster.predict(matrix).reshape(24, -1)):
        lines.append(",".join([name, str(row), *(f"{value:.9g}" for value in outputs)]))


linear = {"booster": "gblinear"}
codes = {"tree_method": "hist", "max_cat_to_onehot": 1}
types = {"feature_types": ["q", "q", "c"], "enable_categorical": True}
if version == "1.7.6":
    write("linear-1.7", mean, linear)
    write("codes-1.7", mean, codes, **types)
else:
    write("linear", mean, linear)
    write("linear-classes", mean > 1.5, {**linear, "objective": "binary:logistic"})
    write("linear-three", classes, {**linear, "objective": "multi:softprob", "num_class": 3})
    write("codes", mean, codes, **types)
    xgboost.train({"multi_strategy": "multi_output_tree", "max_depth": 2}, xgboost.DMatrix(features, numpy.stack([mean, classes], axis=1)),
                  1).save_model(folder / "two-targets.json")

path = folder / "others.csv"
names = {line.split(",")[0] for line in lines}
kept = [line for line in (path.read_text().splitlines() if path.exists() else []) if line.split(",")[0] not in names]
path.write_text("\n".join(sorted(kept + lines, key=lambda line: line.split(",")[0])) + "\n")
print(version)
