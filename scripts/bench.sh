#!/bin/bash
# Builds and runs the benchmarks.
#
#   scripts/bench.sh [ARGUMENT]...   with the benchmark tool: --filter REGEX, list, help
#   scripts/bench.sh --small         each once, on a hundredth of its rows: no figures, but it runs
set -eu -o pipefail

cd "$(dirname "$0")/.."
export PKG_CONFIG_PATH=$PWD/.deps/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}

# The stages are internal to their modules; optimised code keeps what is internal only if it is to be tested.
# The folder is that of the tests of optimised code, which have built the library with these options.
options=(--scratch-path ../.build-release-tests -Xswiftc -enable-testing)
cd Benchmarks
swift build -c release "${options[@]}" --quiet --product AutoMLBenchmarks
../scripts/link-libraries.sh ../.build-release-tests/release
if [ "${1:-}" != --small ]; then
  swift package "${options[@]}" --allow-writing-to-package-directory benchmark --no-progress "$@"
  exit
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! AUTOML_BENCHMARKS=small ../.build-release-tests/release/AutoMLBenchmarks > "$log" 2>&1; then
  tail -50 "$log"
  exit 1
fi
echo 'benchmarks: each has run'
