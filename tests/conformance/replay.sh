#!/usr/bin/env bash
# replay.sh [--policy PATH] REPOSITORY[:FOLDER]...: runs `stoplog replay` over the whole history of SQLMesh
# repositories and prints two Markdown tables: the numbers, and the pushes by rule. With a folder, each commit that touched it becomes a commit
# of that folder alone. Without --policy it is one team that owns every model, with the rules of
# `standard`. The repositories are only read.
#
#   STOPLOG  the program (default build/stoplog)
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
stoplog=$(readlink -f "${STOPLOG:-$top/build/stoplog}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=$work/gitconfig LC_ALL=C.UTF-8
git config --global safe.directory '*'
git config --global user.name Conformance
git config --global user.email conformance@example.com

policy=$work/policy.yml
cat >"$policy" <<'YAML'
version: 1
teams:
  data: {members: [ann@example.com, bob@example.com]}
owners:
  - {models: "*", team: data}
YAML
if [ "${1-}" = --policy ]; then
    policy=$(readlink -f "${2:?--policy needs a file or folder}")
    shift 2
fi
[ $# -gt 0 ] || {
    echo "usage: tests/conformance/replay.sh [--policy PATH] REPOSITORY[:FOLDER]..." >&2
    exit 2
}

# A chain of commits, each with the folder of one commit of the first-parent history.
chain() {
    local repo=$1 folder=$2 parent='' commit tree date
    while read -r commit; do
        tree=$(git -C "$repo" rev-parse -q --verify "$commit:$folder") || continue
        [ "$(git -C "$repo" cat-file -t "$tree")" = tree ] || continue
        date=$(git -C "$repo" log -1 --format=%ct "$commit")
        parent=$(git -C "$repo" log -1 --format=%s "$commit" |
            GIT_AUTHOR_DATE="$date +0000" GIT_COMMITTER_DATE="$date +0000" \
                git -C "$repo" commit-tree ${parent:+-p "$parent"} "$tree")
    done < <(git -C "$repo" rev-list --first-parent --reverse HEAD -- "$folder")
    git -C "$repo" update-ref refs/heads/chain "$parent"
    git -C "$repo" symbolic-ref HEAD refs/heads/chain
}

echo "$("$stoplog" --version), $(date -u +%Y-%m-%d)"
echo
echo "| repository | pushes | silent | warned | blocked | undecided | median | 95% within | longest |"
echo "|---|---|---|---|---|---|---|---|---|"
for from in "$@"; do
    repo=$work/repo.git folder=''
    case $from in *:*) folder=${from##*:} ;; esac
    rm -rf "$repo"
    git clone -q --bare --shared "${from%%:*}" "$repo"
    [ -z "$folder" ] || chain "$repo" "$folder"
    "$stoplog" -C "$repo" replay --last 20000 --policy "$policy" --format json >"$work/json"
    jq -r --arg name "${folder:-$(basename "${from%%:*}" .git)}" '
        def ms: . / 100 | round / 10 | tostring + " ms";
        "| \($name) | \(.counts.pushes) | \(.counts.pass) | \(.counts.warn) | \(.counts.block) | \(.counts.undecided) | \(.time.median_us | ms) | \(.time.p95_us | ms) | \(.time.longest_us | ms) |"' "$work/json"
    jq -r --arg name "${folder:-$(basename "${from%%:*}" .git)}" '
        "| \($name) | \([.rules[] | select(.block > 0) | "\(.block) \(.rule)"] | join(", ") | if . == "" then "none" else . end) |"' \
        "$work/json" >>"$work/rules"
done
echo
echo "| repository | pushes blocked by a rule |"
echo "|---|---|"
cat "$work/rules"
