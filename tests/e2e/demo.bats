#!/usr/bin/env bats
# The demo prints what README shows, but for the milliseconds.

load helpers

@test "the demo prints tests/demo/expected.txt" {
    STOPLOG=$STOPLOG "$TOP/tests/demo/run.sh" >"$BATS_TEST_TMPDIR/out" 2>&1 || {
        cat "$BATS_TEST_TMPDIR/out"
        return 1
    }
    sed -E 's/[0-9]+ ms/0 ms/' "$BATS_TEST_TMPDIR/out" >"$BATS_TEST_TMPDIR/masked"
    diff -u "$TOP/tests/demo/expected.txt" "$BATS_TEST_TMPDIR/masked"
}

@test "README shows what the demo prints" {
    # The block after <!-- demo -->, line by line.
    awk '/<!-- demo -->/ { found = 1; next } found && /^```/ { if (++fence == 2) exit; next } fence == 1' \
        "$TOP/README.md" >"$BATS_TEST_TMPDIR/readme"
    [ -s "$BATS_TEST_TMPDIR/readme" ]
    sed -E 's/[0-9]+ ms/0 ms/' "$BATS_TEST_TMPDIR/readme" |
        diff -u <(sed '/./,$!d' "$TOP/tests/demo/expected.txt") -
}
