"""Linear models beside scikit-learn, the Intel extension and glum: seconds to the same objective.

    .build/peers-venv/bin/pip install -r Benchmarks/peers/requirements.txt
    .build/peers-venv/bin/python Benchmarks/peers/linear.py

A tolerance means something else to each tool. So each peer's is swept first, and the loosest is taken whose
objective is within 1e-6 of the best that any tool found; then the tools take turns, each fit in a process of
its own. Of automl `seconds.prepare + seconds.train` counts, which encode columns of a table and warn of leaks; the
peers get ready arrays. Tables of medians (least to most) go to Benchmarks/LINEAR.md.
"""

import argparse
import dataclasses
import json
import pathlib
import statistics
import subprocess
import sys
import time

import peers
import report
from cases import BY_NAME
from runner import Runner

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NAMES = [case.name for case in BY_NAME.values() if case.family == "linear"]
GAP = 1e-6
TOLERANCES = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-8]

# The tools: package and solver.
TOOLS = {
    "sklearn_lbfgs": ("sklearn", "lbfgs"),
    "sklearn_newton": ("sklearn", "newton-cholesky"),
    "intel_lbfgs": ("sklearnex", "lbfgs"),
    "intel_newton_cg": ("sklearnex", "newton-cg"),
    "glum": ("glum", "irls-ls"),
    "sklearn_ridge": ("sklearn", "cholesky"),
    "intel_ridge": ("sklearnex", "auto"),
}
RIDGE = ["sklearn_ridge", "intel_ridge"]


def tools(case):
    """The tools that can do a case in a minute or two."""
    if case.task == "regression":
        return RIDGE
    names = [name for name in TOOLS if name not in RIDGE]
    # A Hessian of 12,000 x 12,000 is too much.
    dense_hessians = ["sklearn_newton", "glum"] if case.name == "onehot_wide" else []
    return [name for name in names if name not in dense_hessians]


def model(case, tool, tolerance, count):
    """An estimator of the objective: the sum of the losses + 1/2 times the squared norm."""
    package, solver = TOOLS[tool]
    if package == "glum":
        import glum
        return glum.GeneralizedLinearRegressor(
            family="binomial", alpha=1 / count, l1_ratio=0, solver=solver, gradient_tol=tolerance,
            max_iter=500)
    linear = __import__(f"{package}.linear_model", fromlist=["linear_model"])
    if tool in RIDGE:
        return linear.Ridge(alpha=1, **({} if solver == "auto" else {"solver": solver}))
    return linear.LogisticRegression(C=1, tol=tolerance, solver=solver, max_iter=5_000)


def objective(case, fitted, x, y):
    import numpy as np
    w, b = np.ravel(fitted.coef_).astype(np.float64), float(np.ravel(fitted.intercept_)[0])
    z = np.asarray(x @ w).ravel() + b
    if case.task == "regression":
        return float(((z - y) ** 2).sum() / 2 + w @ w / 2)
    return float((np.logaddexp(0, z) - y * z).sum() + w @ w / 2)


def work(specification):
    """One tool's fits, in this process: seconds and objective for each tolerance."""
    case, folder = BY_NAME[specification["case"]], pathlib.Path(specification["folder"])
    x, y = peers.load(folder, "train", case)
    x, y = peers.sparse(x), y.astype("float64")
    tool, fits = specification["tool"], []
    # What a first call costs is not the fit's.
    model(case, tool, 1e-2, 2_000).fit(x[:2_000], y[:2_000])
    begin = time.monotonic()
    for tolerance in specification["tolerances"]:
        fitted, seconds = peers.seconds(model(case, tool, tolerance, len(y)).fit, x, y)
        fits.append({"tolerance": tolerance, "seconds": seconds,
                     "objective": objective(case, fitted, x, y), "steps": steps(fitted)})
        if time.monotonic() - begin > specification["limit"]:
            break
    return {"fits": fits}


def steps(fitted):
    import numpy as np
    count = getattr(fitted, "n_iter_", None)
    return None if count is None else int(np.max(count))


