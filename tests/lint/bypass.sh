#!/usr/bin/env bash
# docs/bypass.md and tests/bypass/ name the same tricks, and each test says in a comment what is tried.
set -u
cd "$(dirname "$0")/../.." || exit 2

failed=0
names() { sed -n 's/^@test "\(.*\)" {$/\1/p' tests/bypass/*.bats | sort; }
rows() { awk -F ' [|] ' '/^[|] / && !/^[|] test / { sub(/^[|] /, "", $1); print $1 }' docs/bypass.md | sort; }

while IFS= read -r name; do
    echo "tests/bypass: two tests are called \"$name\""
    failed=1
done < <(names | uniq -d)
while IFS= read -r name; do
    echo "docs/bypass.md: no row for the test \"$name\""
    failed=1
done < <(comm -23 <(names | uniq) <(rows))
while IFS= read -r name; do
    echo "docs/bypass.md: no test is called \"$name\""
    failed=1
done < <(comm -13 <(names) <(rows))
while IFS= read -r place; do
    echo "$place: a test without the comment that says what is tried"
    failed=1
done < <(awk '/^@test/ && last !~ /^# / { print FILENAME ":" FNR } { last = $0 }' tests/bypass/*.bats)
[ "$(names | wc -l)" -ge 70 ] || { echo "tests/bypass: fewer than 70 tests" && failed=1; }
exit $failed
