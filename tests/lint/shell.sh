#!/usr/bin/env bash
# Every shell script, found by its first line, goes through shellcheck. SC2016 stays off: awk and
# inner shells get their programs in single quotes.
set -u
cd "$(dirname "$0")/../.." || exit 2

mapfile -t scripts < <(
    find install.sh hooks .ci tests -type f -not -path 'tests/facts/*' -not -name '*.bats' -print0 |
        xargs -0 grep -lEIm1 '^#!/(usr/)?bin/(env )?(ba)?sh( |$)' | LC_ALL=C sort
)
failed=0
shellcheck -x -f gcc -e SC2016 "${scripts[@]}" || failed=1
# bats sets variables that shellcheck cannot see, and helpers.bash only defines.
shellcheck -f gcc -s bash -e SC2154,SC2034,SC2001 tests/e2e/*.bash tests/bypass/*.bash || failed=1
shellcheck -f gcc -e SC2016,SC2154,SC2030,SC2031,SC2034,SC1090,SC1091,SC2001,SC2012,SC2013 tests/e2e/*.bats tests/bypass/*.bats || failed=1
exit $failed
