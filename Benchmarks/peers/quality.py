"""Test quality of automl beside XGBoost and LightGBM at equal settings, over several seeds.

    .build/peers-venv/bin/python Benchmarks/peers/quality.py

Each seed draws other rows: generated anew, or for the data sets of datasets/ each quarter of them to test on. What the
peers reached is kept beside the data, so that a run after a change of automl only trains automl. The table goes to
Benchmarks/RESULTS.md: the mean over the seeds of what was minimised (log loss, or RMSE for regression), and of the AUC
for two classes; the gap is that of the means to the better of the two peers, below 0 where automl is better, with the
standard error of the seeds' own gaps.
"""

import argparse
import dataclasses
import functools
import json
import pathlib
import statistics
import sys

import data
import duckdb
import numpy as np
import peers
import report
from cases import BY_NAME, Case
from runner import Runner

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TOOLS = ["xgboost", "lightgbm"]
VERSION = f"{data.VERSION}.1"  # Counted up with every change of what is drawn.

# The cases of the comparison at a size that five seeds can be trained at; --full takes them as they are.
SMALL = {"binary_1m": 100_000, "flights_1m": 100_000}
GENERATED = ["binary_1m", "binary_100k", "flights_1m", "classes_100k", "regression_100k", "binary_10k"]

# Of a data set of datasets/ each seed tests on every quarter in turn.
QUARTERS = 4

# name: target, task, columns to leave out, as the cards of datasets/ say.
REAL = {
    "abalone": ("rings", "regression", []),
    "bank_additional": ("y", "binary", ["duration"]),
    "bike_sharing_hour": ("cnt", "regression", ["instant", "dteday", "casual", "registered"]),
    "breast_cancer_wdbc": ("diagnosis", "binary", []),
    "customer_activity": ("churn", "binary", ["phone", "record_date"]),
    "iris": ("species", "multiclass", []),
    "penguins": ("species", "multiclass", []),
    "telco_churn": ("churn", "binary", ["customer_id"]),
    "wine_quality": ("quality", "multiclass", []),
}


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = GENERATED + list(REAL)
    parser.add_argument("--case", action="append", choices=names, metavar="NAME",
                        help=f"a case to run, may be repeated (default: all): {', '.join(names)}")
    parser.add_argument("--seeds", type=int, default=5, help="seeds of each (default: 5)")
    parser.add_argument("--threads", type=int, default=2, help="threads of each tool (default: 2)")
    parser.add_argument("--full", action="store_true", help="the cases of a million rows at their size")
    parser.add_argument("--hyperparameter", action="append", default=[], metavar="KEY=VALUE",
                        help="a setting for automl alone, to try it; the table is then printed")
    parser.add_argument("--automl", type=pathlib.Path, default=ROOT / ".build/release/automl",
                        help="the binary (default: .build/release/automl, which make build makes)")
    parser.add_argument("--data", type=pathlib.Path, default=ROOT / ".build/peers/quality",
                        help="where data is kept (default: .build/peers/quality)")
    parser.add_argument("--output", type=pathlib.Path,
                        help="the file of tables (default: Benchmarks/RESULTS.md; - prints them)")
    arguments = parser.parse_args()
    if not arguments.automl.is_file():
        parser.error(f"{arguments.automl} is not there: make build makes it")
    if arguments.output is None:
        partial = arguments.case or arguments.hyperparameter
        arguments.output = pathlib.Path("-") if partial else HERE.parent / "RESULTS.md"
    return arguments


# Data

def generated(name, full):
    """A case of the comparison, and what makes its rows for a seed."""
    case = BY_NAME[name]
    if not full and name in SMALL:
        case = dataclasses.replace(case, rows=SMALL[name])
    total = case.rows + case.test_rows

    def rows(seed):
        seed = 1_000 * (seed + 1)
        if case.kind == "flights":
            columns, y = data.flights(total, seed=seed)
        else:
            make = {"binary": data.binary, "classes": data.classes, "regression": data.regression}
            columns, y = make[case.kind](total, case.columns, seed=seed)
        return columns, y, np.arange(total) >= case.rows

    return case, rows


