"""One measurement of one peer, or one other piece of work, in a process of its own.

    python peers.py '{"work": "fit", "case": {...}, "folder": "...", "tool": "xgboost", "threads": 2}'

compare.py starts it, so that libraries and peak memory do not mix. The last line printed is a JSON object.
"""

import importlib
import importlib.metadata
import json
import pathlib
import sys
import time

from cases import Case

# The tools by family: name, distribution, module.
TOOLS = {
    "trees": {
        "xgboost": ("xgboost-cpu", "xgboost"),
        "lightgbm": ("lightgbm", "lightgbm"),
        "lightgbm_quantized": ("lightgbm", "lightgbm"),
        "catboost": ("catboost", "catboost"),
    },
    "linear": {
        "sklearn_lbfgs": ("scikit-learn", "sklearn"),
        "sklearn_newton": ("scikit-learn", "sklearn"),
        "intel_lbfgs": ("scikit-learn-intelex", "sklearnex"),
        "intel_newton": ("scikit-learn-intelex", "sklearnex"),
        "sklearn_ridge": ("scikit-learn", "sklearn"),
        "intel_ridge": ("scikit-learn-intelex", "sklearnex"),
    },
}


def tools(case):
    """The tools that can do a case."""
    if case.family == "trees":
        return list(TOOLS["trees"])
    if case.task == "regression":
        return ["sklearn_ridge", "intel_ridge"]
    if case.name == "onehot_wide":  # A Hessian of 12,000 x 12,000 is too much.
        return ["sklearn_lbfgs", "intel_lbfgs", "intel_newton"]
    if case.kind == "flights":
        return ["sklearn_lbfgs", "sklearn_newton", "intel_lbfgs", "intel_newton"]
    return ["sklearn_lbfgs", "sklearn_newton", "intel_lbfgs"]


def versions():
    """The version of every distribution that is installed, and Python's."""
    found = {"python": sys.version.split()[0]}
    names = {name for family in TOOLS.values() for name, _ in family.values()}
    for name in sorted(names | {"numpy", "duckdb"}):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            pass
    return found


def peak_bytes():
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise OSError("no VmHWM in /proc/self/status")


def seconds(work, *arguments, **keywords):
    start = time.perf_counter()
    result = work(*arguments, **keywords)
    return result, time.perf_counter() - start


# Data

def load(folder, part, case):
    import numpy as np
    y = np.load(folder / f"{part}_y.npy")
    if case.kind != "flights":
        return np.load(folder / f"{part}.npy"), y
    with np.load(folder / f"{part}.npz") as columns:
        return {name: columns[name] for name in columns}, y


def frame(columns):
    """Columns with the categories as pandas has them, for the boosters."""
    import pandas as pd
    from data import FLIGHT_LEVELS
    if not isinstance(columns, dict):
        return columns
    return pd.DataFrame({
        name: pd.Categorical.from_codes(values, range(FLIGHT_LEVELS[name]))
        if name in FLIGHT_LEVELS else values for name, values in columns.items()})


def sparse(columns):
    """Categories as columns of 0 and 1, numbers beside them: a sparse matrix, row by row."""
    import numpy as np
    import scipy.sparse
    from data import FLIGHT_LEVELS
    if not isinstance(columns, dict):
        return columns
    places, values, offset = [], [], 0
    for name, column in columns.items():
        count = FLIGHT_LEVELS.get(name)
        places.append(offset + (column if count else np.zeros(len(column), np.int32)))
        values.append(np.ones(len(column)) if count else column)
        offset += count or 1
    rows, width = len(column), len(places)
    return scipy.sparse.csr_matrix(
        (np.stack(values, 1).ravel(), np.stack(places, 1).ravel().astype(np.int32),
         np.arange(rows + 1, dtype=np.int32) * width), shape=(rows, offset))


# Boosted trees: each returns seconds of binning and of boosting, and a function of test columns.

def fit_xgboost(x, y, case, threads, tool):
    import xgboost
    x = frame(x)
    categories = case.kind == "flights"
    matrix, prepare = seconds(
        xgboost.QuantileDMatrix, x, y, max_bin=255, nthread=threads, enable_categorical=categories)
    settings = {
        "tree_method": "hist", "max_depth": 6, "eta": 0.1, "max_bin": 255, "lambda": 1,
        "min_child_weight": 1, "nthread": threads,
        "objective": {"binary": "binary:logistic", "multiclass": "multi:softprob",
                      "regression": "reg:squarederror"}[case.task]}
    if case.task == "multiclass":
        settings["num_class"] = int(y.max()) + 1
    booster, train = seconds(xgboost.train, settings, matrix, case.rounds)
    return prepare, train, lambda t: booster.predict(
        xgboost.DMatrix(frame(t), enable_categorical=categories))


def fit_lightgbm(x, y, case, threads, tool):
    import lightgbm
    x = frame(x)
    settings = {
        "max_depth": 6, "num_leaves": 64, "learning_rate": 0.1, "max_bin": 255, "lambda_l2": 1,
        "min_sum_hessian_in_leaf": 1, "min_data_in_leaf": 1, "num_threads": threads, "verbose": -1,
        "objective": case.task}
    if case.task == "multiclass":
        settings["num_class"] = int(y.max()) + 1
    if tool == "lightgbm_quantized":
        settings |= {"use_quantized_grad": True, "num_grad_quant_bins": 4,
                     "quant_train_renew_leaf": True}
    data = lightgbm.Dataset(x, y, params=settings)
    _, prepare = seconds(data.construct)
    booster, train = seconds(lightgbm.train, settings, data, case.rounds)
    return prepare, train, lambda t: booster.predict(frame(t))