class Bench:
    """The runs of one case."""

    def __init__(self, runner, case, folder, threads, limit):
        self.runner, self.case, self.folder = runner, case, folder
        self.threads, self.limit = threads, limit
        self.best, self.swept, self.chosen, self.runs, self.failed = None, {}, {}, {}, {}

    def peer(self, tool, tolerances):
        import os
        names = ["OMP", "OPENBLAS", "MKL", "NUMEXPR"]
        environment = os.environ | {f"{name}_NUM_THREADS": str(self.threads) for name in names}
        # What a library chooses by itself is what its users get.
        environment.pop("OPENBLAS_CORETYPE", None)
        specification = {"case": self.case.name, "folder": str(self.folder), "tool": tool,
                         "tolerances": tolerances, "limit": self.limit}
        try:
            done = subprocess.run(
                [sys.executable, "-W", "ignore", __file__, "--work", json.dumps(specification)],
                env=environment, capture_output=True, text=True, timeout=3 * self.limit)
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"over {3 * self.limit} s") from None
        if done.returncode:
            raise RuntimeError(done.stderr.strip().splitlines()[-1][:200])
        return json.loads(done.stdout.splitlines()[-1])["fits"]

    def sweep(self, names):
        """Each peer's tolerances, and of those the loosest that comes near enough."""
        for tool in names:
            try:
                self.swept[tool] = self.peer(tool, [1e-8] if tool in RIDGE else TOLERANCES)
            except RuntimeError as error:
                self.failed[tool] = str(error)
                continue
            say(f"  {tool}: " + ", ".join(
                f"{fit['tolerance']:g} {fit['seconds']:.3f} s {fit['objective']:.10g}"
                for fit in self.swept[tool]))
        self.best = min(fit["objective"] for fits in self.swept.values() for fit in fits)
        for tool, fits in self.swept.items():
            near = [fit for fit in fits if fit["objective"] <= self.best * (1 + GAP)]
            if near:
                # By seconds: some tools are slower with a looser tolerance.
                self.chosen[tool] = min(near, key=lambda fit: fit["seconds"])["tolerance"]
            else:
                self.failed[tool] = (
                    f"no tolerance came within {GAP:g}: {fits[-1]['objective'] / self.best - 1:.1e} at best")

    def measure(self, repeats):
        """The tools by turns."""
        names = ["automl", *self.chosen]
        for repeat in range(repeats):
            for tool in names[repeat % len(names):] + names[:repeat % len(names)]:
                if tool == "automl":
                    run = self.runner.ours(self.case, self.folder, self.threads)
                else:
                    fit = self.peer(tool, [self.chosen[tool]])[0]
                    run = {"prepare": 0.0, "train": fit["seconds"], "objective": fit["objective"],
                           "steps": fit["steps"]}
                self.runs.setdefault(tool, []).append(run)
                say(f"  {repeat + 1}/{repeats} {tool}: {run['prepare']:.4f} + {run['train']:.4f} s")

    def section(self, conditions):
        lines = [f"## {self.case.title.split(', tolerance')[0]}, {self.threads} threads", "",
                 "| tool | tolerance | prepare + train, s | x | prepare, s | train, s | gap | steps |",
                 "|---|---:|---:|---:|---:|---:|---:|---:|"]
        rows = {tool: [run["prepare"] + run["train"] for run in runs] for tool, runs in self.runs.items()}
        fastest = min((statistics.median(row) for tool, row in rows.items() if tool != "automl"),
                      default=None)
        for tool, row in sorted(rows.items(), key=lambda item: statistics.median(item[1])):
            runs = self.runs[tool]
            reached = runs[-1].get("objective")
            tolerance = self.case.tolerance if tool == "automl" else self.chosen[tool]
            cells = [f"**{tool}**" if tool == "automl" else tool, f"{tolerance:g}", report.spread(row),
                     report.ratio(row, fastest),
                     report.short(statistics.median(run["prepare"] for run in runs)),
                     report.short(statistics.median(run["train"] for run in runs)),
                     "" if reached is None else f"{reached / self.best - 1:.0e}",
                     str(runs[-1].get("steps") or "")]
            lines.append("| " + " | ".join(cells) + " |")
        lines += [f"\n{tool} is left out: {reason}" for tool, reason in self.failed.items()]
        lines += ["", f"Runs of each: {max(map(len, rows.values()), default=0)}. {conditions.text()}", ""]
        return "\n".join(lines)


def say(text):
    print(text, file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", action="append", choices=NAMES, metavar="NAME",
                        help=f"a case to run, may be repeated (default: all): {', '.join(NAMES)}")
    parser.add_argument("--tool", action="append", choices=list(TOOLS), metavar="NAME",
                        help=f"a peer, may be repeated (default: all): {', '.join(TOOLS)}")
    parser.add_argument("--repeats", type=int, default=5, help="measurements of each (default: 5)")
    parser.add_argument("--threads", type=int, default=2, help="threads of each (default: 2)")
    parser.add_argument("--limit", type=int, default=60,
                        help="seconds after which a sweep ends (default: 60)")
    parser.add_argument("--automl", type=pathlib.Path, default=ROOT / ".build/release/automl",
                        help="the binary (default: .build/release/automl)")
    parser.add_argument("--data", type=pathlib.Path, default=ROOT / ".build/peers",
                        help="where data is kept (default: .build/peers)")
    parser.add_argument("--output", type=pathlib.Path, default=HERE.parent / "LINEAR.md",
                        help="the file of tables (default: Benchmarks/LINEAR.md; - prints them)")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        print(json.dumps(work(json.loads(arguments.work))))
        return
    runner = Runner(arguments.automl.resolve(), 900)
    version = runner.run("--version")[0].split()[-1]
    versions = {"automl": version} | runner.peer(work="versions")
    del versions["whole"]
    document = report.Document(arguments.output, order=NAMES)
    for name in arguments.case or NAMES:
        case, folder = BY_NAME[name], arguments.data / name
        say(case.title)
        runner.peer(work="data", case=dataclasses.asdict(case), folder=str(folder))
        with report.Conditions(versions) as conditions:
            bench = Bench(runner, case, folder, arguments.threads, arguments.limit)
            bench.sweep([tool for tool in tools(case) if not arguments.tool or tool in arguments.tool])
            bench.measure(arguments.repeats)
        document.put(name, bench.section(conditions))


if __name__ == "__main__":
    main()
