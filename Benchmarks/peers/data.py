"""The data of the comparison: seeded, made once, and kept as the files that each side reads quickest.

automl reads train.parquet. The others read NumPy arrays, which cost them no parsing: x.npy and y.npy, or
columns.npz where some columns are categories. All of them are scored on the same test rows.
"""

import json
import pathlib

import duckdb
import numpy as np

VERSION = 1  # Counted up with every change of what is generated, so that old files are made again.
LINEAR_VERSION = 2  # The same of linear cases.

# Levels of the columns of flight records that are categories.
FLIGHT_LEVELS = {"month": 12, "day": 31, "weekday": 7, "carrier": 20, "origin": 300,
                 "destination": 300, "aircraft": 4_500, "flight": 7_000}


def surface(x, seed):
    """A fixed function of up to 28 columns with mean 0 and deviation 1: lines, products and steps."""
    rng = np.random.default_rng(seed)
    width = min(x.shape[1], 28)
    u = np.tanh(x[:, :width] - np.median(x[:4096, :width], axis=0)).astype(np.float32)
    value = u @ rng.normal(0, 0.5, width).astype(np.float32)
    for _ in range(20):
        a, b = rng.choice(width, 2, replace=False)
        value += np.float32(rng.normal()) * u[:, a] * u[:, b]
    for _ in range(12):
        a, b = rng.choice(width, 2, replace=False)
        low, high = rng.normal(0, 0.4, 2)
        value += np.float32(rng.normal()) * ((u[:, a] > low) & (u[:, b] < high))
    return (value - value[:4096].mean()) / value[:4096].std()


def numbers(rows, width, seed):
    """Single precision: a third of the columns normal, a third log-normal, a sixth with five values."""
    x = np.random.default_rng(seed).standard_normal((rows, width), dtype=np.float32)
    x[:, 1::3] = np.exp(0.6 * x[:, 1::3])
    x[:, 5::6] = np.clip(np.round(x[:, 5::6] * 1.4 + 2), 0, 4)
    return x


def binary(rows, width, seed=11):
    x = numbers(rows, width, seed)
    chance = 1 / (1 + np.exp(-1.8 * surface(x, 5)))
    return x, (np.random.default_rng(seed + 1).random(rows) < chance).astype(np.float32)


def regression(rows, width, seed=21):
    x = numbers(rows, width, seed)
    noise = np.random.default_rng(seed + 1).standard_normal(rows, dtype=np.float32)
    return x, (surface(x, 6) + 0.5 * noise).astype(np.float32)


def classes(rows, width=54, count=7, seed=31):
    """Ten numbers and two categories of 4 and 40 levels as columns of 0 and 1, as in forest cover data."""
    rng = np.random.default_rng(seed)
    num = rng.standard_normal((rows, 10), dtype=np.float32)
    area = rng.integers(0, 4, rows)
    soil = np.minimum(rng.geometric(0.08, rows) - 1, width - 15)
    x = np.zeros((rows, width), np.float32)
    x[:, :10] = np.round(num * 200)
    x[np.arange(rows), 10 + area] = 1
    x[np.arange(rows), 14 + soil] = 1
    fixed = np.random.default_rng(7)
    score = np.stack([2.4 * surface(num, 40 + k) for k in range(count)], 1)
    score += fixed.normal(0, 1, (4, count))[area] + fixed.normal(0, 1.2, (40, count))[soil]
    score += np.array([2, 2.5, 0.5, -1.5, -0.5, 0.3, 0.2])[:count]
    return x, (score + rng.gumbel(0, 1, score.shape)).argmax(1).astype(np.float32)


