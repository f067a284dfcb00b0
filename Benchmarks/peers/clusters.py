"""K-means beside scikit-learn's, elkan and lloyd: seconds, inertia and memory from the same rows.

    python clusters.py --automl ../../.build/release/automl [--quick]

All have the same k, number of starts and threads, and rows in single precision. Each fit is in a process of its own, by
turns; what counts is the time of the fit alone, for automl the seconds of training in its report. Inertia is computed
by one function for all from the centroids, in double precision; the median over the seeds counts, since a start is luck.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# Rows, columns, centres, spread, k.
CASES = {"100k": (100_000, 20, 10, 2, 10), "1m": (1_000_000, 10, 100, 1, 100), "10k": (10_000, 100, 20, 3, 20)}
REAL = {"bike_sharing": ("bike_sharing_hour/bike_sharing_hour.csv.gz", 12), "abalone": ("abalone/abalone.csv", 8)}


def make_data(case):
    """Normal groups of different sizes and spreads."""
    import numpy as np
    rows, columns, centres, spread, _ = case
    random = np.random.default_rng(rows)
    means = random.normal(size=(centres, columns)) * 3
    groups = random.choice(centres, size=rows, p=random.dirichlet(np.ones(centres) * 2))
    spreads = random.uniform(.5, 1.5, size=centres) * spread
    return (means[groups] + random.normal(size=(rows, columns)) * spreads[groups][:, None]).astype(np.float32)


def read_data(file):
    """The numbers of a file of `datasets`, each with deviation 1."""
    import csv
    import gzip
    import numpy as np
    path = ROOT / "datasets" / file
    with (gzip.open(path, "rt") if path.suffix == ".gz" else open(path)) as lines:
        rows = list(csv.reader(lines))[1:]
    columns = []
    for values in zip(*rows):
        try:
            columns.append([float(value) for value in values])
        except ValueError:
            continue
    x = np.array(columns).T
    x = x[:, x.std(0) > 0]
    return ((x - x.mean(0)) / x.std(0)).astype(np.float32)


def inertia(x, centroids):
    import numpy as np
    total = 0.0
    for start in range(0, len(x), 10_000):
        rows = x[start:start + 10_000].astype(np.float64)
        squares = (rows ** 2).sum(1)[:, None] - 2 * rows @ centroids.T + (centroids ** 2).sum(1)
        nearest = squares.argmin(1)
        total += float(((rows - centroids[nearest]) ** 2).sum())
    return total


def work(file, columns, k, starts, seed, algorithm):
    """One fit of scikit-learn in this process."""
    import time
    import numpy as np
    from sklearn.cluster import KMeans
    x = np.fromfile(file, dtype=np.float32).reshape(-1, columns)
    KMeans(2, n_init=1, max_iter=2).fit(x[:2_000])
    before = memory("VmRSS")
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    start = time.perf_counter()
    model = KMeans(k, n_init=starts, random_state=seed, algorithm=algorithm).fit(x)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "memory": (memory("VmHWM") - before) * 1024 / x.nbytes,
                      "inertia": inertia(x, model.cluster_centers_.astype(np.float64))}))


def memory(key):
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(key)).split()[1])


def ours(automl, database, x, k, starts, seed, threads):
    """One fit of automl."""
    import numpy as np
    names = ", ".join(f"x{j}" for j in range(x.shape[1]))
    run(automl, database, [
        f"SET threads = {threads}",
        f"CREATE OR REPLACE MODEL m FROM (SELECT {names} FROM rows) FUNCTION f AUTO OFF MODEL_TYPE KMEANS PREPROCESSORS 'none' "
        f"HYPERPARAMETERS DEFAULT EXCEPT (K '{k}', local_lloyd_num_trials '{starts}') SETTINGS (SEED {seed})"])
    report = json.loads(run(automl, database, ["COPY (SELECT report FROM automl.models) TO '/dev/stdout' "
                                               "(FORMAT csv, HEADER false, QUOTE '', DELIMITER '\x01')"]))
    centroids = [[mean["mean"] for mean in cluster["centroid"]] for cluster in report["clusters"]]
    return {"seconds": report["seconds"]["train"], "memory": float("nan"), "inertia": inertia(x, np.array(centroids))}


def run(automl, database, statements):
    done = subprocess.run([str(automl), "sql", "-d", str(database)], input=";\n".join(statements) + ";",
                          capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--automl", type=pathlib.Path, default=ROOT / ".build/release/automl")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--starts", type=int, nargs="*", default=[1, 10])
    parser.add_argument("--quick", action="store_true", help="the smallest case alone, one seed")
    parser.add_argument("--work", nargs=6, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        file, *numbers, algorithm = arguments.work
        work(file, *map(int, numbers), algorithm)
        return
    import numpy as np
    import sklearn
    print(f"scikit-learn {sklearn.__version__}, NumPy {np.__version__}, {arguments.threads} threads\n")
    print("| rows x columns, k, starts | tool | seconds (least to most) | inertia / automl's | memory / matrix |")
    print("|---|---|---:|---:|---:|")
    cases = {"10k": CASES["10k"]} if arguments.quick else CASES | REAL
    with tempfile.TemporaryDirectory() as folder:
        for name, case in cases.items():
            x = make_data(case) if name in CASES else read_data(case[0])
            for starts in arguments.starts:
                measure(x, case[-1], starts, pathlib.Path(folder), arguments)


def measure(x, k, starts, folder, arguments):
    """Prints a line for each tool."""
    import numpy as np
    file, database = folder / "rows.f32", folder / "rows.duckdb"
    x.tofile(file)
    np.savetxt(folder / "rows.csv", x, delimiter=",", fmt="%.9g")
    names = ", ".join(f"x{j}: 'FLOAT'" for j in range(x.shape[1]))
    run(arguments.automl, database, [
        f"CREATE OR REPLACE TABLE rows AS FROM read_csv('{folder}/rows.csv', header = false, columns = {{{names}}})"])
    environment = os.environ | {f"{name}_NUM_THREADS": str(arguments.threads) for name in ("OMP", "OPENBLAS", "MKL")}
    runs = {"automl": [], "lloyd": [], "elkan": []}
    for seed in range(1 if arguments.quick else arguments.seeds):
        runs["automl"].append(ours(arguments.automl, database, x, k, starts, seed, arguments.threads))
        for algorithm in ("lloyd", "elkan"):
            done = subprocess.run(
                [sys.executable, __file__, "--work", file, str(x.shape[1]), str(k), str(starts), str(seed), algorithm],
                env=environment, capture_output=True, text=True, check=True)
            runs[algorithm].append(json.loads(done.stdout))
    base = statistics.median(fit["inertia"] for fit in runs["automl"])
    for tool, fits in runs.items():
        seconds = [fit["seconds"] for fit in fits]
        ratio = statistics.median(fit["inertia"] for fit in fits) / base
        print(f"| {len(x)} x {x.shape[1]}, {k}, {starts} | {tool} | {statistics.median(seconds):.3f} "
              f"({min(seconds):.3f} to {max(seconds):.3f}) | {ratio:.5f} "
              f"| {statistics.median(fit['memory'] for fit in fits):.2f} |", flush=True)


if __name__ == "__main__":
    main()
