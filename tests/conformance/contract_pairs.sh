#!/usr/bin/env bash
# The pairs of contracts that datacontract-cli tests itself with: what it says of each, and what stoplog
# says. contract_pairs.tsv holds both and why they differ; docs/contracts.md shows it as a table.
#
#   contract_pairs.sh           is the table of the page that of the file, and does stoplog still say
#                               so? The second needs the pairs, and says SKIPPED without them.
#   contract_pairs.sh fetch     the same, after fetching the pairs from GitHub when it can be reached
#   contract_pairs.sh table     prints the table
#   contract_pairs.sh record    asks both again and writes the answers; needs Python and PyPI too
#
#   CONTRACT_PAIRS_GIT  a clone of datacontract/datacontract-cli (default: build/conformance/
#                       datacontract-cli.git). Only its blobs count, by the ids in the file; nothing of
#                       it is kept in this repository.
#   STOPLOG             the program (default: build/stoplog when it is built, else build/san/stoplog)
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
rows=$top/tests/conformance/contract_pairs.tsv
page=$top/docs/contracts.md
clone=${CONTRACT_PAIRS_GIT:-$top/build/conformance/datacontract-cli.git}
stoplog=${STOPLOG:-$top/build/stoplog}
[ -x "$stoplog" ] || stoplog=$top/build/san/stoplog
export LC_ALL=C.UTF-8

rows() { grep -v '^#' "$rows"; }

table() {
    echo "| pair | datacontract-cli | it says | stoplog (forward) | where they differ |"
    echo "|---|---|---|---|---|"
    rows | awk -F '\t' '{
        printf "| %s | %s | %s | %s | %s |\n", $1, $2, $5, $6, $7
    }'
}

page_table() { sed -n '/^| pair | datacontract-cli/,/^$/p' "$page" | sed '/^$/d'; }

fetch() {
    [ ! -d "$clone" ] && [ -z "${CONTRACT_PAIRS_GIT-}" ] || return 0
    git init -q --bare "$clone"
    timeout 60 git -C "$clone" fetch -q --depth 1 https://github.com/datacontract/datacontract-cli \
        refs/tags/v0.10.37 refs/pull/1482/head 2>/dev/null || rm -rf "$clone"
}

# Whether every blob is there.
have_pairs() {
    local blob
    [ -d "$clone" ] || return 1
    while IFS=$'\t' read -r _ _ before after _; do
        for blob in "$before" "$after"; do
            git -C "$clone" cat-file -e "$blob" 2>/dev/null || return 1
        done
    done < <(rows)
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# write_pair BEFORE AFTER: blobs as files.
write_pair() {
    git -C "$clone" cat-file blob "$1" >"$work/before.yaml"
    git -C "$clone" cat-file blob "$2" >"$work/after.yaml"
}

# "broken, major: 2 loosened, 1 described"
ours() {
    [ -d "$work/repo" ] || {
        git init -q -b main "$work/repo"
        git -C "$work/repo" -c user.name=A -c user.email=a@example.com commit -q --allow-empty -m Empty
    }
    "$stoplog" -C "$work/repo" contract diff "$work/before.yaml" "$work/after.yaml" --compatibility forward \
        --format json >"$work/json" 2>"$work/stderr" || [ $? -eq 1 ] || {
        head -n 1 "$work/stderr"
        return 0
    }
    jq -r '["loosened", "unclear", "widened", "tightened", "extended", "described"] as $views |
        [.changes[].view] as $all |
        (if .effect == "at_risk" then "at risk" else .effect end) + ", " + .needed +
        (if $all == [] then "" else ": " + ([$views[] | . as $view | [$all[] | select(. == $view)] |
            select(length > 0) | "\(length) \($view)"] | join(", ")) end)' "$work/json"
}

# --- asking datacontract-cli -----------------------------------------------------------------------

install_version() {
    local venv=$top/build/conformance/datacontract-$1
    [ -x "$venv/bin/datacontract" ] && return
    python3 -m venv "$venv"
    # 0.10.37 imports pytz and does not ask for it.
    "$venv/bin/pip" --quiet --disable-pip-version-check install "datacontract-cli==$1" pytz
}

# "ends with 1: 3 error, 1 warning"
theirs() {
    local code=0 said
    "$top/build/conformance/datacontract-$1/bin/datacontract" breaking "$work/before.yaml" "$work/after.yaml" \
        >"$work/said" 2>&1 || code=$?
    case $1 in
    0.*) said=$(sed -n '1s/^[0-9]* breaking changes: //p' "$work/said") ;;
    *) said=$(grep -o '\[ [0-9]* [A-Z][a-z]* \]' "$work/said" | tr -d '[]' | xargs | tr '[:upper:]' '[:lower:]' |
        sed 's/\([a-z]\) \([0-9]\)/\1, \2/g') ;;
    esac
    echo "ends with $code: ${said:-refuses the file}"
}

record() {
    local name version before after why
    have_pairs || {
        echo "contract_pairs.sh: no clone of datacontract-cli at $clone" >&2
        exit 77
    }
    grep '^#' "$rows" >"$work/rows"
    while IFS=$'\t' read -r name version before after _ _ why; do
        install_version "$version"
        write_pair "$before" "$after"
        printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$name" "$version" "$before" "$after" "$(theirs "$version")" "$(ours)" "$why"
    done < <(rows) >>"$work/rows"
    cp "$work/rows" "$rows"
}

# --- is it still so? -------------------------------------------------------------------------------

check() {
    local failed=0 count=0 name version before after said want
    if ! diff <(table) <(page_table) >"$work/diff"; then
        echo "docs/contracts.md: the table is not that of contract_pairs.tsv (contract_pairs.sh table):"
        cat "$work/diff"
        failed=1
    fi
    if ! have_pairs; then
        echo "contract pairs: SKIPPED: the files of datacontract-cli cannot be had (CONTRACT_PAIRS_GIT)"
        return $failed
    fi
    while IFS=$'\t' read -r name version before after _ want _; do
        write_pair "$before" "$after"
        said=$(ours)
        count=$((count + 1))
        [ "$said" = "$want" ] || {
            echo "$name ($version): stoplog says \"$said\", recorded is \"$want\""
            failed=1
        }
    done < <(rows)
    echo "contract pairs: $count compared"
    return $failed
}

case ${1-} in
'') check ;;
fetch)
    fetch
    check
    ;;
table) table ;;
record) record ;;
*)
    echo "contract_pairs.sh: there are fetch, table and record, not $1" >&2
    exit 2
    ;;
esac
