"""A model behind HTTP: automl serve-model beside the multi-model-server of SageMaker's containers.

    python serve_model.py --automl ../../.build/release/automl [--rounds 5] [--wrk wrk]

Needs, in a virtual environment, sagemaker-inference, multi-model-server, setuptools==75.8.0, xgboost-cpu and numpy, and
Java. Both serve the same trees of XGBoost: 100 of depth 6 over 11 columns, whose answers are compared first. Rows a
second are those of text/csv bodies of 2,000 and 20,000 rows over as many connections as the machine has cores, by
turns in one run. Single rows come over 32 connections, from wrk where there is one, which takes less of the
processor than a client in Python. All addresses are of this machine.
"""

import argparse
import contextlib
import http.client
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

COLUMNS = 11
SECONDS = 4

HANDLER = """
import numpy, xgboost
from sagemaker_inference.default_handler_service import DefaultHandlerService
from sagemaker_inference.default_inference_handler import DefaultInferenceHandler
from sagemaker_inference.transformer import Transformer


class Handler(DefaultInferenceHandler):
    def default_model_fn(self, folder, context=None):
        booster = xgboost.Booster()
        booster.load_model(folder + "/model.json")
        booster.set_param({"nthread": 1})
        return booster

    def default_input_fn(self, data, content_type, context=None):
        text = data.decode() if isinstance(data, (bytes, bytearray)) else data
        rows = text.rstrip("\\n").split("\\n")
        return numpy.array([row.split(",") for row in rows], dtype=numpy.float32)

    def default_predict_fn(self, rows, booster, context=None):
        return booster.inplace_predict(rows)

    def default_output_fn(self, predictions, accept, context=None):
        return "\\n".join(map(str, predictions.tolist())) + "\\n", accept


service = DefaultHandlerService(Transformer(default_inference_handler=Handler()))


def handle(data, context):
    if context and not getattr(service, "is_ready", False):
        service.initialize(context)
        service.is_ready = True
    return service.handle(data, context)
"""

