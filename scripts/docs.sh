#!/bin/bash
# Writes the documentation of the library's public names into FOLDER (.build/docs); a warning is an error.
#
#   scripts/docs.sh [FOLDER]
set -eu -o pipefail

cd "$(dirname "$0")/.."
export PKG_CONFIG_PATH=$PWD/.deps/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}

folder=${1:-.build/docs}
swift build --quiet --target AutoML
bin=$(swift build --show-bin-path)
options=()
for map in "$bin"/{CKernels,COpenBLAS}.build/module.modulemap Sources/{CDuckDB,CZlib}/module.modulemap; do
  options+=(-Xcc "-fmodule-map-file=$map")
done
for include in Sources/CKernels/include Sources/COpenBLAS/include $(pkg-config --variable=includedir duckdb); do
  options+=(-Xcc -I -Xcc "$include")
done
graphs=$(mktemp -d)
trap 'rm -rf "$graphs"' EXIT
swift symbolgraph-extract -module-name AutoML -I "$bin/Modules" "${options[@]}" \
  -target "$(swift -print-target-info | sed -n 's/.*"unversionedTriple": "\(.*\)",/\1/p' | head -1)" \
  -minimum-access-level public -output-dir "$graphs"
docc convert --additional-symbol-graph-dir "$graphs" --fallback-display-name AutoML \
  --fallback-bundle-identifier automl --warnings-as-errors --output-path "$folder"
echo "docs: $folder"
