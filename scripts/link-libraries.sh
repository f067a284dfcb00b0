#!/bin/sh
# Puts links to the libraries of .deps beside the binaries in FOLDER, where they look first ($ORIGIN).
set -eu

deps=$(cd "$(dirname "$0")/.." && pwd)/.deps
for library in "$deps"/lib/*.so* "$deps"/lib/*.dylib; do
  if [ -e "$library" ]; then ln -sfn "$library" "$1/$(basename "$library")"; fi
done
