"""automl beside XGBoost, LightGBM, CatBoost and scikit-learn: the same data, equal settings, one run.

    python -m venv .venv && .venv/bin/pip install -r Benchmarks/peers/requirements.txt
    .venv/bin/python Benchmarks/peers/compare.py

Every measurement is a process of its own. The tools take turns, so that what disturbs the machine disturbs them
alike. Tables of medians (least to most) go to Benchmarks/RESULTS.md, each section replacing the last of its name.
Of automl `seconds.prepare + seconds.train` of its report is compared with binning plus boosting, or with the fit
of a linear model; and the whole process, from its start until the model is there. The others read NumPy arrays,
automl reads Parquet; peak memory is the whole process's.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import peers
import report
import speed
from cases import BY_NAME, CASES

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", action="append", choices=list(BY_NAME), metavar="NAME",
                        help=f"a case to run, may be repeated (default: all): {', '.join(BY_NAME)}")
    parser.add_argument("--tool", action="append", metavar="NAME",
                        help="a peer to run beside automl, may be repeated (default: all installed)")
    parser.add_argument("--repeats", type=int, default=5, help="measurements of each (default: 5)")
    parser.add_argument("--threads", default="1,2", help="thread counts (default: 1,2)")
    parser.add_argument("--quick", action="store_true",
                        help="small data, one repeat, tables to standard output: to try the script")
    parser.add_argument("--speed", action="store_true",
                        help="the figures of automl by itself; cases only run if they are named")
    parser.add_argument("--automl", type=pathlib.Path, default=ROOT / ".build/release/automl",
                        help="the binary (default: .build/release/automl, which make build makes)")
    parser.add_argument("--data", type=pathlib.Path, default=ROOT / ".build/peers",
                        help="where data is kept, about 2 GB (default: .build/peers)")
    parser.add_argument("--output", type=pathlib.Path,
                        help="the file of tables (default: Benchmarks/RESULTS.md; - prints them)")
    parser.add_argument("--timeout", type=int, default=900, help="seconds for one fit (default: 900)")
    arguments = parser.parse_args()
    if not arguments.automl.is_file():
        parser.error(f"{arguments.automl} is not there: make build makes it")
    if arguments.repeats < 1:
        parser.error("--repeats must be 1 or more")
    arguments.threads = [int(count) for count in arguments.threads.split(",")]
    if arguments.quick:
        arguments.repeats = 1
    if arguments.output is None:
        arguments.output = pathlib.Path("-") if arguments.quick else HERE.parent / "RESULTS.md"
    return arguments


class Runner:
    """Starts measurements, each in a process of its own."""

    def __init__(self, automl, timeout):
        self.automl, self.timeout = automl, timeout

    def peer(self, threads=1, **spec):
        """What peers.py says of `spec`; `whole` is the time from the process's start to its `ended`."""
        names = ["OMP", "OPENBLAS", "MKL", "NUMEXPR"]
        environment = os.environ | {f"{name}_NUM_THREADS": str(threads) for name in names}
        start = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-W", "ignore", HERE / "peers.py", json.dumps(spec | {"threads": threads})],
            env=environment, capture_output=True, text=True, timeout=self.timeout)
        if done.returncode != 0:
            raise RuntimeError(f"{spec.get('tool', spec['work'])}: {done.stderr.strip()[-400:]}")
        result = json.loads(done.stdout.splitlines()[-1])
        return result | {"whole": result.get("ended", start) - start}

    def run(self, *arguments):
        """Runs automl; what it printed, its seconds, and the most memory it held in bytes."""
        with tempfile.TemporaryFile("w+") as printed, tempfile.TemporaryFile("w+") as errors:
            start = time.monotonic()
            process = subprocess.Popen(
                [self.automl, *arguments], stdin=subprocess.DEVNULL, stdout=printed, stderr=errors)
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.monotonic() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            printed.seek(0), errors.seek(0)
            if process.returncode != 0:
                raise RuntimeError(f"automl {' '.join(map(str, arguments))}: {errors.read()[-400:]}")
            # In kilobytes. It counts this process too as it was when it started the other: so it is kept small.
            return printed.read(), seconds, usage.ru_maxrss * 1024

    def ours(self, case, folder, threads):
        """Trains with automl, the model going to a file in `folder`."""
        printed, whole, peak = self.run(
            "train", "--data", folder / "train.parquet", "--target", "y", "--auto", "off", "--json",
            "--threads", str(threads), "--output", folder / "model.automl", *train_options(case))
        seconds = json.loads(printed)["seconds"]
        return {"prepare": seconds["prepare"], "train": seconds["train"], "whole": whole, "peak": peak}

    def our_quality(self, case, folder):
        predictions = folder / "predictions.parquet"
        self.run("predict", "--model", folder / "model.automl", "--data", folder / "test.parquet",
                 "--output", predictions, *([] if case.task == "regression" else ["--probabilities"]))
        spec = {"case": dataclasses.asdict(case), "folder": str(folder)}
        return self.peer(work="score", predictions=str(predictions), **spec)["quality"]