def flights(rows, seed=41):
    """Eight categories, two of them with thousands of levels, and four numbers; late or not."""
    rng, fixed = np.random.default_rng(seed), np.random.default_rng(8)
    columns, score = {}, np.full(rows, -1.0)
    for name, count in FLIGHT_LEVELS.items():
        share = np.ones(count) if count < 40 else (1.0 + np.arange(count)) ** -0.8
        codes = rng.choice(count, rows, p=share / share.sum())
        columns[name] = codes.astype(np.int32)
        score += fixed.normal(0, 0.35, count)[codes]
    departure = np.clip(rng.normal(1350, 450, rows), 0, 2359)
    distance = rng.gamma(2, 380, rows)
    age = rng.exponential(8, rows)
    score += 0.9 * (departure - 1350) / 450 + 0.3 * np.sin(distance / 300) + 0.02 * (age - 8)
    score += fixed.normal(0, 0.5, (20, 12))[columns["carrier"], columns["month"]]
    columns |= {"departure": departure, "distance": distance, "age": age,
                "duration": distance / 7.5 + 35 + rng.normal(0, 8, rows)}
    columns = {k: v if k in FLIGHT_LEVELS else v.astype(np.float32) for k, v in columns.items()}
    return columns, (rng.random(rows) < 1 / (1 + np.exp(-score))).astype(np.float32)


def correlated(rows, width):
    """`binary` with its columns mixed so that their condition is 1,000."""
    x, y = binary(rows, width)
    basis = np.linalg.qr(np.random.default_rng(9).standard_normal((width, width)))[0]
    return x.astype(np.float64) @ (basis * np.logspace(0, -3, width)) @ basis.T, y


def standardised(x, rows):
    """Columns of mean 0 and deviation 1 over the training rows, so that penalties mean the same to all tools."""
    x = x.astype(np.float64)
    x -= x[:rows].mean(0)
    x /= x[:rows].std(0)
    return x


def make(case, rows, test_rows):
    """Columns (an array, or arrays by name) and target of all rows, the test rows last."""
    total, width = rows + test_rows, case.columns
    if case.kind == "flights":
        columns, y = flights(total)
        if case.family == "linear":
            wide = case.name.endswith("wide")
            columns = {k: v if k in FLIGHT_LEVELS else standardised(v, rows) for k, v in columns.items()
                       if wide or FLIGHT_LEVELS.get(k, 0) < 1_000}
        return columns, y
    make_kind = {"binary": binary, "regression": regression, "classes": classes,
                 "correlated": correlated}[case.kind]
    x, y = make_kind(total, width)
    return (standardised(x, rows) if case.family == "linear" else x), y


def write(case, rows, test_rows, folder):
    """Writes the files of a case into `folder`, unless they are there already."""
    folder = pathlib.Path(folder)
    version = LINEAR_VERSION if case.family == "linear" else VERSION
    stamp = json.dumps([version, case.kind, case.family, rows, test_rows, case.columns])
    if (folder / "stamp").exists() and (folder / "stamp").read_text() == stamp:
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "stamp").unlink(missing_ok=True)
    columns, y = make(case, rows, test_rows)
    for part, taken in (("train", slice(0, rows)), ("test", slice(rows, None))):
        np.save(folder / f"{part}_y.npy", y[taken])
        if isinstance(columns, dict):
            np.savez(folder / f"{part}.npz", **{k: v[taken] for k, v in columns.items()})
        else:
            np.save(folder / f"{part}.npy", columns[taken])
        write_parquet(columns, y, taken, case.task, folder / f"{part}.parquet")
    (folder / "stamp").write_text(stamp)


def write_parquet(columns, y, taken, task, path):
    """The rows as a table: categories as text, the target last, of a type that tells the task."""
    if isinstance(columns, dict):
        records = {k: v[taken] for k, v in columns.items()}
    else:
        records = {f"c{j}": np.ascontiguousarray(columns[taken, j]) for j in range(columns.shape[1])}
    records["y"] = y[taken]
    texts = [f"'{k}' || {k} AS {k}" for k in records if k in FLIGHT_LEVELS]
    target = {"binary": "y = 1", "multiclass": "y::INTEGER", "regression": "y::DOUBLE"}[task]
    replaced = ", ".join([*texts, f"{target} AS y"])
    with duckdb.connect() as connection:
        connection.execute(  # The engine finds `records` by its name.
            f"COPY (SELECT * REPLACE ({replaced}) FROM records) TO '{path}' (FORMAT parquet)")
