"""What each of the linear learner's features is worth on the sets in datasets/, as a section of RESULTS.md.

    make build && python3 Benchmarks/effects/linear_features.py

Five folds by a hash of the row; AUTO OFF MODEL_TYPE LINEAR_LEARNER with HYPERPARAMETERS features as the column says, and for
each cell the best of three strengths by the mean over the folds. `search` is AUTO ON MODEL_TYPE LINEAR_LEARNER, which sees the
four other folds only. Needs nothing but the built command and the standard library.
"""

import argparse
import collections
import csv
import datetime
import io
import os
import pathlib
import re
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
MARK = "linear_features"
FOLDS = 5
STRENGTHS = ["1", "10", "100"]
ALL = ["clip", "log", "rank", "splines", "cycles", "targets", "products"]

# What is measured, by the value of the hyperparameter.
COLUMNS = (
    [("plain", "plain")] + [(name, name) for name in ALL]
    + [("of one column, few", "scaled"), ("of one column", "enriched"), ("all", "crossed")])

# Late flights: numbers that do not go in a straight line, and aircraft of which most have a few rows.
FLIGHTS = """SELECT n, 'A' || aircraft AS aircraft, 'P' || origin AS origin, departure, distance,
        departure / 8 + 30 * sin(distance / 400) + hash(aircraft) % 40 + hash(origin + 7) % 40
            + hash(n + 11) % 60 > 150 AS late
    FROM (SELECT n, floor(3000 * pow(hash(n) % 10000 / 10000, 2))::INT AS aircraft, hash(n + 3) % 200 AS origin,
            hash(n + 5) % 960 / 4 + 360 AS departure, exp(5 + hash(n + 9) % 1000 / 400) AS distance
          FROM range(15000) r(n))"""

# name: file, target, what is selected, whether the target is a number
SETS = {
    "abalone": ("abalone/abalone.csv", "rings", "*", True),
    "bank_additional, a quarter": (
        "bank_additional/bank_additional.csv.gz", "y", "* EXCLUDE (duration)", False),
    "bike_sharing_hour": (
        "bike_sharing_hour/bike_sharing_hour.csv.gz", "cnt",
        "* EXCLUDE (instant, dteday, casual, registered)", True),
    "bike_sharing_hour, dates": (
        "bike_sharing_hour/bike_sharing_hour.csv.gz", "cnt",
        "dteday::TIMESTAMP + to_hours(hr) AS moment, holiday, weathersit, temp, hum, windspeed, cnt", True),
    "breast_cancer_wdbc": ("breast_cancer_wdbc/breast_cancer_wdbc.csv", "diagnosis", "*", False),
    "customer_activity": (
        "customer_activity/customer_activity.csv", "churn", "* EXCLUDE (phone, record_date)", False),
    "iris": ("iris/iris.csv", "species", "*", False),
    "penguins": ("penguins/penguins.csv", "species", "*", False),
    "telco_churn": ("telco_churn/telco_churn.csv", "churn", "* EXCLUDE (customer_id)", False),
    "flights, generated": (None, "late", "", False),
    "wine_quality": ("wine_quality/wine_quality.csv", "quality", "*", False),
}


def automl(command, script):
    """Runs a script; the rows that it printed, one list each."""
    environment = os.environ | {"LD_LIBRARY_PATH": str(ROOT / ".deps/lib")}
    done = subprocess.run(
        [command, "sql", "--format", "csv"], input=script, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-600:])
    return list(csv.reader(io.StringIO(done.stdout)))


def loading(name):
    file, target, selection, _ = SETS[name]
    rows = f"SELECT row_number() OVER () AS n, {selection} FROM read_csv('{ROOT / 'datasets' / (file or '')}')"
    return f"""
        CREATE TABLE data AS {rows if file else FLIGHTS};
        CREATE TABLE folds AS SELECT * EXCLUDE n, hash(n) % {FOLDS} AS fold FROM data
        WHERE {target} IS NOT NULL{' AND n % 4 = 0' if 'quarter' in name else ''};"""


def measuring(name, function, inputs, fold, label):
    """SQL that prints the label, how many rows were held out, and the sum of their losses."""
    _, target, _, is_number = SETS[name]
    arguments = ", ".join(f'"{column}"' for column in inputs)
    if is_number:
        loss = f"POWER({target} - {function}({arguments}), 2)"
    else:
        label_of_row = f"CASE typeof({target}) WHEN 'BOOLEAN' THEN left({target}::VARCHAR, 1) ELSE {target}::VARCHAR END"
        loss = f"""-ln(greatest(1e-15, list_sum(list_transform(map_keys(p.labels),
            lambda k: CASE WHEN p.labels[k] = {label_of_row} THEN p.probabilities[k] ELSE 0 END))))"""
    inner = f"*, {function}_probabilities({arguments}) AS p" if not is_number else "*"
    return f"""SELECT '{label}', count(*), sum({loss})
        FROM (SELECT {inner} FROM folds WHERE fold = {fold});\n"""


