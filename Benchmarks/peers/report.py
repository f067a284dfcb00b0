"""Measurements as sections of a Markdown file, each replaced in place."""

import datetime
import os
import pathlib
import platform
import re
import statistics
import sys

INTRODUCTION = """\
# Results

Written by `Benchmarks/peers/compare.py`; see its `--help`. Medians, in parentheses the least and the most. `x` is a time
divided by that of the fastest peer: 0.5x is twice as fast. Each section has its own date and machine.
"""

# The sections before those of the cases.
FIGURES = ["speed", "quality", "quality_full"]


def sections(cases):
    """The order of the sections in the document."""
    return [*FIGURES, *cases, "contention", "scaling"]


class Conditions:
    """When and where something was measured, and how much other processes did meanwhile."""

    def __init__(self, versions):
        self.versions = versions

    def __enter__(self):
        self.date = datetime.date.today().isoformat()
        self.start = (_clock(), _busy(), sum(os.times()[:4]))
        return self

    def __exit__(self, *error):
        clock, busy, own = self.start
        self.others = max(0, (_busy() - busy - (sum(os.times()[:4]) - own)) / (_clock() - clock))

    def text(self):
        versions = ", ".join(f"{name} {version}" for name, version in self.versions.items())
        return (f"{self.date}, {_processor()}, {os.cpu_count()} cores, {platform.system()} "
                f"{platform.release()}. {versions}. Other processes used {self.others:.2f} cores meanwhile.")


def _clock():
    return float(pathlib.Path("/proc/uptime").read_text().split()[0])


def _busy():
    """Seconds that all cores together have worked since the start."""
    fields = [int(text) for text in pathlib.Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


def _processor():
    names = re.findall(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    return names[0] if names else platform.machine()


class Document:
    """A file of sections between comments with their names; the path `-` prints them instead."""

    def __init__(self, path, order, introduction=INTRODUCTION):
        self.path, self.order, self.introduction = path, order, introduction

    def put(self, name, section):
        if str(self.path) == "-":
            print(section, flush=True)
            return
        old = self.path.read_text() if self.path.exists() else ""
        sections = dict(re.findall(r"<!-- (\w+) -->\n(.*?)\n<!-- end -->", old, re.S))
        sections[name] = section.rstrip()
        # Sections that others write stay, at the end.
        names = [key for key in self.order if key in sections] + [
            key for key in sections if key not in self.order]
        parts = [f"<!-- {key} -->\n{sections[key]}\n<!-- end -->\n" for key in names]
        self.path.write_text("\n".join([self.introduction, *parts]))


def case_section(case, runs, qualities, failed, conditions):
    """A table of one case: a row for each tool and thread count, the quickest first."""
    metrics = list(next(iter(qualities.values()), {}))
    lines = [f"## {case.title}", "", f"{case.settings} Test: {case.test_rows:,} rows.", "",
             "| threads | tool | prepare + train, s | x | prepare, s | train, s | whole process, s | x | peak, MB |"
             + "".join(f" {metric} |" for metric in metrics),
             "|---:|---|---:|---:|---:|---:|---:|---:|---:|" + "---:|" * len(metrics)]
    for threads in sorted({threads for _, threads in runs}):
        rows = {tool: _Row(measured) for (tool, count), measured in runs.items() if count == threads}
        fastest = {field: min((statistics.median(getattr(row, field)) for tool, row in rows.items()
                               if tool != "automl"), default=None) for field in ("fit", "whole")}
        for tool, row in sorted(rows.items(), key=lambda item: statistics.median(item[1].fit)):
            cells = [str(threads), bold(tool), spread(row.fit), ratio(row.fit, fastest["fit"]),
                     short(statistics.median(row.prepare)), short(statistics.median(row.train)),
                     spread(row.whole), ratio(row.whole, fastest["whole"]),
                     f"{max(row.peak) / 1e6:.0f}", *(f"{qualities[tool][m]:.5f}" for m in metrics)]
            lines.append("| " + " | ".join(cells) + " |")
    count = max((len(measured) for measured in runs.values()), default=0)
    lines += [f"\n{tool} failed, and its later runs are left out: {reason}" for tool, reason in failed.items()]
    lines += ["", f"Runs of each: {count}. {conditions.text()}", ""]
    return "\n".join(lines)


class _Row:
    def __init__(self, measured):
        self.prepare = [run["prepare"] for run in measured]
        self.train = [run["train"] for run in measured]
        self.fit = [run["prepare"] + run["train"] for run in measured]
        self.whole = [run["whole"] for run in measured]
        self.peak = [run["peak"] for run in measured]


def speed_section(figures, conditions):
    """A table of figures `(what, values, unit, wanted)`."""
    lines = ["## automl by itself", "", "| what | measured | wanted |", "|---|---:|---:|"]
    for what, values, unit, wanted in figures:
        lines.append(f"| {what} | {spread(values)} {unit} | {wanted} |")
    return "\n".join([*lines, "", conditions.text(), ""])


def bold(tool):
    """The tool's name, ours to stand out."""
    return f"**{tool}**" if tool == "automl" else tool


def short(value):
    """Three digits."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def spread(values):
    if len(values) == 1:
        return short(values[0])
    return f"{short(statistics.median(values))} ({short(min(values))} - {short(max(values))})"


def ratio(values, fastest):
    return f"{statistics.median(values) / fastest:.2f}x" if fastest else ""
