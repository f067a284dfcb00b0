#!/bin/sh
# Puts links to the libraries of .deps beside the binaries in FOLDER, where they look first ($ORIGIN).
set -eu

deps=$(cd "$(dirname "$0")/.." && pwd)/.deps
for library in "$deps"/lib/libduckdb.* "$deps"/lib/lib*.so.[0-9]*; do
  [ ! -e "$library" ] || ln -sfn "$library" "$1/$(basename "$library")"
done
