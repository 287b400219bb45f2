#!/usr/bin/env bash
# No two files of the program define a function of the same name: the linker would take the one it
# meets first, and say nothing where the other one's file is not needed otherwise.
set -u
cd "$(dirname "$0")/../.." || exit 2

archives=$(ls "${BUILD:-build}"/lib*.a 2>/dev/null)
[ -n "$archives" ] || {
    echo "no archives: build first"
    exit 1
}
# shellcheck disable=SC2086 # one word each
twice=$(nm --defined-only -g $archives 2>/dev/null | awk 'NF == 3 && $2 ~ /[TDBR]/ { print $3 }' | sort | uniq -d)
for name in $twice; do
    # shellcheck disable=SC2086
    echo "$name is defined more than once: $(nm --defined-only -g -A $archives 2>/dev/null | awk -v n="$name" '$NF == n { print $1 }' | sed 's/.*:\(.*\.o\):.*/\1/' | tr '\n' ' ')"
done
[ -z "$twice" ]
