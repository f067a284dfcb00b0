#!/bin/bash
# Remote functions beside AWS's multi-model-server and beside automl serve-model; see Tests/RemoteServers.
set -eu -o pipefail

cd "$(dirname "$0")/.."
here=$PWD/Tests/RemoteServers
automl=$PWD/.build/release/automl
venv=$PWD/.deps/remote-test
port=18180

if ! command -v java > /dev/null && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  echo '== installing a Java runtime'
  { apt-get -qq update && apt-get -qq -y install openjdk-17-jre-headless python3-venv; } > /dev/null || true
fi
for program in java python3 curl; do
  command -v $program > /dev/null || { echo "remote-test: skipped, for there is no $program"; exit 0; }
done
if [ ! -e "$venv/ready" ]; then
  echo "== installing AWS's model server into .deps"
  python3 -m venv "$venv"
  # It asks setuptools for pkg_resources, which newer ones have not.
  "$venv/bin/pip" -q install multi-model-server==1.1.11 sagemaker-inference==1.10.1 setuptools==75.8.0 \
    xgboost-cpu==3.0.2 numpy || { echo 'remote-test: skipped, for it cannot be installed'; exit 0; }
  touch "$venv/ready"
fi

work=$(mktemp -d)
server=
stop_server() {
  [ -z "$server" ] || kill -KILL -- "-$server" 2> /dev/null || true
  server=
}
trap 'stop_server; rm -rf "$work"' EXIT

# Waits until the server answers, for a minute at most.
wait_for() {
  for _ in $(seq 120); do
    curl -sf "http://127.0.0.1:$1/ping" > /dev/null && return
    sleep 0.5
  done
  echo "remote-test: the server does not answer"
  exit 1
}

# A group of its own, so that all of it can be killed.
start() {
  set -m
  "$@" > "$work/server.log" 2>&1 &
  server=$!
  set +m
  # The shell is not to tell of its end.
  disown
}

check_predictions() {
  AUTOML_ENDPOINTS="xgb=http://127.0.0.1:$port" \
    "$automl" sql -c "\\set model '$work/model/model.json'" -f "$here/predictions.sql"
}

# A server that goes away, or says nothing more, in the middle of CREATE TABLE AS: one error and no table.
check_fault() {
  local signal=$1
  rm -f "$work/fault.duckdb"
  (sleep 1 && kill "-$signal" -- "-$server") &
  if AUTOML_ENDPOINTS="xgb=http://127.0.0.1:$port" AUTOML_ENDPOINT_SECONDS=3 \
    "$automl" sql -d "$work/fault.duckdb" -c "
      USING EXTERNAL FUNCTION p(a REAL, b REAL, c REAL, d REAL, e REAL, f REAL, g REAL, h REAL, j REAL, k REAL,
        l REAL) RETURNS DOUBLE SAGEMAKER 'xgb'
      CREATE TABLE scored AS SELECT p(i, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1) AS p FROM range(5000000) t(i)" \
    2> "$work/error"; then
    echo "remote-test: no error after SIG$signal"
    exit 1
  fi
  cat "$work/error"
  grep -q 'endpoint "xgb" (http://127.0.0.1' "$work/error"
  [ "$(wc -l < "$work/error")" = 1 ]
  [ "$("$automl" sql -d "$work/fault.duckdb" --format csv \
    -c "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'scored'" | tail -1)" = 0 ]
}

mkdir -p "$work/model/code" "$work/logs"
"$venv/bin/python" "$here/make_model.py" "$work/model"
cp "$here/inference.py" "$work/model/code/"
cat > "$work/mms.properties" << END
decode_input_request=false
default_workers_per_model=2
inference_address=http://127.0.0.1:$port
management_address=http://127.0.0.1:$((port + 1))
default_service_handler=$work/model/code/inference.py:handle
vmargs=-XX:-UseContainerSupport
END
start_mms() {
  # It notes in TMPDIR that it runs, and believes that when it was killed.
  rm -f "$work/.model_server.pid"
  start env TMPDIR="$work" SAGEMAKER_BASE_DIR="$work/sm" LOG_LOCATION="$work/logs" METRICS_LOCATION="$work/logs" \
    PATH="$venv/bin:$PATH" "$venv/bin/multi-model-server" --start --foreground --model-store / \
    --mms-config "$work/mms.properties" --models "model=$work/model"
  wait_for $port
  # The model is there some seconds after the server.
  for _ in $(seq 60); do
    curl -sf -H 'Content-Type: text/csv' --data '0,0,0,0,0,0,0,0,0,0,0' \
      "http://127.0.0.1:$port/invocations" > /dev/null && return
    sleep 0.5
  done
  echo 'remote-test: the model does not answer'
  tail -5 "$work/server.log"
  exit 1
}

echo "== predictions of AWS's multi-model-server"
start_mms
check_predictions
echo '== the server is killed'
check_fault KILL
stop_server
echo '== the server stands still'
start_mms
check_fault STOP
stop_server

echo '== predictions of automl serve-model'
types=$(printf 'REAL, %.0s' $(seq 10))REAL
"$automl" sql -d "$work/served.duckdb" \
  -c "CREATE MODEL served FROM '$work/model/model.json' FUNCTION served ($types) RETURNS DOUBLE"
start "$automl" serve-model served -d "$work/served.duckdb" --port $port
wait_for $port
check_predictions
stop_server
echo 'remote-test: passed'
