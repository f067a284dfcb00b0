#!/usr/bin/env python3
"""A remote function beside a plain loop that sends the same bodies to the same endpoint.

    remote_calls.py URL [--rows 1000000] [--connections 2] [--rounds 3] [--program .build/release/automl]

The endpoint answers text/csv rows of 11 numbers at URL/invocations, as Tests/RemoteServers and automl serve-model
do. Both send bodies of 2,048 rows over as many connections, by turns; the loop reads the answers and does nothing
with them. Of the function the time of the whole process counts, its start and the reading of its rows among it.
"""

import argparse
import http.client
import os
import pathlib
import resource
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.parse

COLUMNS = "abcdefghjkl"
ROWS_A_BODY = 2048


def main():
    arguments = parsed()
    with tempfile.TemporaryDirectory() as folder:
        database = pathlib.Path(folder) / "rows.duckdb"
        lines = pathlib.Path(folder) / "rows.csv"
        columns = ", ".join(f"sin(i * {n + 1})::REAL AS {name}" for n, name in enumerate(COLUMNS))
        sql(arguments, database, f"""
            CREATE TABLE t AS SELECT {columns} FROM range({arguments.rows}) r(i);
            COPY t TO '{lines}' (HEADER false)""")
        texts = lines.read_bytes().splitlines(keepends=True)
        bodies = [
            b"".join(texts[start:start + ROWS_A_BODY]) for start in range(0, len(texts), ROWS_A_BODY)
        ]
        declared = ", ".join(f"{name} REAL" for name in COLUMNS)
        query = f"""USING EXTERNAL FUNCTION p({declared}) RETURNS DOUBLE SAGEMAKER 'e'
            SELECT sum(p({', '.join(COLUMNS)})) FROM t"""
        loop, function = [], []
        for _ in range(arguments.rounds):
            loop.append(seconds(lambda: send(arguments, bodies)))
            function.append(seconds(lambda: sql(arguments, database, query)))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        a, b = statistics.median(loop), statistics.median(function)
        print(f"plain loop {a:.2f} s ({min(loop):.2f} to {max(loop):.2f}), "
              f"function {b:.2f} s ({min(function):.2f} to {max(function):.2f}), "
              f"ratio {b / a:.2f}, peak of the function's process {peak:.0f} MB")


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--connections", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--program", default=".build/release/automl")
    return parser.parse_args()


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def sql(arguments, database, text):
    environment = {**os.environ, "AUTOML_ENDPOINTS": f"e={arguments.url}"}
    subprocess.run(
        [arguments.program, "sql", "-d", str(database), "-c", text],
        env=environment, check=True, stdout=subprocess.DEVNULL,
    )


def send(arguments, bodies):
    """Sends all bodies, each connection every so many-th."""
    address = urllib.parse.urlsplit(arguments.url)
    failures = []

    def work(first):
        connection = http.client.HTTPConnection(address.hostname, address.port)
        for body in bodies[first::arguments.connections]:
            connection.request(
                "POST", "/invocations", body, {"Content-Type": "text/csv", "Accept": "text/csv"}
            )
            answer = connection.getresponse()
            text = answer.read()
            if answer.status != 200 or text.count(b"\n") != body.count(b"\n"):
                failures.append(answer.status)
                return

    threads = [threading.Thread(target=work, args=(n,)) for n in range(arguments.connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(f"the endpoint failed: {failures}")


if __name__ == "__main__":
    main()
