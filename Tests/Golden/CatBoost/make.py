"""Writes this folder's models, the rows they are asked for and CatBoost's predictions: python make.py (CatBoost 1.2.10)."""

import json
import pathlib

import catboost
import numpy
import pandas
from catboost import CatBoostClassifier, CatBoostRegressor, Pool

folder = pathlib.Path(__file__).parent
rows = numpy.arange(96)
frame = pandas.DataFrame({
    "a": (rows * 7 % 24) / 7 - 1.5,
    "b": rows * 5 % 11 / 8,
    "c": (rows * 3 % 4).astype(float),
    "code": rows * 11 % 7 * 5,
    "colour": numpy.array(["red", "blue", "grün", "x y"])[rows * 13 % 4],
})
frame.loc[::5, "b"] = numpy.nan
mean = (rows * 7 % 24) / 8 + (rows * 3 % 4 == 1) + (rows * 11 % 7 > 4) * 1.5 + (rows * 13 % 4 == 2) * 0.7
noise = rows * 11 % 13 / 13
numbers = frame[["a", "b", "c"]]
# What is asked for has values that no training row has.
asked = frame.copy()
asked.iloc[1, 0], asked.iloc[2, 0], asked.loc[7, "code"] = 1e30, -1e30, 3
common = {"iterations": 4, "depth": 3, "learning_rate": 0.5, "verbose": 0, "allow_writing_files": False, "random_seed": 1,
          "thread_count": 1}
predictions = []


def write(name, kind, parameters, features=numbers, target=mean + noise, categories=None, predicts=True):
    pool = Pool(features, target, cat_features=categories)
    model = kind(**{**common, **parameters}).fit(pool)
    model.save_model(folder / f"{name}.json", format="json", pool=pool)
    if not predicts:
        return
    rows_asked = asked[features.columns]
    if kind is CatBoostClassifier:
        values = model.predict_proba(rows_asked)
        values = values if len(model.classes_) > 2 else values[:, 1:]
    else:
        values = model.predict(rows_asked).reshape(len(rows), 1)
    for row, outputs in enumerate(values):
        predictions.append([name, row, *outputs])


classes = (mean + noise > 2.2).astype(int)
three = numpy.array(["low", "middle", "hi"])[numpy.digitize(mean + noise, [1.5, 3])]
write("regression", CatBoostRegressor, {})
write("nan-max", CatBoostRegressor, {"nan_mode": "Max"})
write("nan-min", CatBoostRegressor, {"nan_mode": "Min"})
write("quantile", CatBoostRegressor, {"loss_function": "Quantile:alpha=0.7"})
write("poisson", CatBoostRegressor, {"loss_function": "Poisson"})
write("tweedie", CatBoostRegressor, {"loss_function": "Tweedie:variance_power=1.5"})
write("ordered", CatBoostRegressor, {"boosting_type": "Ordered"})
write("binary", CatBoostClassifier, {}, target=classes)
write("cross-entropy", CatBoostClassifier, {"loss_function": "CrossEntropy"}, target=noise)
write("multiclass", CatBoostClassifier, {"loss_function": "MultiClass"}, target=three)
write("depthwise", CatBoostRegressor, {"grow_policy": "Depthwise", "min_data_in_leaf": 3})
write("lossguide", CatBoostClassifier, {"grow_policy": "Lossguide", "loss_function": "MultiClass", "max_leaves": 5}, target=three)
write("categories", CatBoostRegressor, {"one_hot_max_size": 20}, frame, categories=["code", "colour"])
# Models that are refused.
write("statistics", CatBoostRegressor, {"one_hot_max_size": 2}, frame, categories=["code", "colour"], predicts=False)
write("one-against-all", CatBoostClassifier, {"loss_function": "MultiClassOneVsAll"}, target=three, predicts=False)
write("two-targets", CatBoostRegressor, {"loss_function": "MultiRMSE"}, target=numpy.stack([mean, noise], axis=1), predicts=False)

# What a model tells of its training's programs and folders, which no prediction needs, is left out.
for path in folder.glob("*.json"):
    model = json.loads(path.read_text())
    for key in ["catboost_version_info", "output_options", "train_finish_time", "model_guid"]:
        model["model_info"].pop(key, None)
    for key in ["flat_params", "metadata", "system_options", "logging_level", "metrics"]:
        model["model_info"]["params"].pop(key, None)
    path.write_text(json.dumps(model, separators=(",", ":")) + "\n")

asked.to_csv(folder / "rows.csv", index_label="row", float_format="%.17g")
with open(folder / "predictions.csv", "w") as file:
    for name, row, *outputs in predictions:
        print(name, row, *(f"{value:.17g}" for value in outputs), sep=",", file=file)
print("CatBoost", catboost.__version__)
