"""Writes this folder's models of particular forms, and prints what XGBoost predicts with them: python make_files.py.

The files are those of the version that runs it: version-1.0-logitraw with 1.0.2, stopped-forest and old-binary with 1.7.6
(raw-binary with 1.0.2), all others with 3.2.0. The printed predictions stand in Tests/AutoMLTests/Scripts/model_files.slt.
"""

import gzip
import pathlib
import shutil

import numpy
import xgboost

folder = pathlib.Path(__file__).parent
rows = numpy.arange(24)
features = numpy.stack([rows * 7 % 24, rows * 5 % 11 / 8, rows * 3 % 4], axis=1).astype("float32")
features[::5, 1] = numpy.nan
mean = (rows * 7 % 24) / 8 + (rows * 3 % 4 == 1)
noise = rows * 11 % 7 > 3
classes = (rows * 7 % 24) // 8
version = xgboost.__version__


def train(target, count, parameters, stops=True):
    data = xgboost.DMatrix(features[:16], target[:16])
    held_out = xgboost.DMatrix(features[16:], target[16:])
    return xgboost.train({"max_depth": 2, "eta": 0.9, "min_child_weight": 0, "reg_lambda": 0.1, **parameters}, data, count,
                         evals=[(held_out, "held_out")], early_stopping_rounds=2 if stops else None, verbose_eval=False)


def show(name, booster, **arguments):
    if not arguments and booster.attr("best_iteration"):
        arguments["iteration_range"] = (0, int(booster.attr("best_iteration")) + 1)
    values = booster.predict(xgboost.DMatrix(features), **arguments).reshape(24, -1)
    print(name, booster.attributes(), arguments, numpy.array2string(values[:4], precision=9))


if version == "1.0.2":
    booster = train(noise, 2, {"objective": "binary:logitraw", "base_score": 0.3}, stops=False)
    booster.save_model(folder / "version-1.0-logitraw.json")
    booster.save_model(folder / "raw-binary.model")
    show("version-1.0-logitraw", booster)
elif version == "1.7.6":
    booster = train(classes, 20, {"objective": "multi:softprob", "num_class": 3, "num_parallel_tree": 2, "subsample": 0.7,
                               "max_depth": 1})
    booster.save_model(folder / "stopped-forest.json")
    show("stopped-forest", booster)
    booster = train(mean, 1, {}, stops=False)
    booster.save_model(folder / "old-binary.model")
else:
    import pandas

    booster = train((mean > 1.5) ^ noise, 20, {"objective": "binary:logistic", "eta": 0.3})
    booster.save_model(folder / "stopped.json")
    booster.save_model(folder / "stopped.ubj")
    with open(folder / "stopped.json", "rb") as plain, gzip.GzipFile(folder / "stopped.json.gz", "wb", mtime=0) as packed:
        shutil.copyfileobj(plain, packed)
    show("stopped", booster)
    show("stopped, all rounds", booster, iteration_range=(0, booster.num_boosted_rounds()))
    show("stopped, 1 round", booster, iteration_range=(0, 1))
    booster.dump_model(folder / "dump.txt")
    booster.dump_model(folder / "dump-json.txt", dump_format="json")
    booster = train(mean + noise, 20, {"booster": "dart", "rate_drop": 0.4, "seed": 3})
    booster.save_model(folder / "stopped-dart.json")
    show("stopped-dart", booster)
    for name, colours in {"categories.json": ["red", "blue", "green", "x"], "doubtful.ubj": ["rot", "blau", "grün", "x"]}.items():
        frame = pandas.DataFrame({
            "a": rows * 7 % 24,
            "colour": pandas.Categorical(numpy.array(colours)[rows * 3 % 4], categories=colours),
            "size": pandas.Categorical(numpy.array([35, 10, 20])[rows % 3], categories=[35, 10, 20]),
        })
        data = xgboost.DMatrix(frame, mean + rows % 3, enable_categorical=True)
        booster = xgboost.train({"max_depth": 3, "eta": 0.5, "min_child_weight": 0, "max_cat_to_onehot": 1}, data, 2)
        booster.save_model(folder / name)
        print(name, booster.predict(data)[:8])
