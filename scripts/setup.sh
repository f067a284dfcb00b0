#!/bin/sh
# Installs what automl builds and runs with, and nothing that is there already:
#   - OpenBLAS, libedit and zlib with their headers, and pkg-config: Debian's packages, or Homebrew's.
#   - libduckdb 1.5.5: an installed one, else the official library out of a wheel on PyPI, pinned by hash.
#
# With root (or sudo) Debian's packages are installed as usual; without, they are unpacked into .deps and
# used from there. Everything else goes into .deps too. Running it again is free, and safe at any time:
# each part is put in place by one rename, so that an interrupted run leaves nothing half made.
#
# DUCKDB_LIBRARY=/path/to/libduckdb.so uses that library.  AUTOML_NO_ROOT=1 does not try to be root.
set -eu

swift_required=6.2
swift_tested=6.3.1
duckdb_version=1.5.5
wheel=bareduckdb==0.12.155
wheel_linux_x86_64=5b2071948525f26a3620a3fbbcf698c4c9d824bc51cd88446e5b13541b7fdaa8
wheel_macos_arm64=2d6d2495e70cd184448f46fd6c75967c3e9765ed75966e3b8e82c7d2fa5d506e

root=$(cd "$(dirname "$0")/.." && pwd)
deps=$root/.deps
stamp=$deps/setup.stamp
revision="set-up 2, DuckDB $duckdb_version${DUCKDB_LIBRARY:+ at $DUCKDB_LIBRARY}"

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: error: %s\n' "$@" >&2; exit 1; }

# The stamp's first line says what was set up; the others name files that must still be there.
is_done() {
  [ -e "$stamp" ] || return 1
  {
    read -r line && [ "$line" = "$revision" ] || return 1
    while read -r path; do [ -e "$path" ] || return 1; done
  } < "$stamp"
}

# --- Swift -----------------------------------------------------------------------------------------

