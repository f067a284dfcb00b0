#!/bin/bash
# Feeds a target, or each in turn, with made-up inputs: libFuzzer's, which look for new paths through the
# code, where the toolchain has it; else those of a seed.
#
#   scripts/fuzz.sh SECONDS SEED [TARGET]
#
# What was found stays in .build-fuzz/found, the corpus that grew in .build-fuzz/corpus.
set -eu -o pipefail

cd "$(dirname "$0")/.."
export PKG_CONFIG_PATH=$PWD/.deps/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
seconds=$1
seed=$2
targets=(${3:-parser session archive xgboost stored})
options=(-c release --scratch-path .build-fuzz)

swift build --quiet "${options[@]}" --product AttackTool
bin=$(swift build --show-bin-path "${options[@]}")
scripts/link-libraries.sh "$bin"
mkdir -p .build-fuzz/found

# A build of its own, instrumented: DuckDB and OpenBLAS are not.
export AUTOML_LIBFUZZER=1
instrumented=(-c release --scratch-path .build-fuzz/instrumented --sanitize fuzzer)
if swift build --quiet "${instrumented[@]}" --product LibFuzzer > .build-fuzz/libfuzzer.log 2>&1; then
  fuzzer=$(swift build --show-bin-path "${instrumented[@]}")
  scripts/link-libraries.sh "$fuzzer"
else
  fuzzer=
  echo "this toolchain has no libFuzzer (.build-fuzz/libfuzzer.log): inputs are those of the seed"
fi

for target in "${targets[@]}"; do
  echo "== $target, $seconds s, seed $seed"
  if [ -z "$fuzzer" ]; then
    "$bin/AttackTool" fuzz "$target" seed="$seed" seconds="$seconds" input=".build-fuzz/found/$target.input"
    continue
  fi
  mkdir -p ".build-fuzz/corpus/$target"
  "$bin/AttackTool" corpus "$target" folder=".build-fuzz/corpus/$target-seeds"
  AUTOML_FUZZ_TARGET=$target "$fuzzer/LibFuzzer" -seed="$seed" -max_total_time="$seconds" -timeout=60 \
    -rss_limit_mb=4096 -print_final_stats=1 -verbosity=0 -artifact_prefix=".build-fuzz/found/$target-" \
    ".build-fuzz/corpus/$target" ".build-fuzz/corpus/$target-seeds" || {
    echo "again: $bin/AttackTool fuzz $target replay=.build-fuzz/found/$target-..." >&2
    exit 1
  }
done
