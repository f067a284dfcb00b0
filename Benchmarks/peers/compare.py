"""automl beside XGBoost, LightGBM, CatBoost and scikit-learn: the same data, equal settings, one run.

    python3 -m venv .build/peers-venv
    .build/peers-venv/bin/pip install -r Benchmarks/peers/requirements.txt
    .build/peers-venv/bin/python Benchmarks/peers/compare.py

Every measurement is a process of its own. The tools take turns, so that what disturbs the machine disturbs them
alike. Tables of medians (least to most) go to Benchmarks/RESULTS.md, each section replacing the last of its name.
Of automl `seconds.prepare + seconds.train` of its report is compared with binning plus boosting, or with the fit
of a linear model; and the whole process, from its start until the model is there. The others read NumPy arrays,
automl reads Parquet; peak memory is the whole process's.
"""

import argparse
import dataclasses
import pathlib
import subprocess
import sys

import peers
import report
import speed
from cases import BY_NAME, CASES
from runner import Runner

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", action="append", choices=list(BY_NAME), metavar="NAME",
                        help=f"a case to run, may be repeated (default: all): {', '.join(BY_NAME)}")
    tools = [tool for family in peers.TOOLS.values() for tool in family]
    parser.add_argument("--tool", action="append", choices=tools, metavar="NAME",
                        help="a peer to run beside automl, may be repeated (default: all that are "
                             f"installed): {', '.join(tools)}")
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


def measure(case, runner, arguments, installed):
    """All runs of a case: `{(tool, threads): [run]}`, each tool's test quality, and why tools failed."""
    folder = arguments.data / (case.name + ("_quick" if arguments.quick else ""))
    spec = {"case": dataclasses.asdict(case), "folder": str(folder)}
    say(f"{case.title}: data")
    runner.peer(work="data", **spec)
    tools = ["automl", *(tool for tool in peers.tools(case) if tool in installed)]
    runs, qualities, failed = {}, {}, {}
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
                except RuntimeError as error:
                    failed[tool] = str(error).splitlines()[-1][:200]
                    say(f"  {tool} failed: {error}")
                    continue
                qualities.setdefault(tool, run.get("quality"))
                runs.setdefault((tool, threads), []).append(run)
                say(f"  {repeat + 1}/{arguments.repeats} {threads} threads {tool}: "
                    f"{run['prepare']:.3f} + {run['train']:.3f} s")
    return runs, qualities, failed


def say(text):
    print(text, file=sys.stderr, flush=True)


def main():
    arguments = options()
    arguments.data.mkdir(parents=True, exist_ok=True)
    runner = Runner(arguments.automl.resolve(), arguments.timeout)
    version = runner.run("--version")[0].split()[-1]
    if ROOT in runner.automl.parents:
        described = subprocess.run(
            ["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True)
        version = f"{version} {described.stdout.strip()}".strip()
    versions = {"automl": version} | runner.peer(work="versions")
    del versions["whole"]
    installed = {tool for family in peers.TOOLS.values() for tool, (name, _) in family.items()
                 if name in versions and (not arguments.tool or tool in arguments.tool)}
    document = report.Document(arguments.output, order=report.FIGURES + list(BY_NAME))
    if arguments.speed:
        with report.Conditions(versions) as conditions:
            figures = speed.figures(runner, arguments, say)
        document.put("speed", report.speed_section(figures, conditions))
    names = arguments.case or ([] if arguments.speed else list(BY_NAME))
    for case in [case for case in CASES if case.name in names]:
        case = case.smaller() if arguments.quick else case
        with report.Conditions(versions) as conditions:
            measured = measure(case, runner, arguments, installed)
        document.put(case.name, report.case_section(case, *measured, conditions))


if __name__ == "__main__":
    main()
