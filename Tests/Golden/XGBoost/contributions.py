"""Writes contributions.csv: python contributions.py, with xgboost 3.2.0 and numpy.

For models of this folder, and the features of make.py, what `predict(pred_contribs=True)` gives: a line for
each output and feature, the base value last, with a number for each row.
"""

import pathlib

import numpy
import xgboost

folder = pathlib.Path(__file__).parent
rows = numpy.arange(24)
features = numpy.stack([rows * 7 % 24, rows * 5 % 11 / 8, rows * 3 % 4], axis=1).astype("float32")
features[::5, 1] = numpy.nan
lines = []
for name in ["reg-squarederror", "binary-logistic", "count-poisson", "multi-softprob", "levels", "forest"]:
    types = ["q", "q", "c"] if name == "levels" else None
    data = xgboost.DMatrix(features, feature_names=["a", "b", "c"], feature_types=types, enable_categorical=True)
    booster = xgboost.Booster(model_file=folder / f"{name}.json")
    values = booster.predict(data, pred_contribs=True).reshape(24, -1, 4)
    for output in range(values.shape[1]):
        for feature in range(4):
            numbers = [f"{number:.9g}" for number in values[:, output, feature]]
            lines.append(",".join([name, str(output), str(feature)] + numbers))
(folder / "contributions.csv").write_text("\n".join(lines) + "\n")
