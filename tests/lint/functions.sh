#!/usr/bin/env bash
# Length of functions and files: median of functions <= 15 lines, 95th percentile <= 60, none over
# 100 but those named here; files <= 800 lines, headers <= 150.
set -u
cd "$(dirname "$0")/../.." || exit 2

# file:function:most lines it may have
exceptions="src/sql/lex.c:next_token:200"

lengths=$(mktemp) || exit 2
trap 'rm -f "$lengths"' EXIT
failed=0

find src -name '*.c' | LC_ALL=C sort |
    ctags -L - --languages=C --kinds-C=f --fields=+ne -o - --sort=no 2>/dev/null |
    awk -F '\t' '/^!/ { next } {
        first = last = 0
        for (i = 4; i <= NF; i++) {
            if ($i ~ /^line:/) first = substr($i, 6)
            if ($i ~ /^end:/) last = substr($i, 5)
        }
        if (last) print last - first + 1, $2 ":" $1
    }' | sort -n >"$lengths"

count=$(wc -l <"$lengths")
if [ "$count" -eq 0 ]; then
    echo "src: ctags found no functions; is universal-ctags installed?"
    exit 1
fi

while read -r length name; do
    [ "$length" -gt 100 ] || continue
    most=100
    for exception in $exceptions; do
        [ "${exception%:*}" = "$name" ] && most=${exception##*:}
    done
    if [ "$length" -gt "$most" ]; then
        echo "$name: $length lines, at most $most"
        failed=1
    fi
done <"$lengths"

at() { sed -n "$((($1 * (count - 1) + 50) / 100 + 1))p" "$lengths" | cut -d' ' -f1; }
median=$(at 50) p95=$(at 95)
if [ "$median" -gt 15 ]; then
    echo "src: the median of $count functions is $median lines, at most 15"
    failed=1
fi
if [ "$p95" -gt 60 ]; then
    echo "src: the 95th percentile of $count functions is $p95 lines, at most 60"
    failed=1
fi

while read -r file; do
    lines=$(wc -l <"$file")
    case $file in
    *.h) most=150 ;;
    *) most=800 ;;
    esac
    if [ "$lines" -gt "$most" ]; then
        echo "$file: $lines lines, at most $most"
        failed=1
    fi
done < <(find src tests -name '*.c' -o -path 'src/*' -name '*.h' | LC_ALL=C sort)

[ "${1-}" = --print ] && echo "$count functions: median $median, 95th percentile $p95, longest $(tail -n 1 "$lengths")"
exit $failed
