"""How time and memory grow with rows, columns and rounds: a table and a chart."""

import dataclasses
import statistics

import chart
from cases import Case
from report import bold, short, spread

BASE = Case("scaling", "trees", "blocks", "binary", 1_000_000, 2_000, 28, rounds=100)
LARGE_ROWS = 5_000_000  # From so many on one run is enough.

SERIES = {
    "rows": [dataclasses.replace(BASE, rows=rows) for rows in (100_000, 1_000_000, 10_000_000)],
    "columns": [dataclasses.replace(BASE, columns=columns) for columns in (28, 56, 112)],
    "rounds": [dataclasses.replace(BASE, rounds=rounds) for rounds in (50, 100, 200)],
}


def series(quick):
    """The cases of each series, named after their data."""
    def sized(case):
        if quick:
            case = dataclasses.replace(case, rows=case.rows // 100, rounds=case.rounds // 10, size="quick")
        return dataclasses.replace(case, name=f"scaling_{case.rows}_{case.columns}")

    return {name: [sized(case) for case in cases] for name, cases in SERIES.items()}


def measure(runner, arguments, tools, say):
    """`{case: {tool: [run]}}`, and `{case: {tool: why}}` of what failed."""
    threads = max(arguments.threads)
    runs, failed = {}, {}
    for case in dict.fromkeys(case for cases in series(arguments.quick).values() for case in cases):
        say(f"scaling: {case.title}: data")
        folder = runner.data(case, arguments.data)
        runs[case], failed[case] = {tool: [] for tool in tools}, {}
        for repeat in range(1 if case.rows >= LARGE_ROWS else arguments.repeats):
            for tool in [tool for tool in tools if tool not in failed[case]]:
                try:
                    run = runner.fit(tool, case, folder, threads)
                except RuntimeError as error:
                    failed[case][tool] = str(error).splitlines()[-1][:200]
                    say(f"  {tool} failed: {error}")
                else:
                    runs[case][tool].append(run)
                    say(f"  {repeat + 1} {tool}: {seconds(run):.3f} s, {run['peak'] / 1e6:.0f} MB")
    return runs, failed


def section(runs, failed, arguments, picture, conditions):
    """The chart, and a row for each size and tool."""
    lines = ["## How it grows", "", f"![Seconds and memory over rows, columns and rounds]({picture})", "",
             f"{BASE.settings} {max(arguments.threads)} threads. "
             "The chart has prepare + train, and the peak of the whole process, in which",
             f"automl reads Parquet and the others NumPy arrays. Runs of each: {arguments.repeats}, and 1 from "
             f"{LARGE_ROWS:,} rows on.", "",
             "| rows | columns | rounds | tool | prepare + train, s | ns a value and round | whole process, s "
             "| peak, MB |",
             "|---:|---:|---:|---|---:|---:|---:|---:|"]
    for case, tools in runs.items():
        for tool, measured in tools.items():
            cells = [f"{case.rows:,}", str(case.columns), str(case.rounds), bold(tool)]
            if measured:
                fit, values = [seconds(run) for run in measured], case.rows * case.columns * case.rounds
                cells += [spread(fit), short(statistics.median(fit) / values * 1e9),
                          spread([run["whole"] for run in measured]), f"{megabytes(measured):.0f}"]
            else:
                cells += [f"failed: {failed[case][tool]}", "", "", ""]
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", conditions.text(), ""])


def picture(runs, quick):
    """The chart as SVG: seconds over each of the three, and memory over rows."""
    def panel(name, unit, value):
        lines = {}
        for case in series(quick)[name]:
            for tool, measured in runs[case].items():
                if measured:
                    lines.setdefault(tool, []).append((getattr(case, name), value(measured)))
        return chart.Panel(f"{unit} over {name}", lines)

    def median(measured):
        return statistics.median(seconds(run) for run in measured)

    return chart.svg([panel("rows", "seconds", median), panel("rows", "peak MB", megabytes),
                      panel("columns", "seconds", median), panel("rounds", "seconds", median)])


def seconds(run):
    return run["prepare"] + run["train"]


def megabytes(measured):
    """The most that a run held."""
    return max(run["peak"] for run in measured) / 1e6
