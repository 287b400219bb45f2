#!/usr/bin/env bash
# record.sh [-c|-f]: asks SQLMesh about every case and writes the answers to recorded/.
#
# Installs the versions of requirements.txt into build/conformance/venv, fetches the source archives
# of SQLMesh and sqlglot from PyPI and makes cases of their example projects and queries.
#
#   -c    leaves recorded/ as it is, and says whether SQLMesh still answers what is there
#   -f    only fetches the sources
#   JOBS  how many run at once (default: one per processor)
#
# Ends with 77 when PyPI cannot be reached and nothing was installed before.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
build=$(cd "$here/../.." && pwd -P)/build/conformance
wanted=$here/requirements.txt
check=false
[ "${1-}" != -c ] || check=true
only_fetch=false
[ "${1-}" != -f ] || only_fetch=true
mkdir -p "$build"

version_of() { grep "^$1==" "$wanted"; }
pip() { "$build/venv/bin/pip" --quiet --disable-pip-version-check "$@"; }

# Also says whether PyPI can be reached.
fetch() {
    local package
    rm -rf "$build/sources"
    mkdir -p "$build/sources"
    for package in sqlmesh sqlglot; do
        pip download --no-deps --no-binary :all: -d "$build/sources" "$(version_of $package)" >&2 || return 1
    done
    for package in "$build"/sources/*.tar.gz; do tar -xzf "$package" -C "$build/sources"; done
    cp "$wanted" "$build/sources/fetched"
}

if $only_fetch && cmp -s "$wanted" "$build/sources/fetched"; then
    exit 0
fi
if ! cmp -s "$wanted" "$build/venv/installed"; then
    rm -rf "$build/venv"
    python3 -m venv "$build/venv"
fi
if ! cmp -s "$wanted" "$build/sources/fetched" && ! fetch; then
    echo "record.sh: $(version_of sqlmesh) cannot be had from PyPI" >&2
    exit 77
fi
! $only_fetch || exit 0
if ! cmp -s "$wanted" "$build/venv/installed"; then
    pip install -r "$wanted"
    cp "$wanted" "$build/venv/installed"
fi

rm -rf "$build/generated" "$build/recorded"
mkdir -p "$build/recorded"
"$build/venv/bin/python" "$here/generate.py" "$build/sources" "$build/generated"
# The longest first; importing SQLMesh takes seconds, so each process takes several.
find "$here/cases" "$build/generated" -name '*.case' -printf '%s %p\n' | sort -rn | cut -d ' ' -f 2- |
    xargs -r -d '\n' -P "${JOBS:-$(nproc)}" -n 4 "$build/venv/bin/python" "$here/record.py" --out "$build/recorded"

if [ $check = false ]; then
    rm -f "$here"/recorded/*
    cp "$build"/recorded/* "$here/recorded/"
elif diff -rq "$build/recorded" "$here/recorded"; then
    echo "record.sh: SQLMesh answers what is recorded"
else
    echo "record.sh: SQLMesh answers other things than recorded; see them with diff -r $build/recorded $here/recorded" >&2
    exit 1
fi
