#!/usr/bin/env bash
# Time and memory of comparing two contracts grow with their columns and not faster: a pair of SMALL
# columns and one of FACTOR times as many (tests/bench/contract.sh), as growth.sh does for models.
# Writes TAP.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
stoplog=${GROWTH_STOPLOG:-$top/build/stoplog}
[ -x "$stoplog" ] || stoplog=${STOPLOG:-$top/build/san/stoplog}
stoplog=$(readlink -f "$stoplog")
small=2000 factor=4 slack_time=200 slack_memory=130 tries=6
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
for name in $(git rev-parse --local-env-vars); do unset "$name"; done
export HOME=$work GIT_CONFIG_GLOBAL=$work/gitconfig GIT_CONFIG_NOSYSTEM=1 LC_ALL=C.UTF-8
read -ra cc <<<"${CC:-cc}"
"${cc[@]}" -O2 -D_GNU_SOURCE -o "$work/measure" "$top/tests/bench/measure.c" || exit 2
git init -q -b main "$work/repo" && git -C "$work/repo" -c user.name=A -c user.email=a@example.com commit -q --allow-empty -m Empty || exit 2
for columns in "$small" $((small * factor)); do
    "$top/tests/bench/contract.sh" "$columns" "$work/before-$columns.yaml" "$work/after-$columns.yaml" || exit 2
done

compare=("$stoplog" -C "$work/repo" contract diff)
many=$((small * factor))
ok=
echo 1..1
for ((try = 1; try <= tries; try++)); do
    codes=() times=() peaks=()
    while read -r code _ _ peak time; do
        codes+=("$code") times+=("$time") peaks+=("$peak")
    done < <("$work/measure" "$try" -- "${compare[@]}" "$work/before-$small.yaml" "$work/after-$small.yaml" \
        -- "${compare[@]}" "$work/before-$many.yaml" "$work/after-$many.yaml")
    said="$small columns: ${times[0]} us, ${peaks[0]} KiB; $factor times as many: ${times[1]} us, ${peaks[1]} KiB; ended with ${codes[*]}"
    [ "${codes[*]}" = "1 1" ] || break
    if [ $((times[1] * 100)) -le $((times[0] * factor * slack_time)) ] &&
        [ $((peaks[1] * 100)) -le $((peaks[0] * factor * slack_memory)) ]; then
        ok=1
        break
    fi
done
[ -n "$ok" ] || echo -n "not "
echo "ok 1 comparing contracts grows with their columns"
echo "# $said"
[ -n "$ok" ]
