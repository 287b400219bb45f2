#!/usr/bin/env bash
# parse.sh [SOURCE]: measures the SQL front end on the SQL of sqlglot's own tests.
#
# Installs the sqlglot of requirements.txt into build/conformance/sqlglot, fetches its source archive
# from PyPI and runs parse.py (which see) with it. SOURCE, when given, is a file of JSON lines
# [dialect, SQL, where it is from] and is measured instead. Without PyPI nothing is
# measured, and that is said.
#
#   DESCRIBE  the program tests/unit/sql/describe.c (default build/unit/sql/describe)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
top=$(cd "$here/../.." && pwd -P)
build=$top/build/conformance/sqlglot
describe=$(readlink -f "${DESCRIBE:-$top/build/unit/sql/describe}")
pin=$(grep '^sqlglot==' "$here/requirements.txt")

fetch() {
    rm -rf "$build"
    mkdir -p "$build"
    python3 -m venv "$build/venv" &&
        "$build/venv/bin/pip" install --quiet --disable-pip-version-check "$pin" &&
        "$build/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --no-binary :all: -d "$build" "$pin" &&
        tar -xzf "$build"/sqlglot-*.tar.gz -C "$build" &&
        echo "$pin" >"$build/fetched"
}

mkdir -p "$(dirname "$build")"
[ -x "$describe" ] || {
    echo "parse.sh: no program $describe; run make tools" >&2
    exit 2
}
if [ "$(cat "$build/fetched" 2>/dev/null)" != "$pin" ] && ! fetch >"$build.log" 2>&1; then
    echo "parse.sh: skipped: $pin cannot be fetched from PyPI (see $build.log)"
    rm -rf "$build"
    exit 0
fi
exec "$build/venv/bin/python" "$here/parse.py" "${1:-$build/${pin/==/-}}" "$describe"
