"""Writes this folder's models, the rows they are asked for and LightGBM's predictions: python make.py (LightGBM 4.7.0)."""

import pathlib

import lightgbm
import numpy
import pandas

folder = pathlib.Path(__file__).parent
rows = numpy.arange(96)
colours = ["red", "blue", "grün", "x y"]
frame = pandas.DataFrame({
    "a": (rows * 7 % 24) - 9.5,
    "b": rows * 5 % 11 / 8,
    "c": (rows * 3 % 4).astype(float),
    "code": rows * 11 % 7 * 5,
    "colour": pandas.Categorical(numpy.array(colours)[rows * 13 % 4], categories=colours),
})
frame.loc[::5, "b"] = numpy.nan
frame.loc[::6, "c"] = 0
mean = (rows * 7 % 24) / 8 + (rows * 3 % 4 == 1) + (rows * 11 % 7 > 4) * 1.5 + (rows * 13 % 4 == 2) * 0.7
noise = rows * 11 % 13 / 13
numbers = frame[["a", "b", "c"]]
# What is asked for has values that no training row has.
asked = frame.copy()
asked.iloc[1, 0], asked.iloc[2, 0], asked.iloc[3, 2], asked.iloc[4, 2], asked.loc[7, "code"] = numpy.nan, 1e300, numpy.nan, -1e-40, 3
common = {"num_leaves": 5, "min_data_in_leaf": 4, "min_data_per_group": 1, "cat_smooth": 1, "learning_rate": 0.4, "verbose": -1,
          "min_data_in_bin": 1, "num_threads": 1, "deterministic": True, "seed": 3}
predictions = []


def write(name, parameters, features=numbers, target=mean + noise, count=3, predicts=True, **data):
    booster = lightgbm.train({**common, **parameters}, lightgbm.Dataset(features, target, free_raw_data=False, **data), count)
    booster.save_model(folder / f"{name}.txt")
    if predicts:
        values = booster.predict(asked[features.columns]).reshape(len(rows), -1)
        for row, outputs in enumerate(values):
            predictions.append([name, row, *outputs])


classes = (mean + noise > 2.2).astype(int)
three = numpy.digitize(mean + noise, [1.5, 3])
write("regression", {"objective": "regression"})
write("quantile", {"objective": "quantile", "alpha": 0.7})
write("rf", {"objective": "regression", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.7, "feature_fraction": 0.9})
write("binary-rf", {"objective": "binary", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.7}, target=classes)
write("dart", {"objective": "regression", "boosting": "dart", "drop_rate": 0.5, "skip_drop": 0}, count=5)
write("poisson", {"objective": "poisson"})
write("tweedie", {"objective": "tweedie"})
write("gamma", {"objective": "gamma"}, target=mean + noise + 0.1)
write("binary", {"objective": "binary"}, target=classes)
write("sigmoid", {"objective": "binary", "sigmoid": 0.6}, target=classes)
write("cross-entropy", {"objective": "cross_entropy"}, target=noise)
write("multiclass", {"objective": "multiclass", "num_class": 3}, target=three)
write("multiclass-rf", {"objective": "multiclass", "num_class": 3, "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.7},
      target=three)
write("lambdarank", {"objective": "lambdarank"}, target=three, group=[24] * 4)
write("no-missing", {"objective": "regression", "use_missing": False})
write("own", {"objective": lambda scores, data: (scores - data.get_label(), numpy.ones(len(rows)))})
write("stump", {"objective": "regression", "min_data_in_leaf": 90})
write("codes", {"objective": "regression", "max_cat_to_onehot": 1}, frame[["a", "b", "c", "code"]], categorical_feature=["code"])
write("frame", {"objective": "binary", "max_cat_to_onehot": 1}, frame[["a", "b", "c", "colour"]], target=classes)
# Models that are refused.
write("zeros", {"objective": "regression", "zero_as_missing": True}, predicts=False)
write("linear-tree", {"objective": "regression", "linear_tree": True}, predicts=False)
write("one-against-all", {"objective": "multiclassova", "num_class": 3}, target=three, predicts=False)
write("square-root", {"objective": "regression", "reg_sqrt": True}, predicts=False)

asked.to_csv(folder / "rows.csv", index_label="row", float_format="%.17g")
with open(folder / "predictions.csv", "w") as file:
    for name, row, *outputs in predictions:
        print(name, row, *(f"{value:.17g}" for value in outputs), sep=",", file=file)
print("LightGBM", lightgbm.__version__)
