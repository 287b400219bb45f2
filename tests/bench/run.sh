#!/usr/bin/env bash
# Times stoplog beside git on generated repositories, in one run, alternating, and prints a table of
# medians of processor time and their ratio.
#
#   STOPLOG  the program (default build/stoplog)
#   SIZES    numbers of models (default "1000 3000 10000 30000"; "100000" takes a few minutes)
#   CHANGES  branches of generate.sh to check (default "readme one root wide all")
#   REPACK   further options of git repack, as for generate.sh (default none)
#   ROUNDS   runs of each command (default 9 up to 10,000 models, 3 above)
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
stoplog=$(readlink -f "${STOPLOG:-$top/build/stoplog}")
sizes=${SIZES:-1000 3000 10000 30000}
changes=${CHANGES:-readme one root wide all}
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
# CC may be several words: "ccache gcc".
read -ra cc <<<"${CC:-cc}"
"${cc[@]}" -O2 -D_GNU_SOURCE -o "$out/measure" "$top/tests/bench/measure.c"

rounds_of() { echo "${ROUNDS:-$(($1 > 10000 ? 3 : 9))}"; }

# Made once: the same number always gives the same repository.
repository() {
    local size=$1 repo=$out/models-$1.git stamp
    stamp=$(sha256sum <"$top/tests/bench/generate.sh")${REPACK-}
    [ "$(cat "$repo.stamp" 2>/dev/null)" != "$stamp" ] || return 0
    "$top/tests/bench/generate.sh" "$size" "$repo"
    git -C "$repo" ls-tree -r main | awk '{ print $3 }' >"$repo.base"
    # Both sides of "all", each blob once.
    git -C "$repo" ls-tree -r all | awk '{ print $3 }' | sort -u - "$repo.base" >"$repo.both"
    printf '%s\n' "$stamp" >"$repo.stamp"
}

# row SIZE CHANGE [<FILE] GIT-COMMAND...: one row of the table.
row() {
    local size=$1 change=$2 repo=$out/models-$1.git code ours peak git_code theirs git_peak input=/dev/null
    shift 2
    case $1 in '<'*) input=${1#<} && shift ;; esac
    { read -r code ours _ peak _ && read -r git_code theirs _ git_peak _; } < <(
        "$out/measure" "$(rounds_of "$size")" \
            -- "$stoplog" -C "$repo" check main "$change" --ref main \
            -- "<$input" git -C "$repo" "$@"
    )
    # 3: a limit was hit; the row says so.
    [ "$code" -ne 3 ] || change="$change (cannot decide)"
    if [ "$git_code" -ne 0 ] || { [ "$code" -gt 1 ] && [ "$code" -ne 3 ]; }; then
        echo "tests/bench/run.sh: $size $change: stoplog ended with $code, git with $git_code" >&2
        return 1
    fi
    awk -v size="$size" -v change="$change" -v git="$*" -v ours="$ours" -v theirs="$theirs" -v peak="$peak" -v git_peak="$git_peak" 'BEGIN {
        printf "| %d | %s | %.1f ms | %.1f us | %.1f MiB | %.1f KiB | `%s` | %.1f ms | %.1f MiB | %.1f |\n",
            size, change, ours / 1000, ours / size, peak / 1024, peak / size, git, theirs / 1000, git_peak / 1024, ours / theirs
    }'
}

echo "$("$stoplog" --version), $(git --version), $(nproc) processors, $(date -u +%Y-%m-%d)"
echo
echo "| models | change | stoplog | a model | peak | a model | git | time | peak | ratio |"
echo "|---|---|---|---|---|---|---|---|---|---|"
for change in $changes; do
    for size in $sizes; do
        repository "$size"
        case $change in
        readme) row "$size" "$change" diff-tree -r main readme ;;
        all) row "$size" "$change" "<$out/models-$size.git.both" cat-file --batch --buffer ;;
        *) row "$size" "$change" "<$out/models-$size.git.base" cat-file --batch --buffer ;;
        esac
    done
done
