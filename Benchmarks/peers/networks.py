"""Multilayer perceptrons beside scikit-learn's: seconds of an epoch, and the error on rows held out.

    .build/peers-venv/bin/pip install -r Benchmarks/peers/requirements.txt
    .build/peers-venv/bin/python Benchmarks/peers/networks.py

Speed: three layers of 256, batches of 256, rows of numbers drawn at random; the tools take turns, each fit in a process
of its own. An epoch is the difference of a long and a short training over the difference of their epochs, so that
reading, encoding and imports do not count. Seconds are by the clock on the wall, with as many threads for each tool, and
of all processors together. scikit-learn gets arrays in double precision, as it gets them from tables, and in single.

Quality: the data sets of datasets/, of which a quarter is held out by each seed. scikit-learn's networks have the same
layers, standardised numbers with missing ones at the mean, one-hot categories, and early_stopping; automl's are its
defaults. The error is the share of wrong classes, or the RMSE. The tables are printed.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

from held_out import error, split, tables

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EPOCHS = (2, 8)

FIT = """
import sys, time, numpy, warnings
from sklearn.neural_network import MLPClassifier, MLPRegressor
warnings.simplefilter("ignore")
path, task, epochs, kind = sys.argv[1:]
rows = numpy.load(path).astype(kind)
make = MLPRegressor if task == "regression" else MLPClassifier
model = make(hidden_layer_sizes=(256, 256, 256), batch_size=256, max_iter=int(epochs), tol=0, n_iter_no_change=10**9)
model.fit(rows[:, :-1], rows[:, -1])
"""


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000, help="rows of speed (default: 20000)")
    parser.add_argument("--columns", type=int, default=20, help="columns of speed (default: 20)")
    parser.add_argument("--threads", type=int, default=2, help="threads of each tool (default: 2)")
    parser.add_argument("--runs", type=int, default=3, help="turns of each tool (default: 3)")
    parser.add_argument("--seeds", type=int, default=3, help="splits of each data set (default: 3)")
    parser.add_argument("--set", action="append", metavar="NAME", help="a data set, may be repeated")
    parser.add_argument("--only", choices=["speed", "quality"], help="one of the two")
    parser.add_argument("--automl", type=pathlib.Path, default=ROOT / ".build/release/automl")
    return parser.parse_args()


def timed(command, threads):
    """Seconds by the clock, and of all processors."""
    import time
    names = ["OMP", "OPENBLAS", "MKL"]
    environment = os.environ | {f"{name}_NUM_THREADS": str(threads) for name in names}
    start = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(" ".join(map(str, command)))
    return time.monotonic() - start, usage.ru_utime


def ours(automl, file, threads, output, *settings):
    command = [automl, "train", "--data", file, "--target", "y", "--auto", "off", "--model-type", "mlp",
               "--threads", str(threads), "--output", output]
    for setting in settings:
        command += ["--hyperparameter", setting]
    return command


def speed(arguments, folder):
    import numpy as np
    generator = np.random.default_rng(1)
    x = generator.normal(size=(arguments.rows, arguments.columns))
    for task in ["binary", "regression"]:
        score = x @ generator.normal(size=arguments.columns)
        y = (score > 0).astype(float) if task == "binary" else score + generator.normal(size=len(x))
        rows = np.c_[x, y]
        np.save(folder / "rows.npy", rows)
        names = ",".join([f"x{i}" for i in range(arguments.columns)] + ["y"])
        form = ["%.6g"] * arguments.columns + ["%d" if task == "binary" else "%.6g"]
        np.savetxt(folder / "rows.csv", rows, delimiter=",", header=names, comments="", fmt=form)

        def command(tool, epochs):
            if tool == "automl":
                return ours(arguments.automl, folder / "rows.csv", arguments.threads, folder / "m.automl",
                            f"epochs={epochs}", "early_stopping=false")
            return [sys.executable, "-c", FIT, folder / "rows.npy", task, str(epochs), tool]

        tools = ["automl", "float64", "float32"]
        epochs = {tool: [] for tool in tools}
        for _ in range(arguments.runs):
            for tool in tools:
                short, long = (timed(command(tool, count), arguments.threads) for count in EPOCHS)
                epochs[tool].append([(b - a) / (EPOCHS[1] - EPOCHS[0]) for a, b in zip(short, long)])
        for tool in tools:
            wall, cpu = (statistics.median(values) for values in zip(*epochs[tool]))
            print(f"{task} {tool}: {wall:.3f} s an epoch, {cpu:.3f} s of processors", flush=True)


def peer_error(frame, y, test, task, seed):
    import numpy as np
    from sklearn.compose import make_column_selector, make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
    columns = make_column_transformer(
        (make_pipeline(SimpleImputer(), StandardScaler()), make_column_selector(dtype_include=np.number)),
        (OneHotEncoder(handle_unknown="ignore"), make_column_selector(dtype_exclude=np.number)),
        sparse_threshold=0)
    make = MLPRegressor if task == "regression" else MLPClassifier
    model = make_pipeline(columns, make(hidden_layer_sizes=(256, 256, 256), batch_size=256, early_stopping=True,
                                        max_iter=256, random_state=seed))
    scale = (y.mean(), y.std()) if task == "regression" else (0, 1)
    target = (y - scale[0]) / scale[1] if task == "regression" else y
    model.fit(frame[~test], target[~test])
    return error(model.predict(frame[test]) * scale[1] + scale[0]
                 if task == "regression" else model.predict(frame[test]), y[test], task)


def quality(arguments, folder):
    import duckdb
    for name, task, table in tables(arguments.set):
        errors = []
        for seed in range(arguments.seeds):
            test = split(table, seed, folder)
            model, output = folder / "m.automl", folder / "found.parquet"
            timed(ours(arguments.automl, folder / "train.csv", arguments.threads, model, f"seed={seed}"),
                  arguments.threads)
            timed([arguments.automl, "predict", "--model", model, "--data", folder / "test.csv",
                   "--output", output], arguments.threads)
            found = duckdb.sql(f"SELECT * FROM '{output}'").df().iloc[:, -1]
            wanted = table["y"][test]
            found = found.to_numpy() if task == "regression" else found.astype(str).to_numpy()
            errors.append((error(found, wanted.to_numpy(), task),
                           peer_error(table.drop(columns="y"), table["y"].to_numpy(), test, task, seed)))
        mine, theirs = (statistics.mean(values) for values in zip(*errors))
        print(f"{name}: automl {mine:.4f}, scikit-learn {theirs:.4f}", flush=True)


def main():
    arguments = options()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.only != "quality":
            speed(arguments, pathlib.Path(folder))
        if arguments.only != "speed":
            quality(arguments, pathlib.Path(folder))


if __name__ == "__main__":
    main()
