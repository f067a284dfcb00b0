"""Starts measurements, each in a process of its own."""

import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

PEERS = pathlib.Path(__file__).resolve().with_name("peers.py")


class Runner:
    """Starts measurements, each in a process of its own."""

    def __init__(self, automl, timeout):
        self.automl, self.timeout = automl, timeout

    def peer(self, threads=1, **spec):
        """What peers.py says of `spec`; `whole` is the time from the process's start to its `ended`."""
        names = ["OMP", "OPENBLAS", "MKL", "NUMEXPR"]
        environment = os.environ | {f"{name}_NUM_THREADS": str(threads) for name in names}
        start = time.monotonic()
        command = [sys.executable, "-W", "ignore", PEERS, json.dumps(spec | {"threads": threads})]
        try:
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, timeout=self.timeout)
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"over {self.timeout} s") from None
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

    def data(self, case, root):
        """The folder below `root` with the data of a case, which is made if it is not there."""
        folder = root / case.folder
        self.peer(work="data", case=dataclasses.asdict(case), folder=str(folder))
        return folder

    def fit(self, tool, case, folder, threads, score=False):
        """Trains with automl or a peer; with `score` the test quality is in the result."""
        if tool != "automl":
            return self.peer(work="fit", tool=tool, threads=threads, score=score,
                             case=dataclasses.asdict(case), folder=str(folder))
        run = self.ours(case, folder, threads)
        return run | ({"quality": self.our_quality(case, folder)} if score else {})

    def ours(self, case, folder, threads):
        """Trains with automl, the model going to a file in `folder`."""
        printed, whole, peak = self.run(
            "train", "--data", folder / "train.parquet", "--target", "y", "--auto", "off", "--json",
            "--threads", str(threads), "--output", folder / "model.automl", *case.train_options())
        report = json.loads(printed)
        seconds = report["seconds"]
        return {"prepare": seconds["prepare"], "train": seconds["train"], "whole": whole, "peak": peak,
                "steps": report.get("convergence", {}).get("iterations")}

    def our_quality(self, case, folder):
        predictions = folder / "predictions.parquet"
        self.run("predict", "--model", folder / "model.automl", "--data", folder / "test.parquet",
                 "--output", predictions, *([] if case.task == "regression" else ["--probabilities"]))
        spec = {"case": dataclasses.asdict(case), "folder": str(folder)}
        return self.peer(work="score", predictions=str(predictions), **spec)["quality"]