def real(name):
    """A data set of datasets/ as a case."""
    target, task, left_out = REAL[name]
    path = next(path for path in (ROOT / "datasets" / name).iterdir() if ".csv" in path.suffixes)
    exclude = f"EXCLUDE ({', '.join([target, *left_out])})"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS FROM read_csv('{path}') WHERE {target} IS NOT NULL")
        frame = connection.sql(f"SELECT * {exclude} FROM t").df()
        y = connection.sql(f"SELECT {target} AS y FROM t").df()["y"]
    if task != "regression":
        y = y.astype("category").cat.codes
    y = y.to_numpy(np.float32)
    for column in frame.columns:
        if frame[column].dtype == object or str(frame[column].dtype) in ("string", "str"):
            frame[column] = frame[column].astype("category")
        else:
            frame[column] = frame[column].astype(np.float64)
    test = len(y) // QUARTERS
    # "flights" is the kind that has categories.
    case = Case(name, "trees", "flights", task, len(y) - test, test, frame.shape[1])

    def rows(seed):
        order = np.random.default_rng(seed // QUARTERS).permutation(len(y))
        if task != "regression":  # Each class in proportion.
            order = order[np.argsort(y[order], kind="stable")]
        is_test = np.zeros(len(y), bool)
        is_test[order[seed % QUARTERS::QUARTERS]] = True
        return frame, y, is_test

    return case, rows


def parts(columns, y, is_test):
    """Training and test columns and targets."""
    for taken in (~is_test, is_test):
        if isinstance(columns, dict):
            yield {name: values[taken] for name, values in columns.items()}, y[taken]
        else:
            yield columns[taken], y[taken]


def write_parquet(case, columns, y, is_test, folder):
    """train.parquet and test.parquet, as automl reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    for part, taken in (("train", ~is_test), ("test", is_test)):
        path = folder / f"{part}.parquet"
        if isinstance(columns, (dict, np.ndarray)):
            data.write_parquet(columns, y, taken, case.task, path)
            continue
        table = columns[taken].copy()
        table["y"] = y[taken]
        target = {"binary": "y = 1", "multiclass": "y::INTEGER", "regression": "y::DOUBLE"}[case.task]
        texts = "".join(f'"{name}"::VARCHAR AS "{name}", ' for name in columns.columns
                        if str(columns[name].dtype) == "category")
        copy(table, texts, target, path)


def copy(records, texts, target, path):
    """Writes `records`, which the engine finds by its name."""
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT * REPLACE ({texts}{target} AS y) FROM records) TO '{path}' (FORMAT parquet)")


# Measurements

def peer_qualities(case, rows, arguments, seed, kept):
    """What the peers reach, from `kept` where they have been there."""
    found = {}
    for tool in TOOLS:
        version = peers.versions()[peers.TOOLS["trees"][tool][0]]
        key = f"{case.name} {VERSION} {case.rows} {case.rounds} {seed} {tool} {version}"
        if key not in kept:
            (x, y), (test_x, test_y) = parts(*rows(seed))
            _, _, predict = peers.FITS[tool](x, y, case, arguments.threads, tool)
            kept[key] = peers.quality(case, test_y, predict(test_x))
        found[tool] = kept[key]
    return found


def our_quality(case, rows, arguments, seed, runner):
    folder = arguments.data / f"{case.name}_{VERSION}_{case.rows}_{seed}"
    columns, y, is_test = rows(seed)
    if not (folder / "test.parquet").exists():
        write_parquet(case, columns, y, is_test, folder)
    extra = [word for setting in arguments.hyperparameter for word in ("--hyperparameter", setting)]
    model, predictions = folder / "model.automl", folder / "predictions.parquet"
    runner.run("train", "--data", folder / "train.parquet", "--target", "y", "--auto", "off", "--json",
               "--threads", str(arguments.threads), "--output", model, *case.train_options(), *extra)
    runner.run("predict", "--model", model, "--data", folder / "test.parquet", "--output", predictions,
               *([] if case.task == "regression" else ["--probabilities"]))
    columns = duckdb.sql(f"FROM '{predictions}'").fetchnumpy()
    names = sorted(name for name in columns if name.startswith("p_"))
    if case.task == "regression":
        p = columns["prediction"]
    else:
        p = columns[names[-1]] if case.task == "binary" else np.stack([columns[n] for n in names], 1)
    return peers.quality(case, y[is_test], p)


def measure(name, arguments, runner, kept):
    """The case, and for each tool the metrics of each seed."""
    case, rows = real(name) if name in REAL else generated(name, arguments.full)
    rows = functools.lru_cache(maxsize=1)(rows)
    qualities = {tool: [] for tool in ["automl", *TOOLS]}
    for seed in range(arguments.seeds * (QUARTERS if name in REAL else 1)):
        found = peer_qualities(case, rows, arguments, seed, kept)
        (arguments.data / "peers.json").write_text(json.dumps(kept, indent=0))
        found["automl"] = our_quality(case, rows, arguments, seed, runner)
        for tool, quality in found.items():
            qualities[tool].append(quality)
    return case, qualities


# The table

def mean(qualities, metric):
    return statistics.mean(quality[metric] for quality in qualities)


def gap(qualities, metric):
    """Our gap to the better peer as a share, and the standard error of the seeds' gaps to that peer."""
    best = min(TOOLS, key=lambda tool: mean(qualities[tool], metric))
    gaps = [ours[metric] / theirs[metric] - 1 for ours, theirs in zip(qualities["automl"], qualities[best])]
    error = statistics.stdev(gaps) / len(gaps) ** 0.5 if len(gaps) > 1 else 0
    return mean(qualities["automl"], metric) / mean(qualities[best], metric) - 1, error


def row(case, qualities):
    metric = next(iter(qualities["automl"][0]))
    share, error = gap(qualities, metric)
    cells = [f"{case.name}: {case.rows:,} x {case.columns}", metric]
    cells += [f"{mean(qualities[tool], metric):.5f}" for tool in qualities]
    cells.append(f"{share:+.2%} ± {error:.2%}")
    cells += [f"{mean(qualities[tool], 'AUC'):.4f}" if "AUC" in qualities[tool][0] else "" for tool in qualities]
    return share, "| " + " | ".join(cells) + " |"


def section(rows, shares, arguments, conditions):
    size = ", a million rows" if arguments.full else ""
    lines = [f"## Quality beside XGBoost and LightGBM, {arguments.seeds} seeds{size}", "",
             "100 rounds (regression_100k: 500). " + BY_NAME["binary_1m"].settings
             + " LightGBM: 64 leaves, min_data_in_leaf 1. Gap: of automl to the better of the two, below 0 where automl"
             " is better.", "",
             "| case | metric | automl | XGBoost | LightGBM | gap | AUC: automl | XGBoost | LightGBM |",
             "|---|---|---:|---:|---:|---:|---:|---:|---:|", *rows, "",
             f"Mean of the gaps: {statistics.mean(shares):+.2%}. {conditions.text()}", ""]
    return "\n".join(lines)


def main():
    arguments = options()
    arguments.data.mkdir(parents=True, exist_ok=True)
    runner = Runner(arguments.automl.resolve(), timeout=900)
    store = arguments.data / "peers.json"
    kept = json.loads(store.read_text()) if store.exists() else {}
    versions = {"automl": runner.run("--version")[0].split()[-1]} | peers.versions()
    rows, shares = [], []
    with report.Conditions(versions) as conditions:
        for name in arguments.case or GENERATED + list(REAL):
            share, line = row(*measure(name, arguments, runner, kept))
            rows.append(line)
            shares.append(share)
            print(line, file=sys.stderr, flush=True)
    document = report.Document(arguments.output, order=report.sections(BY_NAME))
    document.put("quality_full" if arguments.full else "quality", section(rows, shares, arguments, conditions))


if __name__ == "__main__":
    main()
