"""Linear models beside scikit-learn, the Intel extension and glum: seconds to the same objective.

    .build/peers-venv/bin/pip install -r Benchmarks/peers/requirements.txt
    .build/peers-venv/bin/python Benchmarks/peers/linear.py

A tolerance means something else to each tool. So each tool's, automl's too, is swept from loose to tight until
two have an objective within 1e-6 of the best known; the loosest of them is taken unless another is quicker. Then the
tools take turns, each fit in a process of its own. Objectives and test losses are computed by one function for
all, from the coefficients. A peer's fit is timed from a standardised array of doubles, or a CSR matrix. automl's is timed
from the columns of a table: `prepare` profiles them, looks for leaks, finds levels, means and deviations and fills
the blocks of the design, and `train` is the solver. Nobody's reading of files counts.
Tables of medians (least to most) go to Benchmarks/LINEAR.md.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import statistics
import subprocess
import sys

import peers
import report
from cases import BY_NAME
from runner import Runner

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NAMES = [case.name for case in BY_NAME.values() if case.family == "linear"]
GAP = 1e-6
LONG = 5  # Seconds of a fit that is not repeated.
TOLERANCES = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-8]

INTRODUCTION = """\
# Linear models beside other tools

Written by `Benchmarks/peers/linear.py`. The objective is the sum of the losses + 1/2 times the squared norm of the
coefficients, the intercept free. Each tool has the tolerance that brings it quickest within 1e-6 of the best objective known:
`gap` is what is left, `steps` are the tool's own. `prepare` is automl's alone: it profiles the columns of a table,
looks for leaks, finds levels, means and deviations and fills the blocks that `train` passes over. The peers' time begins
with a standardised array of doubles or a CSR matrix. Times are medians, in parentheses the least and the most; `x` is a time
divided by that of the fastest peer: 0.5x is twice as fast. Each section has its own date and machine.
"""

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


class Rows:
    """The rows of a case as the peers get them, and what a model is worth on them."""

    def __init__(self, case, folder):
        self.case = case
        self.x, self.y = self.part(folder, "train")
        self.test_x, self.test_y = self.part(folder, "test")

    def part(self, folder, name):
        x, y = peers.load(folder, name, self.case)
        self.names = list(x) if isinstance(x, dict) else [f"c{j}" for j in range(x.shape[1])]
        return peers.sparse(x), y.astype("float64")

    def parameters(self, text):
        """Weights and intercept of the text that `automl export` writes, in the order of the columns of `x`."""
        import numpy as np
        from data import FLIGHT_LEVELS
        values = {name: float(value) for name, value in
                  (line.rsplit(": ", 1) for line in text.splitlines())}
        weights = []
        for name in self.names:
            # A level that no row of training has is no column of automl's; the peers' weight for it is 0.
            weights += ([values.get(f"{name} = {name}{code}", 0.0) for code in range(FLIGHT_LEVELS[name])]
                        if name in FLIGHT_LEVELS else [values[name]])
        return np.array(weights), values["(intercept)"]

    def worth(self, w, b):
        """The objective of a model, and its mean loss on the test rows."""
        penalty = float(w @ w) / 2
        return {"objective": float(self.losses(self.x, self.y, w, b).sum()) + penalty,
                "test": float(self.losses(self.test_x, self.test_y, w, b).mean())}

    def losses(self, x, y, w, b):
        import numpy as np
        z = np.asarray(x @ w).ravel() + b
        return (z - y) ** 2 / 2 if self.case.task == "regression" else np.logaddexp(0, z) - y * z


def work(specification):
    """Fits of one peer in this process, a line of JSON for each: seconds, steps and worth.

    With `coefficients` the worth of automl's model that `automl export` wrote there.
    """
    import numpy as np
    case = BY_NAME[specification["case"]]
    rows = Rows(case, pathlib.Path(specification["folder"]))
    if "coefficients" in specification:
        yield rows.worth(*rows.parameters(pathlib.Path(specification["coefficients"]).read_text()))
        return
    tool, near = specification["tool"], 0
    # What a first call costs is not the fit's.
    model(case, tool, 1e-2, 2_000).fit(rows.x[:2_000], rows.y[:2_000])
    for tolerance in specification["tolerances"]:
        fitted, seconds = peers.seconds(model(case, tool, tolerance, len(rows.y)).fit, rows.x, rows.y)
        worth = rows.worth(
            np.ravel(fitted.coef_).astype(np.float64), float(np.ravel(fitted.intercept_)[0]))
        count = getattr(fitted, "n_iter_", None)
        yield {"tolerance": tolerance, "train": seconds,
               "steps": None if count is None else int(np.max(count)), **worth}
        near += worth["objective"] <= specification["enough"]
        if near == 2:
            return


class Bench:
    """The runs of one case."""

    def __init__(self, runner, case, folder, threads, limit):
        self.runner, self.case, self.folder = runner, case, folder
        self.threads, self.limit = threads, limit
        self.best, self.swept, self.chosen, self.runs, self.failed = None, {}, {}, {}, {}

    def work(self, **specification):
        """What `work` yields in a process of its own, until the limit."""
        names = ["OMP", "OPENBLAS", "MKL", "NUMEXPR"]
        environment = os.environ | {f"{name}_NUM_THREADS": str(self.threads) for name in names}
        # What a library chooses by itself is what its users get.
        environment.pop("OPENBLAS_CORETYPE", None)
        specification |= {"case": self.case.name, "folder": str(self.folder)}
        try:
            done = subprocess.run(
                [sys.executable, "-W", "ignore", __file__, "--work", json.dumps(specification)],
                env=environment, capture_output=True, text=True, timeout=self.limit)
        except subprocess.TimeoutExpired as error:
            if not error.stdout:
                raise RuntimeError(f"over {self.limit} s") from None
            return [json.loads(line) for line in error.stdout.decode().splitlines(True)
                    if line.endswith("\n")]
        if done.returncode:
            raise RuntimeError(done.stderr.strip().splitlines()[-1][:200])
        return [json.loads(line) for line in done.stdout.splitlines()]

    def fit(self, tool, tolerance):
        """One fit of a tool: `prepare` and `train` in seconds, `steps`, `objective` and `test`."""
        if tool != "automl":
            return self.peer(tool, [tolerance])[0]
        fit = self.runner.ours(
            dataclasses.replace(self.case, tolerance=tolerance), self.folder, self.threads)
        text = self.folder / "coefficients.txt"
        self.runner.run(
            "export", self.folder / "model.automl", "--format", "text", "--output", text)
        return fit | {"tolerance": tolerance} | self.work(coefficients=str(text))[0]

    def peer(self, tool, tolerances):
        enough = self.best * (1 + GAP)
        return [{"prepare": 0.0, **fit}
                for fit in self.work(tool=tool, tolerances=tolerances, enough=enough)]

    def sweep(self, names):
        """Each tool's tolerances, and of those that come near enough the quickest."""
        self.swept["automl"] = [self.fit("automl", tolerance) for tolerance in TOLERANCES]
        self.best = min(fit["objective"] for fit in self.swept["automl"])
        for tool in names:
            try:
                self.swept[tool] = self.peer(tool, [1e-8] if tool in RIDGE else TOLERANCES)
            except RuntimeError as error:
                self.failed[tool] = str(error)
        self.best = min(fit["objective"] for fits in self.swept.values() for fit in fits)
        for tool, fits in self.swept.items():
            say(f"  {tool}: " + ", ".join(
                f"{fit['tolerance']:g} {total(fit):.3f} s {self.gap(fit):.0e}"
                for fit in fits))
            near = [fit for fit in fits if self.gap(fit) <= GAP]
            if near:
                # Some tools are slower with a looser tolerance; a few percent are noise.
                self.chosen[tool] = min(
                    near, key=lambda fit: total(fit) * (1 if fit is near[0] else 1.2))["tolerance"]
            else:
                self.failed[tool] = (f"no tolerance came within {GAP:g} in {self.limit} s: "
                                     f"{min(map(self.gap, fits)):.0e} at best")

    def gap(self, fit):
        """How far above the best objective that any tool found, relative to it."""
        return fit["objective"] / self.best - 1

    def measure(self, repeats):
        """The tools by turns; those that take long once."""
        names = list(self.chosen)
        for repeat in range(repeats):
            names = [tool for tool in names if repeat == 0
                     or tool not in self.failed and total(self.runs[tool][0]) < LONG]
            for tool in names[repeat % len(names):] + names[:repeat % len(names)]:
                try:
                    run = self.fit(tool, self.chosen[tool])
                except RuntimeError as error:
                    self.failed[tool] = f"of {repeats} runs one failed: {error}"
                    continue
                self.runs.setdefault(tool, []).append(run)
                say(f"  {repeat + 1}/{repeats} {tool}: {run['prepare']:.4f} + {run['train']:.4f} s")

    def section(self, conditions):
        loss = "squared error / 2" if self.case.task == "regression" else "log loss"
        lines = [f"## {self.case.title.split(', tolerance')[0]}, {self.threads} threads", "",
                 "| tool | tolerance | prepare + train, s | x | prepare, s | train, s | steps | gap "
                 f"| test {loss} |", "|---|---:|---:|---:|---:|---:|---:|---:|---:|"]
        rows = {tool: list(map(total, runs)) for tool, runs in self.runs.items()}
        fastest = min((statistics.median(row) for tool, row in rows.items() if tool != "automl"),
                      default=None)
        for tool, row in sorted(rows.items(), key=lambda item: statistics.median(item[1])):
            runs = self.runs[tool]
            cells = [report.bold(tool), f"{self.chosen[tool]:g}", report.spread(row),
                     report.ratio(row, fastest),
                     report.short(statistics.median(run["prepare"] for run in runs)),
                     report.short(statistics.median(run["train"] for run in runs)),
                     str(runs[-1]["steps"] or ""), f"{self.gap(runs[-1]):.0e}", f"{runs[-1]['test']:.6f}"]
            lines.append("| " + " | ".join(cells) + " |")
        lines += [f"\n{tool} is left out: {reason}" for tool, reason in self.failed.items()]
        lines += ["", f"Runs of each: {max(map(len, rows.values()), default=0)}, 1 where it took over {LONG} s. "
                  f"{conditions.text()}", ""]
        return "\n".join(lines)


def total(fit):
    return fit["prepare"] + fit["train"]


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
                        help="seconds after which a peer's sweep ends (default: 60)")
    parser.add_argument("--automl", type=pathlib.Path, default=ROOT / ".build/release/automl",
                        help="the binary (default: .build/release/automl)")
    parser.add_argument("--data", type=pathlib.Path, default=ROOT / ".build/peers",
                        help="where data is kept (default: .build/peers)")
    parser.add_argument("--output", type=pathlib.Path, default=HERE.parent / "LINEAR.md",
                        help="the file of tables (default: Benchmarks/LINEAR.md; - prints them)")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        for result in work(json.loads(arguments.work)):
            print(json.dumps(result), flush=True)
        return
    runner = Runner(arguments.automl.resolve(), 900)
    version = runner.run("--version")[0].split()[-1]
    versions = {"automl": version} | runner.peer(work="versions")
    del versions["whole"]
    document = report.Document(arguments.output, order=NAMES, introduction=INTRODUCTION)
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
