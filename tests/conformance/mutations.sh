#!/usr/bin/env bash
# mutations.sh [-v]: runs the mutants of tests/mutations with DuckDB; see mutations.py.
#
# Installs the DuckDB of requirements.txt into build/conformance/duckdb. Without PyPI nothing is run,
# and that is said.
#
#   MUTANTS  the program tests/unit/change/mutants.c (default build/unit/change/mutants)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
top=$(cd "$here/../.." && pwd -P)
build=$top/build/conformance/duckdb
mutants=$(readlink -f "${MUTANTS:-$top/build/unit/change/mutants}")
mapfile -t pins < <(grep -E '^(duckdb|ruamel\.yaml)==' "$here/requirements.txt")

fetch() {
    python3 -m venv --clear "$build/venv" &&
        "$build/venv/bin/pip" install --quiet --disable-pip-version-check "${pins[@]}" &&
        echo "${pins[*]}" >"$build/fetched"
}

[ -x "$mutants" ] || {
    echo "mutations.sh: no program $mutants; run make tools" >&2
    exit 2
}
mkdir -p "$build"
if [ "$(cat "$build/fetched" 2>/dev/null)" != "${pins[*]}" ] && ! fetch >"$build.log" 2>&1; then
    echo "mutations.sh: skipped: ${pins[*]} cannot be fetched from PyPI (see $build.log)"
    rm -rf "$build"
    exit 0
fi
cd "$top"
"$mutants" duckdb >"$build/mutants.jsonl"
exec "$build/venv/bin/python" "$here/mutations.py" "$@" <"$build/mutants.jsonl"