def train_options(case):
    """The settings of a case as `automl train` takes them."""
    problem = {"binary": "binary_classification", "multiclass": "multiclass_classification",
               "regression": "regression"}[case.task]
    if case.family == "linear":
        settings = {"lambda": 1, "tolerance": case.tolerance, "max_iterations": 5_000}
        return ["--problem-type", problem, "--model-type", "linear_learner", *pairs(settings)]
    # Of max_bin 256 one bin is for missing values.
    settings = {"num_round": case.rounds, "max_depth": 6, "eta": 0.1, "max_bin": 256, "lambda": 1,
                "min_child_weight": 1}
    objective = {"binary": "binary:logistic", "multiclass": "multi:softprob",
                 "regression": "reg:squarederror"}[case.task]
    if case.task == "multiclass":
        settings["num_class"] = 7
    return ["--problem-type", problem, "--model-type", "xgboost", "--objective", objective,
            *pairs(settings)]


def pairs(settings):
    return [text for key, value in settings.items() for text in ("--hyperparameter", f"{key}={value}")]


def measure(case, runner, arguments, installed):
    """All runs of a case: `{(tool, threads): [run]}`, and each tool's test quality."""
    folder = arguments.data / (case.name + ("_quick" if arguments.quick else ""))
    spec = {"case": dataclasses.asdict(case), "folder": str(folder)}
    say(f"{case.title}: data")
    runner.peer(work="data", **spec)
    tools = ["automl", *(tool for tool in peers.tools(case) if tool in installed)]
    runs, qualities, failed = {}, {}, set()
    for repeat in range(arguments.repeats):
        for threads in arguments.threads:
            for tool in tools[repeat % len(tools):] + tools[:repeat % len(tools)]:
                if tool in failed:
                    continue
                try:
                    if tool == "automl":
                        run = runner.ours(case, folder, threads)
                        if tool not in qualities:
                            run["quality"] = runner.our_quality(case, folder)
                    else:
                        run = runner.peer(work="fit", tool=tool, threads=threads,
                                          score=tool not in qualities, **spec)
                except (RuntimeError, subprocess.TimeoutExpired) as error:
                    failed.add(tool)
                    say(f"  {tool} left out: {error}")
                    continue
                qualities.setdefault(tool, run.get("quality"))
                runs.setdefault((tool, threads), []).append(run)
                say(f"  {repeat + 1}/{arguments.repeats} {threads} threads {tool}: "
                    f"{run['prepare']:.3f} + {run['train']:.3f} s")
    return runs, qualities


def say(text):
    print(text, file=sys.stderr, flush=True)


def main():
    arguments = options()
    arguments.data.mkdir(parents=True, exist_ok=True)
    runner = Runner(arguments.automl.resolve(), arguments.timeout)
    versions = {"automl": runner.run("--version")[0].split()[-1]} | runner.peer(work="versions")
    del versions["whole"]
    installed = {tool for family in peers.TOOLS.values() for tool, (name, _) in family.items()
                 if name in versions and (not arguments.tool or tool in arguments.tool)}
    document = report.Document(arguments.output, order=["speed", *BY_NAME])
    if arguments.speed:
        with report.Conditions(versions) as conditions:
            figures = speed.figures(runner, arguments, say)
        document.put("speed", report.speed_section(figures, conditions))
    names = arguments.case or ([] if arguments.speed else list(BY_NAME))
    for case in [case for case in CASES if case.name in names]:
        case = case.smaller() if arguments.quick else case
        with report.Conditions(versions) as conditions:
            runs, qualities = measure(case, runner, arguments, installed)
        document.put(case.name, report.case_section(case, runs, qualities, conditions))


if __name__ == "__main__":
    main()
