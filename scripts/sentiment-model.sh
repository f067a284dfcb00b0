#!/bin/bash
# Trains the model of sentiments, which is part of the binary, and measures it.
#
#   scripts/sentiment-model.sh [FILE]   writes the model, into Sources/CSentiment unless FILE is given
#
# The same binary gives the same bytes. It has to be built before, and again after the model has changed.
set -eu -o pipefail

cd "$(dirname "$0")/.."
automl=${AUTOML:-.build/debug/automl}
output=${1:-Sources/CSentiment/sentiment.automl}
database=$(mktemp -u --suffix .duckdb)
trap 'rm -f "$database" "$database.wal"' EXIT

"$automl" sql -d "$database" -f scripts/sentiment-model.sql >&2
"$automl" export sentiment -d "$database" --output "$output"
"$automl" sql -d "$database" -c "
  SELECT part, count(*) AS texts, round(avg((sentiment = told)::INT), 4) AS accuracy
  FROM told GROUP BY part ORDER BY part" -c "
  WITH counts AS (
    SELECT part, label, count(*) FILTER (sentiment = label AND told = label) AS hits,
      count(*) FILTER (sentiment = label) AS are, count(*) FILTER (told = label) AS said
    FROM told, (SELECT DISTINCT sentiment AS label FROM labelled) GROUP BY part, label)
  SELECT part, round(avg(2 * hits / (are + said)), 4) AS macro_f1 FROM counts GROUP BY part ORDER BY part"