check_swift() {
  wanted="Swift $swift_required or later is needed ($swift_tested is what automl is tested with)"
  command -v swift > /dev/null ||
    fail "no swift command found. $wanted: https://www.swift.org/install/"
  found=$(swift --version 2>&1 | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
  newest=$(printf '%s\n%s\n' "$swift_required" "$found" | sort -t . -k 1,1n -k 2,2n | tail -n 1)
  [ -n "$found" ] && { [ "$newest" = "$found" ] || [ "$found" = "$swift_required" ]; } ||
    fail "this is Swift ${found:-of an unknown version}. $wanted: https://www.swift.org/install/"
}

# --- OpenBLAS, libedit, zlib -----------------------------------------------------------------------

# The .pc file of a library, ours first; empty when it is not installed.
pc_file() {
  for folder in "$deps/lib/pkgconfig" /usr/local/lib/pkgconfig /usr/lib/pkgconfig \
    /usr/lib/*-linux-gnu*/pkgconfig /usr/lib64/pkgconfig /opt/homebrew/lib/pkgconfig \
    /opt/homebrew/opt/*/lib/pkgconfig /usr/local/opt/*/lib/pkgconfig; do
    if [ -e "$folder/$1.pc" ]; then printf '%s\n' "$folder/$1.pc"; return; fi
  done
}

# The OpenBLAS that automl will open, ours first; empty when it is not installed.
openblas_library() {
  {
    ls "$deps/lib/libopenblas.so.0" 2> /dev/null || true
    ldconfig -p 2> /dev/null | sed -n 's|.*libopenblas\.so\.0 .*=> ||p'
    ls /usr/lib/*-linux-gnu*/libopenblas.so.0 /usr/lib64/libopenblas.so.0 \
      /opt/homebrew/opt/openblas/lib/libopenblas.dylib \
      /usr/local/opt/openblas/lib/libopenblas.dylib 2> /dev/null || true
  } | head -n 1
}

missing_packages() {
  missing=
  [ -n "$(openblas_library)" ] || missing="$missing libopenblas0"
  [ -n "$(pc_file libedit)" ] || missing="$missing libedit-dev"
  # macOS has zlib with its compiler.
  [ -n "$(pc_file zlib)" ] || [ "$(uname)" = Darwin ] || missing="$missing zlib1g-dev"
  # What lies in .deps is found without pkg-config, which tells only where the system keeps its own.
  command -v pkg-config > /dev/null || [ -e "$deps/lib/pkgconfig/libedit.pc" ] || missing="$missing pkg-config"
  printf '%s' "${missing# }"
}

# Runs a command as root; fails where that cannot be had without asking on a machine with nobody to ask.
as_root() {
  [ -z "${AUTOML_NO_ROOT:-}" ] || return 1
  if [ "$(id -u)" = 0 ]; then "$@"
  elif ! command -v sudo > /dev/null; then return 1
  elif [ -t 0 ]; then sudo "$@"
  else sudo -n "$@"
  fi
}

apt_install() {
  as_root true 2> /dev/null || return 1
  say "installing $* with apt-get"
  # A list that cannot be refreshed matters only if the packages are then not found.
  as_root apt-get -qq update > "$work/apt.log" 2>&1 || true
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" \
    >> "$work/apt.log" 2>&1 || { tail -n 20 "$work/apt.log" >&2; return 1; }
}

# apt-get for a user: its own lists and cache, the system's sources.
apt_as_user() {
  mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial"
  apt-get -qq -o Dir::State="$work/apt" -o Dir::Cache="$work/apt/cache" -o APT::Sandbox::User= \
    -o Dir::State::status=/var/lib/dpkg/status -o Debug::NoLocking=1 "$@" 2>> "$work/apt.log"
}

# Debian's packages, unpacked into .deps. libedit is linked from static libraries; OpenBLAS and the Fortran
# libraries it needs are opened at run time, from beside the binary.
unpack_packages() {
  say "no root here: unpacking Debian's packages into .deps"
  mkdir -p "$work/prefix/lib/pkgconfig" "$work/prefix/include"
  unpack libopenblas0-pthread libgfortran5 libedit-dev libbsd-dev libmd-dev libncurses-dev \
    zlib1g-dev || return 1
  # Not every processor's compiler has a libquadmath.
  unpack libquadmath0 2> /dev/null || true

  prefix=$work/prefix
  libraries=$(echo "$work"/unpacked/usr/lib/*-linux-gnu*)
  cp -R "$work/unpacked/usr/include/editline" "$prefix/include"
  find "$work/unpacked/usr/include" \( -name zlib.h -o -name zconf.h \) -exec cp {} "$prefix/include" \;
  cp -L "$libraries/openblas-pthread/libopenblas.so.0" "$libraries/libgfortran.so.5" "$prefix/lib"
  [ ! -e "$libraries/libquadmath.so.0" ] || cp -L "$libraries/libquadmath.so.0" "$prefix/lib"
  gather edit "$libraries/libedit.a" "$libraries/libbsd.a" "$libraries/libmd.a" "$libraries/libtinfo.a"
  gather z "$libraries/libz.a"
  write_pc "$prefix" libedit 3 "-ledit"
  write_pc "$prefix" zlib 1.2 "-lz"

  mkdir -p "$deps/lib/pkgconfig"
  rm -rf "$deps/include"
  mv "$prefix/include" "$deps/include"
  # The .pc files last: they are what a later run looks for.
  mv "$prefix"/lib/lib* "$deps/lib"
  mv "$prefix"/lib/pkgconfig/* "$deps/lib/pkgconfig"
}

# unpack PACKAGE...: fetches and unpacks Debian's packages.
unpack() {
  { [ -e "$work/apt/updated" ] || apt_as_user update; } && touch "$work/apt/updated" &&
    (cd "$work/apt" && apt_as_user download "$@") || { tail -n 5 "$work/apt.log" >&2; return 1; }
  for package in "$@"; do dpkg-deb -x "$work/apt/$package"_*.deb "$work/unpacked"; done
}

# gather NAME ARCHIVE...: a library NAME for the linker that is the group of these archives.
gather() {
  library=$1
  shift
  group=
  for archive in "$@"; do
    name=$(basename "$archive" .a)-static
    cp -L "$archive" "$prefix/lib/$name.a"
    group="$group -l${name#lib}"
  done
  echo "GROUP($group )" > "$prefix/lib/lib$library.so"
}

# write_pc PREFIX NAME VERSION LIBS: a .pc file whose paths follow wherever .deps is moved.
write_pc() {
  printf '%s\n' 'prefix=${pcfiledir}/../..' '' "Name: $2" "Description: $2 for automl" "Version: $3" \
    "Libs: -L\${prefix}/lib $4" 'Cflags: -I${prefix}/include' > "$1/lib/pkgconfig/$2.pc"
}

install_libraries() {
  missing=$(missing_packages)
  [ -n "$missing" ] || return 0
  if command -v apt-get > /dev/null; then
    # shellcheck disable=SC2086  # a list of words
    apt_install $missing || unpack_packages ||
      fail "these packages are needed: apt-get install $missing"
  elif command -v brew > /dev/null; then
    say "installing openblas, libedit and pkgconf with Homebrew"
    brew install --quiet openblas libedit pkgconf
  else
    fail "OpenBLAS, libedit and zlib with headers, and pkg-config, are needed (on Debian: $missing)"
  fi
}

# --- libduckdb -------------------------------------------------------------------------------------

# The version of a libduckdb, such as "v1.5.5", asked of the library itself.
library_version() {
  printf '%s\n' 'extern const char *duckdb_library_version(void); extern int puts(const char *);' \
    'int main(void) { return puts(duckdb_library_version()) < 0; }' > "$work/version.c"
  compiler=$(command -v clang || command -v cc) || return 1
  "$compiler" "$work/version.c" "$1" -Wl,-rpath,"$(dirname "$1")" -o "$work/version" 2> "$work/cc.log" &&
    "$work/version"
}

# A libduckdb that was installed by other means: the first there is.
installed_library() {
  {
    pkg-config --variable=libdir duckdb 2> /dev/null | sed "s|\$|/libduckdb.$suffix|"
    ldconfig -p 2> /dev/null | sed -n 's|.*libduckdb\.so => ||p'
    ls /opt/homebrew/lib/libduckdb.dylib /usr/local/lib/libduckdb.* /usr/lib/libduckdb.* 2> /dev/null
  } | grep -v "^$deps/" | while read -r path; do
    if [ -e "$path" ]; then printf '%s\n' "$path"; break; fi
  done
}

# Python with pip: the one there is, Debian's installed by root, or Debian's unpacked for this one run.
find_pip() {
  if python3 -m pip --version > /dev/null 2>&1; then return; fi
  if command -v apt-get > /dev/null; then
    if apt_install python3-pip; then return; fi
    say "no root here: unpacking Python's pip for this run"
    # shellcheck disable=SC2046  # a list of words
    if apt_as_user update && unpack $(apt_as_user --simulate --no-install-recommends install \
      python3-pip | sed -n 's/^Inst \([^ ]*\).*/\1/p'); then
      PATH=$work/unpacked/usr/bin:$PATH
      PYTHONPATH=$work/unpacked/usr/lib/python3/dist-packages
      LD_LIBRARY_PATH=$(echo "$work"/unpacked/usr/lib/*-linux-gnu*)
      export PYTHONPATH LD_LIBRARY_PATH
      if python3 -m pip --version > /dev/null 2>&1; then return; fi
    fi
  fi
  fail "Python's pip is needed to fetch DuckDB (Debian: apt-get install python3-pip)." \
    "or bring your own library: DUCKDB_LIBRARY=/path/to/libduckdb.$suffix"
}

fetch_library() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) platform=manylinux_2_28_x86_64 hash=$wheel_linux_x86_64 ;;
    Darwin-arm64) platform=macosx_14_0_arm64 hash=$wheel_macos_arm64 ;;
    *)
      fail "no libduckdb $duckdb_version for $(uname -s) on $(uname -m) is on PyPI." \
        "install one, or take libduckdb from https://duckdb.org/install (C/C++, version" \
        "$duckdb_version) and run again with DUCKDB_LIBRARY=/path/to/libduckdb.$suffix"
      ;;
  esac
  find_pip
  say "fetching DuckDB $duckdb_version (35 MB, from PyPI, checked by hash) into .deps"
  printf '%s --hash=sha256:%s\n' "$wheel" "$hash" > "$work/wheel.txt"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
    --python-version 3.12 --implementation cp --platform "$platform" \
    --require-hashes --requirement "$work/wheel.txt" --dest "$work/wheel" ||
    fail "DuckDB could not be fetched; nothing was changed. Run the same command again."
  python3 -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])' \
    "$work"/wheel/*.whl "$work/wheel"
  library=$work/wheel/bareduckdb/_libs/libduckdb.$suffix
  found=$(library_version "$library") || { cat "$work/cc.log" >&2; fail "DuckDB does not run here"; }
  [ "$found" = "v$duckdb_version" ] || fail "the wheel's DuckDB is $found, not v$duckdb_version"
  mv "$library" "$deps/lib/libduckdb.$suffix"
}

use_library() {
  say "using DuckDB $duckdb_version at $1"
  ln -sfn "$1" "$deps/lib/libduckdb.$suffix"
}

install_duckdb() {
  mkdir -p "$deps/lib/pkgconfig"
  [ -e "$deps/include" ] || mkdir "$deps/include"
  if [ -n "${DUCKDB_LIBRARY:-}" ]; then
    [ -e "$DUCKDB_LIBRARY" ] || fail "DUCKDB_LIBRARY: there is no $DUCKDB_LIBRARY"
    found=$(library_version "$DUCKDB_LIBRARY") || { cat "$work/cc.log" >&2; found="unreadable"; }
    [ "$found" = "v$duckdb_version" ] ||
      fail "DUCKDB_LIBRARY: automl needs DuckDB v$duckdb_version, and $DUCKDB_LIBRARY is $found"
    use_library "$(cd "$(dirname "$DUCKDB_LIBRARY")" && pwd)/$(basename "$DUCKDB_LIBRARY")"
  elif [ "$(library_version "$deps/lib/libduckdb.$suffix")" != "v$duckdb_version" ]; then
    installed=$(installed_library)
    found=
    [ -z "$installed" ] || found=$(library_version "$installed") || found="unreadable"
    if [ "$found" = "v$duckdb_version" ]; then
      use_library "$installed"
    else
      [ -z "$installed" ] ||
        say "automl needs DuckDB v$duckdb_version; $installed is $found, and is left alone"
      fetch_library
    fi
  fi
  write_pc "$deps" duckdb "$duckdb_version" -lduckdb
}

# ---------------------------------------------------------------------------------------------------

if is_done; then exit 0; fi
case "$(uname -s)" in Darwin) suffix=dylib ;; *) suffix=so ;; esac
mkdir -p "$deps"
# What a killed run left behind.
find "$deps" -maxdepth 1 -name 'work.*' -mmin +60 -exec rm -rf {} +
work=$(mktemp -d "$deps/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

check_swift
install_libraries
install_duckdb
{
  printf '%s\n' "$revision" "$deps/lib/libduckdb.$suffix" "$deps/lib/pkgconfig/duckdb.pc"
  openblas_library
  for name in libedit zlib; do pc_file "$name"; done
} > "$work/stamp"
mv "$work/stamp" "$stamp"
say "done"
