#!/usr/bin/env bats
# The demo prints what README shows, but for the milliseconds. tests/demo/update.sh writes both.

load helpers

mask() { sed -E 's/[0-9]+ ms/N ms/'; }

@test "the demo prints tests/demo/expected.txt" {
    cd "$BATS_TEST_TMPDIR"
    STOPLOG=$STOPLOG "$TOP/tests/demo/run.sh" >out 2>&1 || {
        cat out
        return 1
    }
    mask <out >masked
    diff -u "$TOP/tests/demo/expected.txt" masked
}

@test "README shows what the demo prints" {
    cd "$BATS_TEST_TMPDIR"
    awk '/<!-- demo:end -->/ { exit } found && !/^```/; /<!-- demo:begin -->/ { found = 1 }' "$TOP/README.md" | mask >readme
    [ -s readme ]
    diff -u <(sed '/./,$!d' "$TOP/tests/demo/expected.txt") readme
}