def fit_catboost(x, y, case, threads, tool):
    import catboost
    from data import FLIGHT_LEVELS
    import pandas as pd
    categories = [name for name in x if name in FLIGHT_LEVELS] if isinstance(x, dict) else None
    shaped = pd.DataFrame if categories else (lambda columns: columns)
    x = shaped(x)

    def prepared():
        pool = catboost.Pool(x, y, cat_features=categories, thread_count=threads)
        if not categories:  # With categories the bins are made while training.
            pool.quantize(border_count=254)
        return pool

    pool, prepare = seconds(prepared)
    model = catboost.CatBoost({
        "iterations": case.rounds, "depth": 6, "learning_rate": 0.1, "border_count": 254,
        "l2_leaf_reg": 1, "bootstrap_type": "No", "random_strength": 0, "boosting_type": "Plain",
        "leaf_estimation_iterations": 1, "thread_count": threads, "verbose": False,
        "allow_writing_files": False, "random_seed": 0,
        "loss_function": {"binary": "Logloss", "multiclass": "MultiClass",
                          "regression": "RMSE"}[case.task]})
    _, train = seconds(model.fit, pool)
    kind = "RawFormulaVal" if case.task == "regression" else "Probability"

    def predict(t):
        p = model.predict(shaped(t), prediction_type=kind)
        return p[:, 1] if case.task == "binary" else p

    return prepare, train, predict


# Linear models: encoding is not measured, which favours the peers.

def fit_linear(x, y, case, threads, tool):
    package = "sklearnex" if tool.startswith("intel") else "sklearn"
    linear = importlib.import_module(f"{package}.linear_model")
    x = sparse(x)
    y = y.astype("float64")
    if case.task == "regression":
        settings = {} if package == "sklearnex" else {"solver": "cholesky"}
        model = linear.Ridge(alpha=1, **settings)
    else:
        newton = "newton-cg" if package == "sklearnex" else "newton-cholesky"
        model = linear.LogisticRegression(
            C=1, tol=case.tolerance, solver="lbfgs" if tool.endswith("lbfgs") else newton)
    model.set_params(max_iter=2).fit(x[:2_000], y[:2_000])  # What a first call costs is not the fit's.
    _, train = seconds(model.set_params(max_iter=5_000).fit, x, y)
    if case.task == "regression":
        return 0.0, train, lambda t: model.predict(sparse(t))
    return 0.0, train, lambda t: model.predict_proba(sparse(t))[:, 1]


FITS = {"xgboost": fit_xgboost, "lightgbm": fit_lightgbm, "lightgbm_quantized": fit_lightgbm,
        "catboost": fit_catboost}


# Quality

def quality(case, y, p):
    """Test metrics, the one that was minimised first."""
    import numpy as np
    y, p = np.asarray(y, np.float64), np.asarray(p, np.float64)
    if case.task == "regression":
        return {"RMSE": float(np.sqrt(np.mean((p - y) ** 2)))}
    if case.task == "multiclass":
        p = p / p.sum(1, keepdims=True)
        taken = np.clip(p[np.arange(len(y)), y.astype(int)], 1e-15, 1)
        return {"logloss": float(-np.log(taken).mean()),
                "accuracy": float((p.argmax(1) == y).mean())}
    p = np.clip(p, 1e-15, 1 - 1e-15)
    # The rank sum of Wilcoxon, ties at the middle of their ranks.
    values, places, counts = np.unique(p, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    positives = y.sum()
    area = (ranks[y == 1].sum() - positives * (positives + 1) / 2) / (positives * (len(y) - positives))
    return {"logloss": float(-np.mean(y * np.log(p) + (1 - y) * np.log1p(-p))), "AUC": float(area)}


# Work

def work_fit(spec):
    case, folder = Case(**spec["case"]), pathlib.Path(spec["folder"])
    x, y = load(folder, "train", case)
    fit = FITS.get(spec["tool"], fit_linear)
    prepare, train, predict = fit(x, y, case, spec["threads"], spec["tool"])
    result = {"prepare": prepare, "train": train, "ended": time.monotonic(), "peak": peak_bytes()}
    if spec["score"]:
        x, y = load(folder, "test", case)
        result["quality"] = quality(case, y, predict(x))
    return result


def work_score(spec):
    """The quality of what automl predicted: p_<label> columns, or `prediction`."""
    import duckdb
    import numpy as np
    case, folder = Case(**spec["case"]), pathlib.Path(spec["folder"])
    columns = duckdb.sql(f"FROM '{spec['predictions']}'").fetchnumpy()
    names = sorted(name for name in columns if name.startswith("p_"))
    if case.task == "regression":
        p = columns["prediction"]
    else:
        p = columns[names[-1]] if case.task == "binary" else np.stack([columns[n] for n in names], 1)
    return {"quality": quality(case, np.load(folder / "test_y.npy"), p)}


def work_data(spec):
    case = Case(**spec["case"])
    if case.kind == "blocks":
        import large
        large.write(case, spec["folder"])
    else:
        import data
        data.write(case, case.rows, case.test_rows, spec["folder"])
    return {}


def work_versions(spec):
    return versions()


if __name__ == "__main__":
    specification = json.loads(sys.argv[1])
    works = {"fit": work_fit, "score": work_score, "data": work_data, "versions": work_versions}
    print(json.dumps(works[specification["work"]](specification)))
