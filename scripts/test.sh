#!/bin/bash
# Builds the tests in FOLDER with the given options of swift build, and runs them; shows what fails, and
# the closing line.
#
#   scripts/test.sh FOLDER [--only REGEX | --skip REGEX] [OPTION]...
set -eu -o pipefail

cd "$(dirname "$0")/.."
export PKG_CONFIG_PATH=$PWD/.deps/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}

folder=$1
shift
filter=()
case "${1:-}" in
  --only) filter=(--filter "$2") && shift 2 ;;
  --skip) filter=(--skip "$2") && shift 2 ;;
esac
options=(--scratch-path "$folder" "$@")

swift build --quiet --build-tests "${options[@]}"
bin=$(swift build --show-bin-path "${options[@]}")
scripts/link-libraries.sh "$bin"
swift test --quiet --skip-build --disable-xctest "${options[@]}" "${filter[@]}"
