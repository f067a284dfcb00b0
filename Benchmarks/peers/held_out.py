"""The data sets of datasets/, a quarter of each held out, and the error of predictions of it."""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def tables(names):
    """The name, the task and the rows of each set, of those named or of all; the target is the column y, text for classes."""
    import duckdb
    from quality import REAL
    for name, (target, task, left_out) in REAL.items():
        if names and name not in names:
            continue
        path = next(path for path in (ROOT / "datasets" / name).iterdir() if ".csv" in path.suffixes)
        exclude = f"EXCLUDE ({', '.join([target, *left_out])})"
        table = duckdb.sql(f"SELECT * {exclude}, {target} AS y FROM read_csv('{path}') WHERE {target} IS NOT NULL").df()
        if task != "regression":
            table["y"] = table["y"].astype(str)
        yield name, task, table


def split(table, seed, folder):
    """Which rows are held out; train.csv and test.csv in the folder have the two parts."""
    import numpy as np
    test = np.random.default_rng(seed).random(len(table)) < 0.25
    table[~test].to_csv(folder / "train.csv", index=False)
    table[test].to_csv(folder / "test.csv", index=False)
    return test


def error(found, wanted, task):
    """The share of wrong classes, or the RMSE."""
    import numpy as np
    if task == "regression":
        return float(np.sqrt(np.mean((found - wanted) ** 2)))
    return float(np.mean(found != wanted))
