"""Training beside processes that keep the cores busy."""

import contextlib
import dataclasses
import os
import statistics
import subprocess
import sys

from cases import BY_NAME, Case
from report import bold, ratio, spread

CASES = [dataclasses.replace(BY_NAME["binary_10k"], rounds=50),
         Case("contention_100k", "trees", "binary", "binary", 100_000, 2_000, 28, rounds=50)]

# Ends by itself where this process was killed.
BUSY = "import os\nparent = os.getppid()\nwhile os.getppid() == parent:\n  for _ in range(100_000): pass"


def measure(runner, arguments, tools, say):
    """For each case `{(tool, threads, busy processes): [seconds]}`, and `{tool: why}` of what failed."""
    result = {}
    for case in CASES:
        case = case.smaller() if arguments.quick else case
        folder = runner.data(case, arguments.data)
        times, failed = {}, {}
        for repeat in range(arguments.repeats):
            say(f"contention: {case.title}, {repeat + 1}/{arguments.repeats}")
            for busy in sorted({0, 1, os.cpu_count()}):
                with busy_processes(busy):
                    for threads, tool in turns(arguments.threads, tools, repeat):
                        if tool in failed:
                            continue
                        try:
                            run = runner.fit(tool, case, folder, threads)
                        except RuntimeError as error:
                            failed[tool] = str(error).splitlines()[-1][:200]
                            say(f"  {tool} failed: {error}")
                        else:
                            seconds = run["prepare"] + run["train"]
                            times.setdefault((tool, threads, busy), []).append(seconds)
        result[case] = times, failed
    return result


def turns(thread_counts, tools, repeat):
    """Each tool on each count of threads, another one first each time."""
    pairs = [(threads, tool) for threads in thread_counts for tool in tools]
    return pairs[repeat % len(pairs):] + pairs[:repeat % len(pairs)]


@contextlib.contextmanager
def busy_processes(count):
    """Keeps `count` cores busy meanwhile."""
    processes = []
    try:
        for _ in range(count):
            processes.append(subprocess.Popen([sys.executable, "-c", BUSY]))
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def section(result, conditions):
    """For each case a table of the times, and one of the gain of threads."""
    lines = ["## Beside busy processes", "",
             "Prepare + train, alone and beside processes that each keep a core busy; `x` is the median "
             "divided by that of the",
             "same tool and threads alone. Wanted of automl: at most 2.5x beside one for each core (2x is a "
             "fair share), and 2",
             "threads never slower than 1."]
    for case, (times, failed) in result.items():
        loads = sorted({busy for _, _, busy in times})
        lines += ["", f"### {case.rows:,} x {case.columns}, {case.rounds} rounds", "",
                  "| threads | tool | alone, s |" + "".join(f" beside {busy}, s | x |" for busy in loads[1:]),
                  "|---:|---|---:|" + "---:|---:|" * len(loads[1:])]
        lines += [row(tool, threads, [times.get((tool, threads, busy)) for busy in loads])
                  for tool, threads in sorted(dict.fromkeys((tool, threads) for tool, threads, _ in times),
                                              key=lambda pair: pair[1])]
        lines += threads_table(times, loads)
        lines += [f"\n{tool} failed, and its later runs are left out: {why}" for tool, why in failed.items()]
    count = max(len(runs) for times, _ in result.values() for runs in times.values())
    return "\n".join([*lines, "", f"Runs of each: {count}. {conditions.text()}", ""])


def row(tool, threads, runs):
    """The times of one tool and count of threads, by busy processes; None where there are none."""
    cells = [str(threads), bold(tool)]
    for busy, values in enumerate(runs):
        cells.append(spread(values) if values else "")
        if busy > 0:
            cells.append(ratio(values, statistics.median(runs[0])) if values else "")
    return "| " + " | ".join(cells) + " |"


def threads_table(times, loads):
    """The median on most threads divided by that on one, by busy processes."""
    most = max(threads for _, threads, _ in times)
    tools = [tool for tool in dict.fromkeys(tool for tool, _, _ in times)
             if all((tool, threads, busy) in times for threads in (1, most) for busy in loads)]
    if most == 1 or not tools:
        return []
    lines = ["", f"| {most} threads / 1 thread | alone |" + "".join(f" beside {busy} |" for busy in loads[1:]),
             "|---|---:|" + "---:|" * len(loads[1:])]
    for tool in tools:
        shares = [ratio(times[tool, most, busy], statistics.median(times[tool, 1, busy])) for busy in loads]
        lines.append("| " + " | ".join([bold(tool), *shares]) + " |")
    return lines
