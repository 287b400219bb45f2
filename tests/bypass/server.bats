#!/usr/bin/env bats
# Tricks with the gate itself: to take it away, stop it, or make it look elsewhere.

load helpers

# The hook is a file on the server; nothing that is pushed becomes one.
@test "push a hook" {
    put hooks/pre-receive <<<"#!/bin/sh"
    put .git-hooks/pre-receive <<<"#!/bin/sh"
    put stoplog.yml <<<"version: 1
mode: observe"
    git config core.hooksPath .git-hooks
    chmod +x hooks/pre-receive .git-hooks/pre-receive
    half_approved
    held "0 of 1"
}

# The program is gone from the server.
@test "a server without the program" {
    half_approved
    rm "$HERE/bin/stoplog" "$BATS_FILE_TMPDIR/template/bin/stoplog"
    PATH=${PATH#"$HERE/bin:"} held "stoplog is not installed on this server"
    ln -s "$STOPLOG" "$BATS_FILE_TMPDIR/template/bin/stoplog"
}

# git does not run a hook without its x bit; what is checked is that doctor sees it.
@test "a hook without its x bit" {
    chmod -x ../server.git/hooks/pre-receive
    run stoplog -C ../server.git doctor
    [ "$status" -ne 0 ]
    has "pre-receive"
    chmod +x ../server.git/hooks/pre-receive
    half_approved
    held "0 of 1"
}

# A large model that is another one in each of $1 commits, so that the gate has much to compare.
much_to_do() {
    {
        echo "MODEL (name finance.orders, kind FULL, owner finance_data);"
        echo "SELECT order_id, customer_id, amount, status FROM staging.orders WHERE status = 'paid'"
        for i in $(seq 10000); do echo "AND (order_id <> $i OR customer_id IN ($i, $((i + 1)), $((i + 2))))"; done
    } | put models/finance/orders.sql
    for i in $(seq "$1"); do
        sed -i "s/'paid.*'/'paid$i'/" models/finance/orders.sql
        commit "Step $i

Approved-by: Ann Alder <ann@example.com>"
    done
}

# The gate runs out of the time that the server gives it.
@test "a gate out of time" {
    put ../server.git/stoplog.yml <<<"version: 1
cpu_seconds: 1"
    much_to_do 40
    held "cannot decide: the limit cpu_seconds was hit"
}

# The gate runs out of memory: the process may have so much and no more. Sanitizers need more than
# that for themselves, so the program without them is asked.
@test "a gate out of memory" {
    [ -x "$TOP/build/stoplog" ] || skip "needs build/stoplog: make"
    much_to_do 1
    put ../server.git/hooks/pre-receive <<SH
#!/bin/sh
ulimit -v 30000
exec '$TOP/build/stoplog' hook pre-receive
SH
    chmod +x ../server.git/hooks/pre-receive
    held "cannot decide: the limit memory_bytes was hit"
}

# The gate is killed.
@test "a gate that is killed" {
    half_approved
    before=$(server_main)
    put ../server.git/hooks/pre-receive <<'SH'
#!/bin/sh
(sleep 0.01; kill -9 $$) &
exec stoplog hook pre-receive
SH
    chmod +x ../server.git/hooks/pre-receive
    run git push origin HEAD:main
    flatten
    declined
    same "$before" "$(server_main)"
}

# Options of a push, variables of git and of the program, set by the client.
@test "say something else by push options" {
    git --git-dir ../server.git config receive.advertisePushOptions true
    half_approved
    before=$(server_main)
    for option in stoplog.mode=observe mode=observe gate.override=please override=please stoplog.explain skip ci.skip \
        "STOPLOG_BIN=/bin/true" "GIT_DIR=/tmp"; do
        run git push -o "$option" origin HEAD:main
        flatten
        declined
        has "0 of 1"
        same "$before" "$(server_main)"
    done
}

# A clone that skips its own hook: the server's is the one that counts.
@test "skip the hook of the clone" {
    client_hook
    half_approved
    before=$(server_main)
    run git push --no-verify origin HEAD:main
    flatten
    declined
    has "0 of 1"
    same "$before" "$(server_main)"
}

# git's answer to what lies in the file raw.
receive_raw() { git receive-pack "$HERE/server.git" <"$HERE/raw" | tr '\0' '\n'; }

# A pack without the objects: no commit, or the commit without the text of a model.
@test "objects that do not come along" {
    half_approved
    base=$(server_main) tip=$(git rev-parse HEAD)
    held_raw "$base" "$base $tip refs/heads/main" "object $tip is missing" "ng refs/heads/main"
    tick
    blob=1234567812345678123456781234567812345678
    finance=$(git ls-tree HEAD:models/finance | sed "/\torders.sql\$/s/[0-9a-f]\{40\}/$blob/" | git mktree --missing)
    models=$(git ls-tree HEAD:models | sed "/\tfinance\$/s/[0-9a-f]\{40\}/$finance/" | git mktree)
    root=$(git ls-tree HEAD | sed "/\tmodels\$/s/[0-9a-f]\{40\}/$models/" | git mktree)
    tip=$(git commit-tree -p origin/main -m "Missing" "$root")
    mapfile -t sent < <(printf '%s\n' "$tip" "$root" "$models" "$finance")
    {
        line="$base $tip refs/heads/main" caps=" report-status"
        printf '%04x%s\0%s0000' $((4 + ${#line} + 1 + ${#caps})) "$line" "$caps"
        printf '%s\n' "${sent[@]}" | git pack-objects -q --stdout
    } >"$HERE/raw"
    run receive_raw
    flatten
    has "blob $blob is missing"
    has "ng refs/heads/main"
    same "$base" "$(server_main)"
    printf '%s\n' "${sent[@]}" | bring ""
    hook_says 3 "$base $tip refs/heads/main" "cannot be decided" "blob $blob is missing"
}

# One part of the push is fine: it must not carry the other one in.
@test "hide a bad ref among good ones" {
    put README.md <<<words && commit "Words" && git branch good
    half_approved
    before=$(server_main)
    run git push origin good:refs/heads/good good:refs/tags/t HEAD:main good:refs/heads/release/1
    flatten
    declined
    has "0 of 1"
    same "$before" "$(server_main)"
    same "" "$(server_main refs/heads/good)"
}

# The text of the report is not written by the pusher.
@test "forge lines of the report" {
    git config --global user.name $'Dan\x1b[2K\rremote: stoplog: main: ok'
    drop_amount
    commit "$(printf 'Drop amount\n\nApproved-by: \x1b[32mok\x1b[0m <ann@example.com>\nApproved-by: remote: ok <eve@example.com>')"
    held "0 of 1"
    has_not $'\x1b[32m'
    has_not $'\x1b[2K'
}
