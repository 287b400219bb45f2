#!/usr/bin/env bash
# Times stoplog beside git on generated repositories, in one run, alternating, and prints a table of
# medians and ratios.
#
#   STOPLOG  the program (default build/stoplog)
#   SIZES    numbers of models (default "1000 10000")
#   ROUNDS   runs of each command (default 9)
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
stoplog=$(readlink -f "${STOPLOG:-$top/build/stoplog}")
sizes=${SIZES:-1000 10000}
rounds=${ROUNDS:-9}
out=$top/build/bench
[ -x "$stoplog" ] || {
    echo "tests/bench/run.sh: $stoplog is not built; run make first" >&2
    exit 2
}

for name in $(git rev-parse --local-env-vars); do unset "$name"; done
mkdir -p "$out"
export HOME=$out/home GIT_CONFIG_GLOBAL=$out/home/gitconfig GIT_CONFIG_NOSYSTEM=1
mkdir -p "$HOME"
git config --global safe.directory '*'
"${CC:-cc}" -O2 -D_GNU_SOURCE -o "$out/measure" "$top/tests/bench/measure.c"

# measured LABEL GIT_LABEL then the two commands as measure takes them: one row of the table.
row() {
    local label=$1 git_label=$2 code ours git_code theirs peak git_peak
    shift 2
    { read -r code ours _ peak && read -r git_code theirs _ git_peak; } < <("$out/measure" "$rounds" "$@")
    if [ "$git_code" -ne 0 ] || [ "$code" -gt 1 ]; then
        echo "tests/bench/run.sh: $label: stoplog ended with $code, git with $git_code" >&2
        return 1
    fi
    awk -v label="$label" -v git_label="$git_label" -v ours="$ours" -v theirs="$theirs" -v peak="$peak" -v git_peak="$git_peak" 'BEGIN {
        printf "| %s | %.1f ms | %.1f MiB | `%s` | %.1f ms | %.1f MiB | %.1f |\n",
            label, ours / 1000, peak / 1024, git_label, theirs / 1000, git_peak / 1024, ours / theirs
    }'
}

echo "$("$stoplog" --version), $(git --version), $(nproc) processors, median of $rounds runs, $(date -u +%Y-%m-%d)"
echo
echo "| push | stoplog | peak | git | time | peak | ratio |"
echo "|---|---|---|---|---|---|---|"
for size in $sizes; do
    repo=$out/models-$size.git
    # Made once: the same number always gives the same repository.
    stamp=$(sha256sum <"$top/tests/bench/generate.sh")
    if [ "$(cat "$repo.stamp" 2>/dev/null)" != "$stamp" ]; then
        "$top/tests/bench/generate.sh" "$size" "$repo"
        printf '%s\n' "$stamp" >"$repo.stamp"
    fi
    git -C "$repo" ls-tree -r main | awk '{ print $3 }' >"$repo.blobs"
    row "$size models, no governed file" "git diff-tree -r" \
        -- "$stoplog" -C "$repo" check main readme --ref main \
        -- git -C "$repo" diff-tree -r main readme
    row "$size models, one changed" "git cat-file --batch --buffer" \
        -- "$stoplog" -C "$repo" check main one --ref main \
        -- "<$repo.blobs" git -C "$repo" cat-file --batch --buffer
done
