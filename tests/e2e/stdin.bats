#!/usr/bin/env bats
# What the hooks make of their input when it is not what git writes: the program is called directly,
# in the server's repository.

load helpers

setup() {
    fresh_home
    new_server
    base=$(server_main)
    reformat && commit "Layout"
    tip=$(git rev-parse HEAD)
    git push -q origin main:refs/heads/there
    cd ../server.git || return 1
    export GIT_DIR=.
}

# Feeds standard input to the pre-receive hook.
receive() { stoplog hook pre-receive; }

# Every malformed input is refused: not passed, not crashed.
refuses() {
    run receive
    if [ "$status" -lt 1 ] || [ "$status" -gt 3 ]; then
        printf 'status %s:\n%s\n' "$status" "$output" >&2
        return 1
    fi
}

@test "a good line passes: the test itself is right" {
    run receive <<<"$base $tip refs/heads/main"
    same 0 "$status"
}

@test "no line at all" {
    refuses </dev/null
}

@test "a line with too few fields" {
    refuses <<<"$base $tip"
    refuses <<<"$base"
    refuses <<<""
}

@test "ids that are too short, too long, of different lengths, or not hexadecimal" {
    refuses <<<"${base:0:39} $tip refs/heads/main"
    refuses <<<"${base}0 $tip refs/heads/main"
    refuses <<<"$base ${tip:0:39}g refs/heads/main"
    refuses <<<"$base 000000000000000000000000 refs/heads/main"
    refuses <<<"${base^^} $tip refs/heads/main/"
}

@test "separators that are not one space" {
    refuses <<<"$base  $tip refs/heads/main"
    refuses <<<"$base	$tip	refs/heads/main"
    refuses <<<" $base $tip refs/heads/main"
}

@test "a good line and a bad one: the bad one decides" {
    refuses <<<"$base $tip refs/heads/main
nonsense"
    refuses <<<"nonsense
$base $tip refs/heads/main"
}

@test "names that are no refs" {
    for name in main HEAD refs "refs/heads/../x" "refs/heads/a b" "refs/heads/" "refs/heads/x.lock" "refs/heads/a~1"; do
        refuses <<<"$base $tip $name"
    done
}

@test "control bytes and NUL" {
    printf '%s %s refs/heads/ma\0in\n' "$base" "$tip" >in
    refuses <in
    printf '%s %s refs/heads/ma\033[2Jin\n' "$base" "$tip" >in
    refuses <in
    has_not $'\033'
    printf '%s %s refs/heads/main\r\n' "$base" "$tip" >in
    refuses <in
}

@test "the same ref twice, even with the same values" {
    refuses <<<"$base $tip refs/heads/main
$base $tip refs/heads/main"
}

@test "both values zero" {
    refuses <<<"$ZERO $ZERO refs/heads/main"
}

@test "a commit that does not exist" {
    refuses <<<"$base 1234567890123456789012345678901234567890 refs/heads/main"
    same 3 "$status"
}

@test "a tree, a blob in place of a commit on a governed branch" {
    tree=$(git rev-parse "$tip^{tree}")
    refuses <<<"$base $tree refs/heads/main"
    refuses <<<"$base $(git rev-parse "$tip:config.yaml") refs/heads/main"
}

@test "more ref updates than the limit" {
    for i in $(seq 10001); do echo "$ZERO $tip refs/heads/b$i"; done >in
    refuses <in
    has "push_refs"
}

@test "more bytes than the limit" {
    head -c 9000000 /dev/zero | tr '\0' a >in
    refuses <in
    has "push_bytes"
}

@test "the update hook with the wrong number of arguments" {
    run stoplog hook update refs/heads/main "$base"
    same 2 "$status"
    run stoplog hook update
    same 2 "$status"
}

@test "an unknown hook, an unknown command, an unknown option" {
    run stoplog hook post-update
    same 2 "$status"
    run stoplog frobnicate
    same 2 "$status"
    run stoplog check --frobnicate
    same 2 "$status"
}

@test "an environment that points nowhere is no pass" {
    GIT_DIR=/nonexistent run receive <<<"$base $tip refs/heads/main"
    [ "$status" -ge 2 ]
}
