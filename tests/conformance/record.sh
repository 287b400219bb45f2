#!/usr/bin/env bash
# record.sh: asks SQLMesh about every case again; run by `make conformance`.
#
# Installs the versions of requirements.txt into build/conformance/venv, fetches the source archives
# of SQLMesh and sqlglot from PyPI, makes cases of their example projects and queries, and writes the
# answers to recorded/. Without the archives the recorded answers about them stay as they are.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
build=$(cd "$here/../.." && pwd -P)/build/conformance
mkdir -p "$build"

if ! cmp -s "$here/requirements.txt" "$build/venv/installed"; then
    rm -rf "$build/venv"
    python3 -m venv "$build/venv"
    "$build/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
    cp "$here/requirements.txt" "$build/venv/installed"
fi
python=$build/venv/bin/python

fetch() {
    local package
    rm -rf "$build/sources"
    mkdir -p "$build/sources"
    for package in sqlmesh sqlglot; do
        "$build/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --no-binary :all: -d "$build/sources" \
            "$(grep "^$package==" "$here/requirements.txt")" || return 1
    done
    for package in "$build"/sources/*.tar.gz; do tar -xzf "$package" -C "$build/sources" || return 1; done
    cp "$here/requirements.txt" "$build/sources/fetched"
}

generated=()
if cmp -s "$here/requirements.txt" "$build/sources/fetched" || fetch; then
    rm -rf "$build/generated"
    "$python" "$here/generate.py" "$build/sources" "$build/generated"
    generated=("$build"/generated/*.case)
else
    echo "record.sh: the source archives cannot be fetched; answers about the example projects stay as they are" >&2
fi
exec "$python" "$here/record.py" "$here"/cases/*.case "${generated[@]}"
