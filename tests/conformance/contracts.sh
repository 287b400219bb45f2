#!/usr/bin/env bash
# contracts.sh: do the contracts that stoplog writes follow the official schema of ODCS v3.1.0?
#
# Writes one for every model of the projects in this repository's tests and of SQLMesh's example
# projects, reads each back, holds it against its model (tests/unit/contract/draft.c), and lets
# python3-jsonschema judge it, read by python3-yaml. odcs_fetch.sh brings the schema and the
# examples; where they cannot be had, that is said and the rest is done.
#
#   DRAFT  the program (default build/san/unit/contract/draft)
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
top=$(cd "$here/../.." && pwd -P)
draft=$(readlink -f "${DRAFT:-$top/build/san/unit/contract/draft}")
schema=$top/build/conformance/odcs/odcs-v3.1.0.json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$top" || exit 2
[ -x "$draft" ] || {
    echo "contracts.sh: no program $draft; run make san-units"
    exit 2
}

projects=(tests/demo/warehouse tests/facts/*/before tests/facts/*/after)
examples=(build/conformance/sources/sqlmesh-*/examples/{sushi,wursthall,ibis,multi/repo_1,multi/repo_2,multi_hybrid/sqlmesh_repo})
if [ -d "${examples[0]}" ]; then
    projects+=("${examples[@]}")
else
    echo "contracts: SQLMesh's examples are not here: tests/conformance/odcs_fetch.sh fetches them"
fi

failed=0 number=0
for project in "${projects[@]}"; do
    number=$((number + 1))
    mkdir "$work/$number"
    "$draft" "$project" "$work/$number" >"$work/$number.txt" 2>/dev/null || {
        echo "$project: a contract is not what its model is"
        grep -v -e '^written ' -e '^none ' "$work/$number.txt"
        failed=1
    }
done
cat "$work"/*.txt >"$work/all"
printf 'contracts: %d of %d models of %d projects have one; no table or no known column: %d\n' \
    "$(grep -c '^written ' "$work/all")" "$(grep -cE '^(written|none|differs) ' "$work/all")" "$number" "$(grep -c '^none ' "$work/all")"
# With none of them the test would say nothing.
[ "$(grep -c '^written ' "$work/all")" -gt 100 ] || failed=1

if ! [ -f "$schema" ]; then
    echo "contracts: the schema of ODCS is not here: tests/conformance/odcs_fetch.sh fetches it"
elif ! python3 -c 'import jsonschema, yaml' 2>/dev/null; then
    echo "contracts: python3-jsonschema or python3-yaml is not installed"
else
    python3 "$here/contracts.py" "$schema" "$work" || failed=1
fi
exit $failed
