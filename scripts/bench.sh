#!/bin/sh
# Builds and runs the benchmarks; what follows is for the benchmark tool: --filter REGEX, list, help.
set -eu

cd "$(dirname "$0")/.."
export PKG_CONFIG_PATH="$PWD/.deps/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
cd Benchmarks
# The stages are internal to their modules; optimised code keeps what is internal only if it is to be tested.
testable="-Xswiftc -enable-testing"
swift build -c release $testable --quiet --product AutoMLBenchmarks
../scripts/link-libraries.sh .build/release
swift package $testable --allow-writing-to-package-directory benchmark --no-progress "$@"
