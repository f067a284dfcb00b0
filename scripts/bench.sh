#!/bin/sh
# Builds and runs the benchmarks; what follows is for the benchmark tool: --filter REGEX, list, help.
set -eu

cd "$(dirname "$0")/.."
export PKG_CONFIG_PATH="$PWD/.deps/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
cd Benchmarks
swift build -c release --quiet --product AutoMLBenchmarks
../scripts/link-libraries.sh .build/release
swift package --allow-writing-to-package-directory benchmark --no-progress "$@"
