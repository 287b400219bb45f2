#!/usr/bin/env bash
# odcs_fetch.sh: brings what contracts are compared with into build/conformance, pinned.
#
#   odcs/odcs-v3.1.0.json   the JSON Schema of ODCS v3.1.0, as the standard's Python package ships it
#   sources/sqlmesh-*       SQLMesh's sources with its example projects (record.sh fetches them)
#
# None is copied into this repository. Ends with 77 and says what is missing where PyPI cannot be
# reached; with 1 when a file is another one than expected.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
odcs=$(cd "$here/../.." && pwd -P)/build/conformance/odcs
mkdir -p "$odcs"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
code=0

is() { [ -f "$1" ] && [ "$(sha256sum <"$1" | cut -d' ' -f1)" = "$2" ]; }

# $1 file, $2 its digest, $3 package==version, $4 its file in the wheel
bring() {
    is "$odcs/$1" "$2" && return
    if ! timeout 180 python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary :all: -d "$work" "$3" >"$work/log" 2>&1 ||
        ! python3 -c 'import glob, sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(glob.glob(sys.argv[1] + "/*.whl")[0]).read(sys.argv[2]))' "$work" "$4" >"$work/$1" 2>>"$work/log"; then
        echo "contracts: $1 cannot be had from PyPI: $(tail -n 1 "$work/log")"
        code=77
    elif ! is "$work/$1" "$2"; then
        echo "contracts: $1 is not the one that is expected: $(sha256sum <"$work/$1")"
        code=1
    else
        mv "$work/$1" "$odcs/$1"
    fi
    rm -f "$work"/*.whl
}

bring odcs-v3.1.0.json da29a9ce58b8c06786571b163524427c973a851b4f691cf1291f3d7aadc74985 \
    open-data-contract-standard==3.1.0 open_data_contract_standard/schema.json
"$here/record.sh" -f || code=$?
exit $code
