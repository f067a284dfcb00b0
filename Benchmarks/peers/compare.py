"""automl beside XGBoost, LightGBM, CatBoost and scikit-learn: the same data, equal settings, one run.

    scripts/compare.sh --quick                                # try everything: small data, tables are printed
    scripts/compare.sh                                        # all cases
    scripts/compare.sh --case binary_1m --tool lightgbm --threads 2 --repeats 3
    scripts/compare.sh --speed                                # automl by itself: what it has to reach
    scripts/compare.sh --contention --scaling                 # beside busy processes; 100k to 10M rows

Every measurement is a process of its own. The tools take turns, so that what disturbs the machine disturbs them
alike. Tables of medians (least to most) go to Benchmarks/RESULTS.md, each section replacing the last of its name.
Of automl `seconds.prepare + seconds.train` of its report is compared with binning plus boosting, or with the fit
of a linear model; and the whole process, from its start until the model is there. The others read NumPy arrays,
automl reads Parquet; peak memory is the whole process's.
"""

import argparse
import importlib.util
import pathlib
import subprocess
import sys

import contention
import peers
import report
import scaling
import speed
from cases import BY_NAME, CASES
from runner import Runner

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def options():
    parser = argparse.ArgumentParser(
        prog="scripts/compare.sh", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", action="append", choices=list(BY_NAME), metavar="NAME",
                        help=f"a case to run, may be repeated (default: all): {', '.join(BY_NAME)}")
    tools = [tool for family in peers.TOOLS.values() for tool in family]
    parser.add_argument("--tool", action="append", choices=tools, metavar="NAME",
                        help="a peer to run beside automl, may be repeated (default: all that are "
                             f"installed): {', '.join(tools)}")
    parser.add_argument("--repeats", type=int,
                        help="measurements of each (default: 5; 9 of --contention, 3 of --scaling)")
    parser.add_argument("--threads", default="1,2", help="thread counts (default: 1,2)")
    parser.add_argument("--quick", action="store_true",
                        help="small data, one repeat, tables to standard output: to try the script")
    parser.add_argument("--speed", action="store_true",
                        help="the figures of automl by itself; cases then only run if they are named")
    parser.add_argument("--contention", action="store_true",
                        help="training beside busy processes; cases then only run if they are named")
    parser.add_argument("--scaling", action="store_true",
                        help="how time and memory grow with rows, columns and rounds, with a chart; cases then "
                             "only run if they are named")
    parser.add_argument("--automl", type=pathlib.Path, default=ROOT / ".build/release/automl",
                        help="the binary (default: .build/release/automl, which make build makes)")
    parser.add_argument("--data", type=pathlib.Path, default=ROOT / ".build/peers",
                        help="where data is kept, about 2 GB, 6 GB with --scaling (default: .build/peers)")
    parser.add_argument("--output", type=pathlib.Path,
                        help="the file of tables (default: Benchmarks/RESULTS.md; - prints them)")
    parser.add_argument("--timeout", type=int, default=900, help="seconds for one fit (default: 900)")
    arguments = parser.parse_args()
    if not arguments.automl.is_file():
        parser.error(f"{arguments.automl} is not there: make build makes it")
    missing = [name for name in ("duckdb", "numpy", "pandas") if not importlib.util.find_spec(name)]
    if missing:
        parser.error(f"Python has no {', '.join(missing)}: scripts/compare.sh installs what is needed")
    if arguments.repeats is not None and arguments.repeats < 1:
        parser.error("--repeats must be 1 or more")
    try:
        arguments.threads = sorted({int(count) for count in arguments.threads.split(",")})
    except ValueError:
        arguments.threads = [0]
    if arguments.threads[0] < 1:
        parser.error("--threads must be counts such as 1,2")
    if arguments.quick:
        arguments.repeats = 1
    if arguments.output is None:
        arguments.output = pathlib.Path("-") if arguments.quick else HERE.parent / "RESULTS.md"
    return arguments


def repeated(arguments, count):
    """The arguments with a number of repeats where none is given."""
    return argparse.Namespace(**vars(arguments) | {"repeats": arguments.repeats or count})


def measure(case, runner, arguments, installed):
    """All runs of a case: `{(tool, threads): [run]}`, each tool's test quality, and why tools failed."""
    say(f"{case.title}: data")
    folder = runner.data(case, arguments.data)
    tools = ["automl", *(tool for tool in peers.tools(case) if tool in installed)]
    runs, qualities, failed = {}, {}, {}
    for repeat in range(arguments.repeats):
        for threads in arguments.threads:
            for tool in tools[repeat % len(tools):] + tools[:repeat % len(tools)]:
                if tool in failed:
                    continue
                try:
                    run = runner.fit(tool, case, folder, threads, score=tool not in qualities)
                except RuntimeError as error:
                    failed[tool] = str(error).splitlines()[-1][:200]
                    say(f"  {tool} failed: {error}")
                    continue
                qualities.setdefault(tool, run.get("quality"))
                runs.setdefault((tool, threads), []).append(run)
                say(f"  {repeat + 1}/{arguments.repeats} {threads} threads {tool}: "
                    f"{run['prepare']:.3f} + {run['train']:.3f} s")
    return runs, qualities, failed


def put_scaling(runner, arguments, tools, document, versions):
    """The section, and the chart beside the document, or with the data where that is printed."""
    with report.Conditions(versions) as conditions:
        runs, failed = scaling.measure(runner, arguments, tools, say)
    picture = (arguments.data if str(document.path) == "-" else document.path.parent) / "scaling.svg"
    picture.write_text(scaling.picture(runs, arguments.quick))
    say(f"wrote {picture}")
    document.put("scaling", scaling.section(runs, failed, arguments, picture.name, conditions))


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
    document = report.Document(arguments.output, order=report.sections(BY_NAME))
    trees = ["automl", *(tool for tool in peers.TOOLS["trees"] if tool in installed)]
    if arguments.speed:
        with report.Conditions(versions) as conditions:
            figures = speed.figures(runner, repeated(arguments, 5), say)
        document.put("speed", report.speed_section(figures, conditions))
    if arguments.contention:
        with report.Conditions(versions) as conditions:
            measured = contention.measure(runner, repeated(arguments, 9), trees, say)
        document.put("contention", contention.section(measured, conditions))
    if arguments.scaling:
        put_scaling(runner, repeated(arguments, 3), trees, document, versions)
    alone = arguments.speed or arguments.contention or arguments.scaling
    names = arguments.case or ([] if alone else list(BY_NAME))
    for case in [case for case in CASES if case.name in names]:
        case = case.smaller() if arguments.quick else case
        with report.Conditions(versions) as conditions:
            measured = measure(case, runner, repeated(arguments, 5), installed)
        document.put(case.name, report.case_section(case, *measured, conditions))


if __name__ == "__main__":
    main()
