"""Line charts with logarithmic axes, as SVG text: nothing has to be installed for them."""

import dataclasses
import math

COLOURS = {"automl": "#d62728", "xgboost": "#1f77b4", "lightgbm": "#2ca02c", "lightgbm_quantized": "#9467bd",
           "catboost": "#ff9f0e"}
WIDTH, HEIGHT = 420, 270  # Of a panel.
LEFT, RIGHT, TOP, BOTTOM = 52, 24, 36, 30  # Around what a panel plots.
LEGEND = 30


@dataclasses.dataclass
class Panel:
    title: str
    lines: dict  # For each tool its points `(x, y)`, all above 0, in the order of x.


def svg(panels, columns=2):
    """Panels in rows of `columns` under one legend; a dashed line rises as what grows linearly does."""
    width, height = WIDTH * columns, HEIGHT * math.ceil(len(panels) / columns) + LEGEND
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
             'font-family="sans-serif" font-size="12" fill="#333">',
             f'<rect width="{width}" height="{height}" fill="white"/>']
    parts += legend(list(dict.fromkeys(tool for panel in panels for tool in panel.lines)))
    for index, panel in enumerate(panels):
        x, y = index % columns * WIDTH, index // columns * HEIGHT + LEGEND
        parts += [f'<g transform="translate({x} {y})">', *drawn(panel), "</g>"]
    return "\n".join([*parts, "</svg>", ""])


def legend(tools):
    parts, x = [], LEFT
    for name in [*tools, "linear"]:
        parts += [line([(x, 18), (x + 22, 18)], name), text(x + 28, 22, name, "start")]
        x += 50 + 7 * len(name)
    return parts


def drawn(panel):
    """One panel: title, grid, the dashed line through automl's first point, and the tools' lines."""
    points = [point for line_points in panel.lines.values() for point in line_points]
    if not points:
        return [text(LEFT, TOP - 14, panel.title, "start")]
    xs, ys = sorted({x for x, _ in points}), [y for _, y in points]
    low, high = steps(min(ys), max(ys))
    across = scale(xs[0], xs[-1], LEFT, WIDTH - RIGHT)
    down = scale(low, high, HEIGHT - BOTTOM, TOP)
    parts = [text(LEFT, TOP - 14, panel.title, "start", 'font-weight="bold"')]
    for x in xs:
        parts += [grid(across(x), TOP, across(x), HEIGHT - BOTTOM),
                  text(across(x), HEIGHT - BOTTOM + 18, amount(x), "middle")]
    for y in ticks(low, high):
        parts += [grid(LEFT, down(y), WIDTH - RIGHT, down(y)), text(LEFT - 6, down(y) + 4, amount(y), "end")]
    first_x, first_y = next(iter(panel.lines.values()))[0]
    end = min(xs[-1], first_x * high / first_y)
    parts.append(line([(across(first_x), down(first_y)), (across(end), down(first_y * end / first_x))], "linear"))
    for tool, tool_points in reversed(panel.lines.items()):
        places = [(across(x), down(y)) for x, y in tool_points]
        parts.append(line(places, tool))
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{COLOURS.get(tool, "#555")}"/>'
                  for x, y in places]
    return parts


def scale(low, high, start, end):
    """What takes `low` to `start` and `high` to `end`, logarithmically."""
    span = math.log(high / low) or 1
    return lambda value: start + (end - start) * math.log(value / low) / span


def ticks(low, high):
    """1, 2 and 5 times the powers of 10 from `low` to `high`."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    values = [step * 10.0 ** power for power in powers for step in (1, 2, 5)]
    return [value for value in values if low * 0.999 <= value <= high * 1.001]


def steps(least, most):
    """The ticks around what is from `least` to `most`."""
    around = ticks(least / 10, most * 10)
    return max(t for t in around if t <= least), min(t for t in around if t >= most * 1.001)


def amount(value):
    for size, unit in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{unit}"
    return f"{value:.3g}"


def line(points, name):
    dashes = ' stroke-dasharray="4 4"' if name == "linear" else ""
    colour, width = COLOURS.get(name, "#888"), 3 if name == "automl" else 1.5
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="{width}"{dashes}/>'


def grid(x1, y1, x2, y2):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ddd"/>'


def text(x, y, words, anchor, more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {more}>{words}</text>'