def models(name, inputs, fold):
    """SQL that trains and measures every cell of a set's row on one fold."""
    target = SETS[name][1]
    selected = ", ".join(f'"{column}"' for column in [*inputs, target])
    source = f"(SELECT {selected} FROM folds WHERE fold <> {fold}) TARGET {target}"
    objective = "" if SETS[name][3] else "OBJECTIVE 'AUC'"
    problem = "PROBLEM_TYPE REGRESSION" if SETS[name][3] else ""
    script, count = "", 0
    for column, features in COLUMNS:
        for strength in STRENGTHS:
            count += 1
            script += f"""CREATE MODEL m{count} FROM {source} FUNCTION f{count}
                AUTO OFF MODEL_TYPE LINEAR_LEARNER {problem}
                HYPERPARAMETERS DEFAULT EXCEPT (lambda '{strength}', features '{features}');\n"""
            script += measuring(name, f"f{count}", inputs, fold, f"{column}|{strength}")
    script += f"CREATE MODEL s FROM {source} FUNCTION fs MODEL_TYPE LINEAR_LEARNER {problem} {objective};\n"
    return script + measuring(name, "fs", inputs, fold, "search|")


def measure(command, name):
    """For each column the metric of each fold, at the strength that is best over all of them."""
    target, is_number = SETS[name][1], SETS[name][3]
    listed = automl(command, loading(name) + "SELECT column_name FROM (DESCRIBE folds);")
    inputs = [row[0] for row in listed if row and row[0] not in ("column_name", "fold", target)]
    values = collections.defaultdict(list)
    print(name, file=sys.stderr)
    for fold in range(FOLDS):
        for row in automl(command, loading(name) + models(name, inputs, fold)):
            if len(row) == 3 and row[1].isdigit():
                mean = float(row[2]) / float(row[1])
                values[tuple(row[0].split("|"))].append(mean ** 0.5 if is_number else mean)
    best = {}
    for (column, _), folds in values.items():
        if column not in best or statistics.mean(folds) < statistics.mean(best[column]):
            best[column] = folds
    return best


def change(folds, plain):
    """The change against plain columns in percent, with two standard errors of its mean over the folds."""
    base = statistics.mean(plain)
    changes = [100 * (value - before) / base for value, before in zip(folds, plain)]
    return f"{statistics.mean(changes):+.1f} ± {2 * statistics.stdev(changes) / len(changes) ** 0.5:.1f}"


def table(results):
    names = [name for name, _ in COLUMNS if name != "plain"] + ["search"]
    lines = ["| set | metric | plain | " + " | ".join(names) + " |", "|---|---|---:|" + "---:|" * len(names)]
    for name, best in results.items():
        metric = "RMSE" if SETS[name][3] else "logloss"
        cells = [change(best[column], best["plain"]) for column in names]
        lines.append(f"| {name} | {metric} | {statistics.mean(best['plain']):.4g} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def section(results, version):
    return f"""<!-- {MARK} -->
## Features of the linear learner

Held-out RMSE or logloss with plain columns, and by how many percent it changes (less is better) with `features` as each column
says: the mean over {FOLDS} folds ± two standard errors. Each cell is the best of lambda {', '.join(STRENGTHS)}; `search` chooses
the features and the strength by its own validation (MSE or AUC). Written by `Benchmarks/effects/linear_features.py`.

Columns without effect have nothing to work on: no date, no text of many levels, no long tail. Where AUC is 1 for every candidate
(penguins) a search takes the strongest penalty, which ranks as well and knows its probabilities less. `of one column` is
`features` enriched, `of one column, few` is scaled (no splines), `all` is crossed: products too, of hinges and levels among others.
A search also tries a Poisson loss where no target is negative, which no other column has.

{table(results)}

{datetime.date.today()}, {version}.
<!-- end -->
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--automl", default=str(ROOT / ".build/release/automl"))
    parser.add_argument("--set", action="append", choices=SETS, help="only these; the table is printed")
    options = parser.parse_args()
    results = {name: measure(options.automl, name) for name in options.set or SETS}
    version = subprocess.run(
        ["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True).stdout.strip()
    text = section(results, f"automl {version}")
    if options.set:
        print(text)
        return
    path = ROOT / "Benchmarks/RESULTS.md"
    old = path.read_text()
    found = re.search(rf"<!-- {MARK} -->.*?<!-- end -->\n", old, re.S)
    path.write_text(old.replace(found.group(), text) if found else old.rstrip() + "\n\n" + text)


if __name__ == "__main__":
    main()
