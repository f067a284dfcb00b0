#!/bin/sh
# Installs the release binary under PREFIX: bin/automl is a link to libexec/automl/automl, beside which
# libduckdb lies, and OpenBLAS where it is not the system's.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
prefix=$1
folder=$prefix/libexec/automl
mkdir -p "$prefix/bin" "$folder"
for library in "$root"/.deps/lib/libduckdb.* "$root"/.deps/lib/lib*.so.[0-9]*; do
  [ ! -e "$library" ] || cp -L "$library" "$folder"
done
# A copy and a rename: an automl that is running goes on with its own file.
cp "$root/.build/release/automl" "$folder/automl.new"
mv "$folder/automl.new" "$folder/automl"
ln -sfn ../libexec/automl/automl "$prefix/bin/automl"
echo "install: $prefix/bin/automl"
