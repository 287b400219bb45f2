#!/usr/bin/env bash
# history.sh [--last N] REPOSITORY[:FOLDER]...: runs `stoplog diff` over the commits of SQLMesh
# repositories and prints Markdown tables of what it could read.
#
# Every commit of the first-parent history of HEAD (that touches the folder, when one is given; then
# only the folder is looked at) is compared with the one before it; the last one also with nothing at
# all, which lists every model there is. The repositories are read only. Ends with 1 when a run ended
# in any other way than with a report.
#
#   STOPLOG  the program (default build/stoplog)
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
stoplog=$(readlink -f "${STOPLOG:-$top/build/stoplog}")
last=1000000000
if [ "${1-}" = --last ]; then
    last=${2:?--last needs a number}
    shift 2
fi
[ $# -gt 0 ] || {
    echo "usage: tests/conformance/history.sh [--last N] REPOSITORY[:FOLDER]..." >&2
    exit 2
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=$work/gitconfig LC_ALL=C.UTF-8
git config --global safe.directory '*'
git config --global user.name Conformance
git config --global user.email conformance@example.com

# One line of JSON for one run: exit code, milliseconds, and of the report what the tables need.
run_diff() {
    local repo=$1 from=$2 to=$3 start end code=0
    start=${EPOCHREALTIME//[.,]/}
    "$stoplog" -C "$repo" diff "$from" "$to" --format json >"$work/json" 2>"$work/stderr" || code=$?
    end=${EPOCHREALTIME//[.,]/}
    if [ $code -ne 0 ] || ! jq -e .models "$work/json" >/dev/null 2>&1; then
        echo "$repo: stoplog diff $from $to ended with $code: $(head -n 1 "$work/stderr")" >&2
        printf '{"code": %d, "ms": %d}\n' $((code == 0 ? 99 : code)) $(((end - start) / 1000))
        return
    fi
    jq -c --argjson ms $(((end - start) / 1000)) --argjson diags "$(grep -c ': error: ' "$work/stderr" || true)" '
        { code: 0, ms: $ms, diags: $diags, models: (.models | length),
          classes: [.models[], .files[] | .facts[] | .class],
          codes: [.models[], .files[] | .facts[] | .code],
          unknowns: [.models[] | .after // .before | .unknowns[]? | .cause],
          clean: [.models[] | select((.after // .before).unknowns == [])] | length,
          files: [.files[] | .facts[] | select(.code == "GT101" or .code == "GT105") | .place.path // "?"] }' "$work/json"
}

# A commit whose tree is one folder of another commit's.
commit_of_folder() {
    local tree
    tree=$(git -C "$1" rev-parse -q --verify "$2:$3") && [ "$(git -C "$1" cat-file -t "$tree")" = tree ] || return 1
    git -C "$1" commit-tree -m "$2" "$tree"
}

# Commits to compare, oldest first.
commits_of() {
    local repo=$1 folder=$2 commit
    git -C "$repo" rev-list --first-parent --reverse HEAD -- ${folder:+"$folder"} | tail -n "$last" |
        while read -r commit; do
            if [ -z "$folder" ]; then
                echo "$commit"
            else
                commit_of_folder "$repo" "$commit" "$folder" || true
            fi
        done
}

read_history() {
    local repo=$work/repo.git folder=$2 empty previous commit
    rm -rf "$repo"
    git clone -q --bare --shared "$1" "$repo"
    empty=$(git -C "$repo" commit-tree -m empty "$(git -C "$repo" hash-object -w -t tree /dev/null)")
    previous=$empty
    : >"$work/runs"
    while read -r commit; do
        run_diff "$repo" "$previous" "$commit" >>"$work/runs"
        previous=$commit
    done < <(commits_of "$repo" "$folder")
    run_diff "$repo" "$empty" "$previous" >"$work/all"
}

# "3 a, 1 b" from a list of words, most frequent first.
counted='def counted: group_by(.) | map({n: length, w: .[0]}) | sort_by(-.n, .w) | map("\(.n) \(.w)") | join(", ") | if . == "" then "none" else . end;'

{
    echo "$("$stoplog" --version), $(date -u +%Y-%m-%d)"
    echo
    echo "| repository | commits | ended otherwise | models | read in full | files not understood | errors told | median ms | longest ms |"
    echo "|---|---|---|---|---|---|---|---|---|"
} >"$work/first"
{
    echo "| repository | facts over all commits, by class | unknowns of the last commit, by cause |"
    echo "|---|---|---|"
} >"$work/second"
failed=0
for repo in "$@"; do
    folder=
    case $repo in *:*) folder=${repo##*:} ;; esac
    read_history "${repo%%:*}" "$folder"
    name=${folder:-$(basename "$(readlink -f "$repo")" .git)}
    jq -r -s --arg name "$name" --slurpfile all "$work/all" '
        ($all[0]) as $a | (map(.ms) | sort) as $ms |
        "| \($name) | \(length) | \(map(select(.code != 0)) | length) | \($a.models // 0) | \($a.clean // 0) | \($a.files // [] | unique | length) | \($a.diags // 0) | \($ms[(length / 2 | floor)] // 0) | \($ms[-1] // 0) |"' \
        "$work/runs" >>"$work/first"
    jq -r -s --arg name "$name" --slurpfile all "$work/all" "$counted"'
        "| \($name) | \(map(.classes // []) | add // [] | counted) | \($all[0].unknowns // [] | counted) |"' \
        "$work/runs" >>"$work/second"
    jq -e -s 'all(.code == 0)' "$work/runs" "$work/all" >/dev/null || failed=1
done
cat "$work/first"
echo
cat "$work/second"
exit $failed
