#!/bin/bash
# Runs attacks under the thread and the address sanitizer, each in a build of its own.
#
#   scripts/sanitize.sh SEED
#
# DuckDB and OpenBLAS are not instrumented; nothing had to be suppressed for them.
set -eu -o pipefail

cd "$(dirname "$0")/.."
export PKG_CONFIG_PATH=$PWD/.deps/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
seed=$1
export TSAN_OPTIONS="halt_on_error=0 exitcode=66"
# Memory that ends with the process is no leak: DuckDB keeps some.
export ASAN_OPTIONS="detect_leaks=0"

failed=
for sanitizer in thread address; do
  options=(--scratch-path ".build-$sanitizer" --sanitize "$sanitizer")
  swift build --quiet "${options[@]}" --product AttackTool
  bin=$(swift build --show-bin-path "${options[@]}")
  scripts/link-libraries.sh "$bin"
  for attack in "stress seconds=60" "fuzz parser" "fuzz session" "fuzz archive" "fuzz xgboost" "fuzz stored"; do
    echo "== $sanitizer: $attack"
    # shellcheck disable=SC2086  # words
    "$bin/AttackTool" $attack seed="$seed" input=".build-$sanitizer/input" || failed=yes
  done
done
[ -z "$failed" ] || { echo "a sanitizer or an attack found a fault" >&2; exit 1; }