PROPERTIES = """decode_input_request=false
default_workers_per_model={workers}
inference_address=http://127.0.0.1:{port}
management_address=http://127.0.0.1:{management}
default_service_handler={folder}/model/code/inference.py:handle
vmargs=-XX:-UseContainerSupport
max_request_size=104857600
max_response_size=104857600
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--automl", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--wrk", default="wrk")
    arguments = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        rows = train(folder)
        ports = free_ports(3)
        servers = {"multi-model-server": ports[0], "automl": ports[1]}
        processes = [start_peer(folder, cores, ports[0], ports[2]), start_automl(arguments.automl, folder, ports[1])]
        try:
            for process, port in zip(processes, servers.values()):
                wait_for(process, port, rows)
            compare(servers, rows)
            measure(servers, rows, cores, arguments)
        finally:
            # The launcher of the multi-model-server ends, and leaves the server in its group.
            for process in processes:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)
            for process in processes:
                process.wait()


def train(folder):
    """Trains the model with XGBoost; the rows to predict as text."""
    import numpy
    import xgboost
    draw = numpy.random.default_rng(0).random
    x = draw((20_000, COLUMNS), dtype=numpy.float32)
    y = (x[:, 0] + x[:, 1] * x[:, 2] + numpy.sin(6 * x[:, 3]) + draw(len(x)) > 1.6).astype(int)
    settings = {"objective": "binary:logistic", "max_depth": 6, "eta": 0.1, "tree_method": "hist"}
    booster = xgboost.train(settings, xgboost.DMatrix(x, y), 100)
    (folder / "model/code").mkdir(parents=True)
    booster.save_model(folder / "model/model.json")
    return [",".join(f"{value:.6g}" for value in row) for row in x.tolist()]


def free_ports(count):
    """Ports of this machine that nobody listens on; the multi-model-server takes none above 32,767."""
    found = []
    for port in random.sample(range(20_000, 32_000), 1_000):
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        found.append(port)
        if len(found) == count:
            return found
    raise RuntimeError("no free port")


def start_peer(folder, workers, port, management):
    (folder / "model/code/inference.py").write_text(HANDLER)
    (folder / "mms.properties").write_text(PROPERTIES.format(
        folder=folder, workers=workers, port=port, management=management))
    variables = {"SAGEMAKER_BASE_DIR": str(folder), "LOG_LOCATION": str(folder), "METRICS_LOCATION": str(folder),
                 "OMP_NUM_THREADS": "1", "TMPDIR": str(folder)}
    program = pathlib.Path(sys.executable).with_name("multi-model-server")
    path = f"{program.parent}:{os.environ['PATH']}"
    return subprocess.Popen(
        [program, "--start", "--foreground", "--model-store", "/", "--mms-config", folder / "mms.properties",
         "--models", f"model={folder}/model"],
        env=os.environ | variables | {"PATH": path}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True)


def start_automl(program, folder, port):
    """The same model, imported; its function gives the probability, as the booster does."""
    types = ", ".join(["FLOAT"] * COLUMNS)
    database = folder / "models.duckdb"
    statement = f"CREATE MODEL m FROM '{folder}/model/model.json' FUNCTION f ({types}) RETURNS DOUBLE"
    subprocess.run([program, "sql", "-d", database, "-c", statement], check=True, capture_output=True)
    return subprocess.Popen([program, "serve-model", "m", "-d", database, "--port", str(port)],
                            stderr=subprocess.DEVNULL, start_new_session=True)


def wait_for(process, port, rows):
    for attempt in range(120):
        if process.poll():
            raise RuntimeError(f"{process.args[0]} has ended: {process.returncode}")
        try:
            if len(invoke(http.client.HTTPConnection("127.0.0.1", port), rows[:1])) == 1:
                return
        except (OSError, RuntimeError):
            pass
        time.sleep(0.5)
    raise RuntimeError(f"nothing answers on port {port}")


def invoke(connection, rows):
    return send(connection, ("\n".join(rows) + "\n").encode())


def send(connection, body):
    connection.request("POST", "/invocations", body, {"Content-Type": "text/csv", "Accept": "text/csv"})
    response = connection.getresponse()
    text = response.read()
    if response.status != 200:
        raise RuntimeError(f"{response.status}: {text[:200]}")
    return [float(value) for value in text.split()]


def compare(servers, rows):
    answers = [invoke(http.client.HTTPConnection("127.0.0.1", port), rows) for port in servers.values()]
    print(f"largest difference of {len(rows)} predictions: "
          f"{max(abs(a - b) for a, b in zip(*answers, strict=True)):.1e}", flush=True)


def measure(servers, rows, cores, arguments):
    print("| rows of a body, connections | server | rows/s, median | least to most |\n|---|---|---:|---|")
    for count in (2_000, 20_000):
        body = ("\n".join(rows[:count]) + "\n").encode()
        rates = {server: [] for server in servers}
        for _ in range(arguments.rounds):
            for server, port in servers.items():
                rates[server].append(count * requests(port, body, cores) / SECONDS)
        for server, values in rates.items():
            print(f"| {count}, {cores} | {server} | {statistics.median(values):,.0f} | "
                  f"{min(values):,.0f} to {max(values):,.0f} |", flush=True)
    if shutil.which(arguments.wrk):
        latencies(servers, rows, arguments)


def requests(port, body, connections):
    """The requests that were answered in some seconds; each connection sends one after another."""
    counts = [0] * connections
    end = time.monotonic() + SECONDS

    def work(index):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while time.monotonic() < end:
            connection.request("POST", "/invocations", body, {"Content-Type": "text/csv", "Accept": "text/csv"})
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise RuntimeError(response.status)
            counts[index] += 1

    threads = [threading.Thread(target=work, args=(index,)) for index in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def latencies(servers, rows, arguments):
    """One row a request over 32 connections, each of which sends when it is answered."""
    print("\n| single rows, 32 connections | requests/s | p50 | p99 |\n|---|---:|---:|---:|")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(f'wrk.method = "POST"\nwrk.body = "{rows[0]}\\n"\nwrk.headers["Content-Type"] = "text/csv"\n'
                     'wrk.headers["Accept"] = "text/csv"\n')
        script.flush()
        found = {server: [] for server in servers}
        for _ in range(arguments.rounds):
            for server, port in servers.items():
                text = subprocess.run(
                    [arguments.wrk, "-t1", "-c32", f"-d{SECONDS}", "--latency", "-s", script.name,
                     f"http://127.0.0.1:{port}/invocations"], capture_output=True, text=True, check=True).stdout
                if "Non-2xx" in text:
                    raise RuntimeError(text)
                found[server].append((float(re.search(r"Requests/sec: +([\d.]+)", text)[1]),
                                      milliseconds(text, 50), milliseconds(text, 99)))
    for server, values in found.items():
        rate, p50, p99 = (statistics.median(column) for column in zip(*values))
        print(f"| {server} | {rate:,.0f} | {p50:.2f} ms | {p99:.2f} ms |", flush=True)


def milliseconds(text, percentile):
    value, unit = re.search(rf"{percentile}% +([\d.]+)(us|ms|s)\b", text).groups()
    return float(value) * {"us": 1e-3, "ms": 1, "s": 1e3}[unit]


if __name__ == "__main__":
    main()
