#!/bin/sh
# The demo: trains on real data through SQL, predicts, and shows the meter.
set -eu

cd "$(dirname "$0")/.."
automl=.build/release/automl
database=.build/demo.duckdb
rm -f "$database" "$database.wal"

echo "== automl sql --database $database -f scripts/demo.sql"
"$automl" sql --database "$database" -f scripts/demo.sql
echo "== automl usage --database $database"
"$automl" usage --database "$database"
