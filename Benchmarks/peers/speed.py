"""The figures that automl has to reach by itself."""

import importlib.util
import json
import pathlib
import statistics
import subprocess
import sys
import time

from cases import BY_NAME

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TELCO = ROOT / "datasets/telco_churn/telco_churn.csv"

TREES = ("AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'binary:logistic' PREPROCESSORS 'none' "
         "HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '100', MAX_DEPTH '6', ETA '0.1')")


def figures(runner, arguments, say):
    """Rows `(what, values, unit, wanted)` of the table."""
    folder = arguments.data / ("speed_quick" if arguments.quick else "speed")
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for part in (extraction, create_model, prediction, start, small_data, memory):
        say(f"speed: {part.__name__}")
        rows += part(runner, folder, arguments)
    return rows


def numbers(runner, path, rows, columns):
    """A database with a table `numbers`: columns c0, c1 and so on of DOUBLE, and a BOOLEAN y."""
    for file in (path, path.with_name(path.name + ".wal")):
        file.unlink(missing_ok=True)
    values = ", ".join(f"(hash(range * {columns} + {j}) % 1048576)::DOUBLE / 64 AS c{j}"
                       for j in range(columns))
    runner.run("sql", "--database", path, "-c", f"""
        CREATE TABLE numbers AS
        SELECT *, (c0 + c1 > 16384) != (hash(c2) % 10 = 0) AS y
        FROM (SELECT {values} FROM range({rows}))""")
    return path


def sums(columns):
    """A query that reads all of `numbers`."""
    return "SELECT " + ", ".join(f"sum(c{j})" for j in range(columns)) + " FROM numbers"


def extraction(runner, folder, arguments):
    """`seconds.extract`, beside the engine's own sum over the same columns on as many threads."""
    rows = 50_000 if arguments.quick else 1_000_000
    database = numbers(runner, folder / "extraction.duckdb", rows, 20)
    columns = [f"c{j}" for j in range(20)]
    result = []
    for threads in arguments.threads:
        extract, summing = [], []
        for _ in range(arguments.repeats):
            # One round of depth 1 on one more column, which is the least that there is to train.
            printed, _, _ = runner.run(
                "train", "--database", database, "--query", f"SELECT {', '.join(columns)} FROM numbers",
                "--target", "c19", "--problem-type", "regression", "--auto", "off", "--model-type",
                "xgboost", "--hyperparameter", "num_round=1", "--hyperparameter", "max_depth=1",
                "--threads", str(threads), "--json")
            extract.append(json.loads(printed)["seconds"]["extract"])
            summing.append(clocked(runner, database, threads, sums(20)))
        size = f"{rows:,} x 20 DOUBLE, {plural(threads)}"
        times = statistics.median(extract) / statistics.median(summing)
        result += [(f"extraction of {size}", extract, "s", ""),
                   (f"the engine's sum of {size}", summing, "s", ""),
                   (f"extraction / sum, {plural(threads)}", [times], "", "at most 2")]
    return result


def clocked(runner, database, threads, query, before="SELECT 1"):
    """Seconds of `query` by the engine's clock, after `before` has run."""
    clock = ["-c", "SELECT epoch_us(get_current_timestamp()) AS clock"]
    printed, _, _ = runner.run(
        "sql", "--database", database, "--format", "csv", "-c", f"SET threads = {threads}", "-c", before,
        *clock, "-c", query, *clock)
    words = printed.split()
    start, end = (int(time) for name, time in zip(words, words[1:]) if name == "clock")
    return (end - start) / 1e6


def create_model(runner, folder, arguments):
    """CREATE MODEL with defaults on real data."""
    values, whole = [], []
    for _ in range(arguments.repeats):
        database = folder / "telco.duckdb"
        database.unlink(missing_ok=True)
        _, seconds, _ = runner.run(
            "sql", "--database", database, "-c", f"""
            CREATE TABLE telco AS SELECT * EXCLUDE (customer_id) FROM read_csv('{TELCO}')""",
            "-c", "CREATE MODEL churn FROM telco TARGET churn FUNCTION predict_churn")
        printed, _, _ = runner.run("show", "churn", "--database", database, "--json")
        values.append(json.loads(printed)["seconds"]["total"])
        whole.append(seconds)
    return [("CREATE MODEL on telco_churn (7,043 x 20), defaults", values, "s", "under 3"),
            ("the same with reading the CSV file, whole process", whole, "s", "")]


