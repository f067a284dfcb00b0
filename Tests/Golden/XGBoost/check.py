"""Loads the models that XGBoostExchangeTests left in a folder, and compares predictions: python check.py FOLDER."""

import pathlib
import sys

import numpy
import xgboost

for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    booster = xgboost.Booster(model_file=path)
    rows = numpy.loadtxt(path.with_suffix(".csv"), delimiter=",")
    count = booster.num_features()
    data = xgboost.DMatrix(rows[:, :count], feature_types=booster.feature_types, enable_categorical=True)
    scores = booster.predict(data, output_margin=True).reshape(len(rows), -1)
    difference = numpy.abs(scores - rows[:, count:]).max()
    print(f"{path.stem} {difference:.2g}")
    assert difference < 4e-6
