"""Predicting with boosted trees, rows per second of one core, beside the libraries that can.

    python predict.py --automl ../../.build/release/automl [--quick]

automl, XGBoost and oneDAL score the same trees, which XGBoost trained and saved; LightGBM and CatBoost score
their own of the same number and depth, CatBoost symmetric ones. All have one thread and the same rows: single
precision in an array, for automl a table of FLOAT columns that SQL reads from a file. What counts is the processor's
time of a call, the least of several, by turns, so that other processes matter little.
"""

import argparse
import os
import pathlib
import resource
import statistics
import subprocess
import tempfile
import time
import warnings

for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR"):
    os.environ[f"{name}_NUM_THREADS"] = "1"

import numpy as np

COLUMNS = 28
TRAINING_ROWS = 20_000
# Classes, rounds, depth.
CASES = [(2, 100, 6), (2, 100, 8), (2, 500, 6), (2, 500, 8), (7, 100, 6), (7, 100, 8)]


def main():
    warnings.filterwarnings("ignore")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--automl", type=pathlib.Path, required=True)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="few rows, and the first case alone")
    arguments = parser.parse_args()
    rows = 20_000 if arguments.quick else arguments.rows
    print("| classes, trees, depth | tool | M rows/s | automl / it | median / least time |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        data = make_data(rows)
        database = pathlib.Path(folder) / "rows.duckdb"
        np.savetxt(f"{folder}/rows.csv", data["rows"], delimiter=",", fmt="%.9g")
        names = ", ".join(f"x{k}: 'FLOAT'" for k in range(COLUMNS))
        run(arguments.automl, database, [
            f"CREATE TABLE rows AS FROM read_csv('{folder}/rows.csv', header = false, columns = {{{names}}})"])
        for case in CASES[:1] if arguments.quick else CASES:
            measure(case, data, database, pathlib.Path(folder), arguments)


def make_data(rows):
    random = np.random.default_rng(0)
    x = random.random((TRAINING_ROWS + rows, COLUMNS), dtype=np.float32)
    signal = x[:, 0] + x[:, 1] * x[:, 2] + np.sin(6 * x[:, 3]) + x[:, 4] ** 2 - x[:, 5] + random.random(len(x)) / 2
    ranks = signal.argsort().argsort() / len(x)
    training = x[:TRAINING_ROWS]
    return {"training": training, "ranks": ranks[:TRAINING_ROWS], "rows": np.ascontiguousarray(x[TRAINING_ROWS:])}


def measure(case, data, database, folder, arguments):
    """Prints a line for each tool."""
    classes, rounds, depth = case
    labels = (data["ranks"] * classes).astype(int)
    scorers, model = peers(case, data, labels, folder)
    calls = {"automl": automl(arguments.automl, database, model, case)} | scorers
    times = {tool: [] for tool in calls}
    for repeat in range(arguments.repeats):
        for tool, call in calls.items():
            times[tool].append(call())
    least = {tool: min(values) for tool, values in times.items()}
    title = f"{classes}, {rounds * (classes if classes > 2 else 1)}, {depth}"
    for tool in calls:
        rate = len(data["rows"]) / least[tool] / 1e6
        spread = statistics.median(times[tool]) / least[tool]
        print(f"| {title} | {tool} | {rate:.2f} | {least[tool] / least['automl']:.2f} | {spread:.2f} |", flush=True)


def peers(case, data, labels, folder):
    """For each library what scores all rows and gives the seconds, and the file that XGBoost saved."""
    import xgboost
    classes, rounds, depth = case
    rows = data["rows"]
    objective = {"objective": "multi:softprob", "num_class": classes} if classes > 2 else {
        "objective": "binary:logistic"}
    settings = objective | {"base_score": 0.5, "max_depth": depth, "eta": 0.1, "tree_method": "hist", "nthread": 1}
    booster = xgboost.train(settings, xgboost.DMatrix(data["training"], labels), rounds)
    file = folder / f"{classes}_{rounds}_{depth}.json"
    booster.save_model(file)
    scorers = {"xgboost": lambda: clocked(lambda: booster.inplace_predict(rows))}
    try:
        fitted = onedal_model(booster)
        scorers["onedal"] = lambda: clocked(lambda: fitted.predict(rows))
    except ImportError:
        pass
    try:
        import lightgbm
        wanted = {"objective": "multiclass", "num_class": classes} if classes > 2 else {"objective": "binary"}
        wanted |= {"max_depth": depth, "num_leaves": 2 ** depth, "learning_rate": 0.1, "num_threads": 1,
                   "verbose": -1}
        light = lightgbm.train(wanted, lightgbm.Dataset(data["training"], labels), rounds)
        scorers["lightgbm"] = lambda: clocked(lambda: light.predict(rows, num_threads=1))
    except ImportError:
        pass
    try:
        import catboost
        cat = catboost.CatBoostClassifier(
            iterations=rounds, depth=depth, learning_rate=0.1, verbose=False, thread_count=1,
            loss_function="MultiClass" if classes > 2 else "Logloss", allow_writing_files=False)
        cat.fit(data["training"], labels)
        scorers["catboost"] = lambda: clocked(
            lambda: cat.predict(rows, prediction_type="RawFormulaVal", thread_count=1))
    except ImportError:
        pass
    return scorers, file


def onedal_model(booster):
    """XGBoost's trees for oneDAL, which reads one base score where XGBoost now writes one for each class."""
    import daal4py
    import daal4py.mb
    read = daal4py.mb.model_builders.d4p.get_xgboost_params

    def params(booster):
        result = read(booster)
        result["learner"]["learner_model_param"]["base_score"] = "0.5"
        return result

    daal4py.mb.model_builders.d4p.get_xgboost_params = params
    daal4py.daalinit(1)
    try:
        return daal4py.mb.convert_model(booster)
    finally:
        daal4py.mb.model_builders.d4p.get_xgboost_params = read


def clocked(call):
    start = time.process_time()
    call()
    return time.process_time() - start


def automl(program, database, model, case):
    """What scores all rows in SQL and gives the seconds: those of a process with four calls less one with one."""
    name = "f_" + "_".join(map(str, case))
    types = ", ".join(["FLOAT"] * COLUMNS)
    result = "BIGINT" if case[0] > 2 else "DOUBLE"
    run(program, database, [f"CREATE MODEL m{name} FROM '{model}' FUNCTION {name} ({types}) RETURNS {result}"])
    columns = ", ".join(f"x{k}" for k in range(COLUMNS))
    query = f"SELECT count({name}({columns})) FROM rows"
    threads = "SET threads = 1"
    return lambda: (run(program, database, [threads] + [query] * 4) - run(program, database, [threads, query])) / 3


def run(program, database, statements):
    """Seconds of the processor of a process that runs some statements."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [program, "sql", "--database", database]
    for statement in statements:
        command += ["-c", statement]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{statements}: {done.stderr.strip()[-400:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