def prediction(runner, folder, arguments):
    """The function in SQL, on columns that are in memory."""
    rows = 50_000 if arguments.quick else 1_000_000
    database = numbers(runner, folder / "prediction.duckdb", rows, 28)
    runner.run("sql", "--database", database, "-c",
               f"CREATE MODEL m FROM (SELECT * FROM numbers LIMIT 100000) TARGET y FUNCTION f {TREES}")
    columns = ", ".join(f"c{j}" for j in range(28))
    result = []
    for threads in arguments.threads:
        values = []
        for _ in range(arguments.repeats):
            query = f"SELECT count(*) FILTER (f({columns})) FROM numbers"
            seconds = clocked(runner, database, threads, query, before=sums(28))  # Which reads the file.
            values.append(rows / seconds / threads / 1e6)
        result.append((f"function, 100 trees of depth 6, 28 DOUBLE columns, {plural(threads)}", values,
                       "million rows per second and core", "at least 2"))
    return result


def start(runner, folder, arguments):
    """What a process takes that does next to nothing, and one that opens a database with models."""
    count = max(5, 4 * arguments.repeats)
    database = numbers(runner, folder / "models.duckdb", 5_000, 20)
    runner.run("sql", "--database", database, *(text for index in range(20) for text in (
        "-c", f"CREATE MODEL m{index} FROM numbers TARGET y FUNCTION f{index} {TREES}")))
    empty = folder / "empty.duckdb"
    empty.unlink(missing_ok=True)
    runner.run("sql", "--database", empty, "-c", "CREATE TABLE t (i INTEGER)")
    timed = {name: [] for name in ("help", "models", "empty")}
    for _ in range(count):
        timed["help"].append(milliseconds(runner, "--help"))
        timed["models"].append(milliseconds(runner, "sql", "-d", database, "-c", "SELECT 1"))
        timed["empty"].append(milliseconds(runner, "sql", "-d", empty, "-c", "SELECT 1"))
    return [("automl --help", timed["help"], "ms", "under 50"),
            ("opening a database with 20 models of 100 trees, whole process", timed["models"], "ms",
             "under 200"),
            ("the same with a database without models", timed["empty"], "ms", "")]


def milliseconds(runner, *command):
    begin = time.perf_counter()
    runner.run(*command)
    return (time.perf_counter() - begin) * 1e3


def small_data(runner, folder, arguments):
    """Whole processes that train on 10,000 rows, beside LightGBM's and what importing that takes."""
    case = BY_NAME["binary_10k"]
    case = case.smaller() if arguments.quick else case
    data = runner.data(case, arguments.data)
    tools = ["automl"] + (["lightgbm"] if importlib.util.find_spec("lightgbm") else [])
    result = []
    for threads in arguments.threads:
        whole = {tool: [] for tool in tools}
        for _ in range(max(5, arguments.repeats)):
            for tool in tools:
                whole[tool].append(runner.fit(tool, case, data, threads)["whole"])
        size = f"{case.rows:,} x {case.columns}, {case.rounds} rounds, {plural(threads)}"
        result += [(f"whole process of {tool}: train on {size}", whole[tool], "s", "") for tool in tools]
        if "lightgbm" in tools:
            times = statistics.median(whole["automl"]) / statistics.median(whole["lightgbm"])
            result.append((f"automl / lightgbm, {plural(threads)}", [times], "", "at most 0.8"))
    if "lightgbm" in tools:
        importing = [importing_lightgbm() for _ in range(max(5, arguments.repeats))]
        result.append(("whole process of `python -c 'import lightgbm'`", importing, "s", ""))
    return result


def importing_lightgbm():
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import lightgbm"], check=True)
    return time.perf_counter() - begin


def memory(runner, folder, arguments):
    """Peak memory of training on 1M x 28 above what was extracted, and above a training on 1,000 rows."""
    case = BY_NAME["binary_1m"]
    case = case.smaller() if arguments.quick else case
    data = runner.data(case, arguments.data)
    table, cells = f"FROM '{data / 'train.parquet'}'", case.rows * case.columns
    values = []
    for _ in range(arguments.repeats):
        large, small = (peak_of(runner, query, case.train_options())
                        for query in (table, f"{table} LIMIT 1000"))
        extracted = 4 * case.rows * (case.columns + 1)
        values.append((large - small - extracted) / cells)
    return [(f"memory of training on {case.rows:,} x {case.columns} REAL above the extracted columns", values,
             "bytes per cell", f"at most {1.5 + 40 / case.columns:.1f}, which is 1.5 and 40 a row")]


def peak_of(runner, query, settings):
    return runner.run("train", "--query", query, "--target", "y", "--auto", "off", "--json", *settings)[2]


def plural(threads):
    return f"{threads} thread" + ("s" if threads > 1 else "")
