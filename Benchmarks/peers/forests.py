"""Random forests beside scikit-learn's: seconds of training, the error on rows held out, and what the trees' own rows say.

    .build/peers-venv/bin/pip install -r Benchmarks/peers/requirements.txt
    .build/peers-venv/bin/python Benchmarks/peers/forests.py

Speed: 100 trees, rows of numbers drawn at random; the tools take turns, each fit in a process of its own, as many threads
for each. automl's seconds are those of the whole process, which reads a CSV file and writes the model; scikit-learn's are
those of fit alone, on an array in memory.

Quality: the data sets of datasets/, of which a quarter is held out by each seed. scikit-learn's forests are its defaults,
with categories as numbers and missing values as they are; automl's are its defaults. The error is the share of wrong
classes, or the RMSE; the loss is the log loss. Out-of-bag is what automl said of the error before it saw the rows. The
tables are printed.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from held_out import error, split, tables

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

FIT = """
import sys, time, numpy
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
path, task, threads = sys.argv[1:]
rows = numpy.load(path)
make = RandomForestRegressor if task == "regression" else RandomForestClassifier
model = make(n_jobs=int(threads), random_state=0)
start = time.monotonic()
model.fit(rows[:, :-1], rows[:, -1])
print(time.monotonic() - start)
"""


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000, help="rows of speed (default: 50000)")
    parser.add_argument("--columns", type=int, default=20, help="columns of speed (default: 20)")
    parser.add_argument("--threads", type=int, default=2, help="threads of each tool (default: 2)")
    parser.add_argument("--runs", type=int, default=3, help="turns of each tool (default: 3)")
    parser.add_argument("--seeds", type=int, default=3, help="splits of each data set (default: 3)")
    parser.add_argument("--set", action="append", metavar="NAME", help="a data set, may be repeated")
    parser.add_argument("--only", choices=["speed", "quality"], help="one of the two")
    parser.add_argument("--hyperparameter", action="append", default=[], metavar="KEY=VALUE", help="of automl's forests")
    parser.add_argument("--automl", type=pathlib.Path, default=ROOT / ".build/release/automl")
    return parser.parse_args()


def run(*command):
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout


def train(arguments, file, output, *settings):
    command = [arguments.automl, "train", "--data", file, "--target", "y", "--auto", "off", "--model-type", "random_forest",
               "--threads", arguments.threads, "--output", output, "--json"]
    for setting in [*settings, *arguments.hyperparameter]:
        command += ["--hyperparameter", setting]
    return json.loads(run(*command))


def speed(arguments, folder):
    import numpy as np
    generator = np.random.default_rng(1)
    x = generator.normal(size=(arguments.rows, arguments.columns))
    for task in ["binary", "regression"]:
        score = x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) + generator.normal(size=len(x))
        rows = np.c_[x, score > 0 if task == "binary" else score]
        np.save(folder / "rows.npy", rows)
        names = ",".join([f"x{i}" for i in range(arguments.columns)] + ["y"])
        form = ["%.6g"] * arguments.columns + ["%d" if task == "binary" else "%.6g"]
        np.savetxt(folder / "rows.csv", rows, delimiter=",", header=names, comments="", fmt=form)
        seconds = {"automl": [], "scikit-learn": []}
        for _ in range(arguments.runs):
            start = time.monotonic()
            train(arguments, folder / "rows.csv", folder / "m.automl")
            seconds["automl"].append(time.monotonic() - start)
            seconds["scikit-learn"].append(float(run(sys.executable, "-c", FIT, folder / "rows.npy", task, arguments.threads)))
        print(task, ", ".join(f"{tool} {statistics.median(values):.2f} s" for tool, values in seconds.items()), flush=True)


def peer(frame, y, test, task, seed):
    import numpy as np
    from sklearn.compose import make_column_selector, make_column_transformer
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OrdinalEncoder
    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    columns = make_column_transformer(("passthrough", make_column_selector(dtype_include=np.number)),
                                      (codes, make_column_selector(dtype_exclude=np.number)))
    make = RandomForestRegressor if task == "regression" else RandomForestClassifier
    model = make_pipeline(columns, make(n_jobs=2, random_state=seed))
    model.fit(frame[~test], y[~test])
    if task == "regression":
        return model.predict(frame[test]), None, None
    return model.predict(frame[test]), model.predict_proba(frame[test]), list(model.classes_)


def loss(probabilities, labels, wanted):
    import numpy as np
    places = [labels.index(label) for label in wanted]
    return float(-np.mean(np.log(np.clip(probabilities[np.arange(len(wanted)), places], 1e-6, 1))))


def quality(arguments, folder):
    import duckdb
    for name, task, table in tables(arguments.set):
        if task != "regression":
            table["y"] = "c" + table["y"]
        rows = []
        for seed in range(arguments.seeds):
            test = split(table, seed, folder)
            model, output = folder / "m.automl", folder / "found.parquet"
            report = train(arguments, folder / "train.csv", model, f"seed={seed}")
            probabilities = [] if task == "regression" else ["--probabilities"]
            run(arguments.automl, "predict", "--model", model, "--data", folder / "test.csv", "--output", output, *probabilities)
            found = duckdb.sql(f"SELECT * EXCLUDE (y) FROM '{output}'").df()
            wanted = table["y"][test].to_numpy()
            shares = [column for column in found.columns if column.startswith("p_c")]
            predicted = found["prediction"].to_numpy()
            theirs, their_shares, classes = peer(table.drop(columns="y"), table["y"].to_numpy(), test, task, seed)
            row = [error(predicted, wanted, task), report["metric"]["validation"], error(theirs, wanted, task)]
            if task != "regression":
                row += [loss(found[shares].to_numpy(), [share[2:] for share in shares], wanted),
                        loss(their_shares, classes, wanted)]
            rows.append(row)
        mean = [statistics.mean(values) for values in zip(*rows)]
        losses = f", log loss {mean[3]:.4f} and {mean[4]:.4f}" if len(mean) > 3 else ""
        print(f"{name}: automl {mean[0]:.4f} (out-of-bag {mean[1]:.4f}), scikit-learn {mean[2]:.4f}{losses}", flush=True)


def main():
    arguments = options()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.only != "quality":
            speed(arguments, pathlib.Path(folder))
        if arguments.only != "speed":
            quality(arguments, pathlib.Path(folder))


if __name__ == "__main__":
    main()
