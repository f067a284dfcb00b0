#!/bin/sh
# Trains with automl and other libraries side by side and writes Benchmarks/RESULTS.md; arguments go to
# Benchmarks/peers/compare.py (--help). The libraries are installed into .build/peers-venv.
set -eu

cd "$(dirname "$0")/.."
python=.build/peers-venv/bin/python
wanted=Benchmarks/peers/requirements.txt
if ! cmp -s "$wanted" .build/peers-venv/requirements.txt; then
  python3 -m venv .build/peers-venv || {
    echo 'python3 with venv is needed (on Debian: apt install python3-venv)' >&2
    exit 1
  }
  "$python" -m pip install --quiet --disable-pip-version-check -r "$wanted"
  cp "$wanted" .build/peers-venv/requirements.txt
fi
exec "$python" Benchmarks/peers/compare.py "$@"
