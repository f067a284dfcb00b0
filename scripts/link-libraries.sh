#!/bin/sh
# Puts a link to libduckdb beside the binaries in FOLDER, where they look first ($ORIGIN).
set -eu

deps=$(cd "$(dirname "$0")/.." && pwd)/.deps
for library in "$deps"/lib/libduckdb.*; do ln -sfn "$library" "$1/$(basename "$library")"; done
