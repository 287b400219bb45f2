#!/usr/bin/env bash
# Layout is what clang-format 14 (Debian 12) makes of .clang-format. Another version lays out
# differently, so it is not asked.
set -u
cd "$(dirname "$0")/../.." || exit 2

tool=$(command -v clang-format-14 || command -v clang-format) || {
    echo "clang-format is not installed (./install.sh --check-deps)"
    exit 1
}
case $("$tool" --version) in
*"version 14."*) ;;
*)
    echo "skipped: $("$tool" --version) is not clang-format 14" >&2
    exit 0
    ;;
esac
bad=$(find src tests -name '*.[ch]' -not -path 'tests/facts/*' | LC_ALL=C sort |
    xargs "$tool" --dry-run -Werror 2>&1 | sed -n 's/^\([^ :]*\):\([0-9]*\):.*error: .*/\1 \2/p' |
    awk '!seen[$1]++ { print $1 ":" $2 ": not in the layout of .clang-format; run clang-format -i on it" }')
[ -z "$bad" ] || {
    printf '%s\n' "$bad"
    exit 1
}
