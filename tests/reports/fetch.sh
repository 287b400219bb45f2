#!/usr/bin/env bash
# Brings what is published for reading the formats into build/readers: tests/reports/fetch.sh
#
#   sarif.json      the JSON schema of SARIF 2.1.0 (rtm.5), as Microsoft's npm package ships it
#   junit.xsd       the schema of Jenkins' xUnit plugin (junit-10.xsd), as pytest's sources ship it
#   mermaid.min.js  mermaid itself, which draws the charts on code hosts
#
# Each is named by version and by SHA-256; none is copied into this repository. Ends with 77 and says
# what is missing where a registry cannot be reached; with 1 when a file is another one than expected.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
readers=$PWD/build/readers
mkdir -p "$readers"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
code=0

is() { [ -f "$1" ] && [ "$(sha256sum <"$1" | cut -d' ' -f1)" = "$2" ]; }

# $1 file, $2 its digest, the rest: a command that writes it.
bring() {
    local file=$1 digest=$2
    shift 2
    is "$readers/$file" "$digest" && return
    if ! "$@" >"$work/$file" 2>"$work/log" || [ ! -s "$work/$file" ]; then
        echo "reports: $file cannot be had: $(tail -n 1 "$work/log")"
        code=77
    elif ! is "$work/$file" "$digest"; then
        echo "reports: $file is not the one that is expected: $(sha256sum <"$work/$file")"
        code=1
    else
        mv "$work/$file" "$readers/$file"
    fi
}

# shellcheck disable=SC2317 # called by bring
from_npm() { # package, its file
    (cd "$work" && timeout 180 npm pack --silent "$1" | tail -n 1 >name) >&2 || return 1
    tar xzOf "$work/$(cat "$work/name")" "package/$2"
}

# shellcheck disable=SC2317 # called by bring
from_pypi() { # package, version, its file
    timeout 180 python3 -m pip download -q --disable-pip-version-check --no-deps --no-binary "$1" -d "$work" "$1==$2" >&2 || return 1
    tar xzOf "$work/$1-$2.tar.gz" "$1-$2/$3"
}

bring sarif.json 2d99159ae54a3eea97f81781cff48780548657c35949f4b7f25e99a2ba4de4f8 \
    from_npm @microsoft/jest-sarif@1.0.0-beta.0 lib/schemas/sarif-2.1.0-rtm.5.json
bring junit.xsd a1a816f58d1bf95ebabf371994df0b9246dee66ea9572fbec4f9296f1b2c0ff6 \
    from_pypi pytest 8.3.4 testing/example_scripts/junit-10.xsd
bring mermaid.min.js a43bc1afd446f9c4cc66ac5dd45d02e8d65e26fc5344ec0ef787f88d6ddb6f9e \
    from_npm mermaid@11.4.1 dist/mermaid.min.js
exit $code
