#!/usr/bin/env bats
# Real pushes of every shape to a server with the pre-receive hook.

load helpers

setup() {
    fresh_home
    new_server
}

# --- a change that must be held back, through every road into the repository ----------------------

@test "a dropped column that a dashboard reads is declined, and the server keeps its main" {
    before=$(server_main)
    drop_amount
    commit "Drop amount"
    run git push origin main
    declined
    has "finance.orders"
    has "amount"
    has "weekly_revenue"
    same "$before" "$(server_main)"
}

@test "the same with objects unpacked as loose files" {
    git --git-dir ../server.git config receive.unpackLimit 100000
    drop_amount
    commit "Drop amount"
    run git push origin main
    declined
    has "amount"
    reformat && commit "Not that"
    git reset -q --soft HEAD~2 && commit "Only layout"
    run git push origin main
    pushed
}

@test "the same with objects kept as a pack" {
    git --git-dir ../server.git config receive.unpackLimit 1
    drop_amount
    commit "Drop amount"
    run git push origin main
    declined
    has "amount"
    git reset -q --hard HEAD~1 && reformat && commit "Only layout"
    run git push origin main
    pushed
}

@test "the same into a repository with a work tree" {
    git clone -q ../server.git ../open
    server_hook "$HERE/open"
    git -C ../open config receive.denyCurrentBranch ignore
    git remote set-url origin "$HERE/open"
    drop_amount
    commit "Drop amount"
    run git push origin main
    declined
    has "amount"
}

@test "the same into a linked worktree of a repository" {
    git clone -q ../server.git ../open
    git -C ../open config receive.denyCurrentBranch ignore
    git -C ../open worktree add -q "$HERE/linked" -b side
    server_hook "$HERE/linked"
    git remote set-url origin "$HERE/linked"
    drop_amount
    commit "Drop amount"
    run git push origin main
    declined
    has "amount"
    git reset -q --hard HEAD~1 && reformat && commit "Only layout"
    run git push origin main
    pushed
}

@test "the same into a path with a colon, spaces and letters beyond ASCII" {
    git clone -q --bare ../server.git "../a:b ü c.git"
    server_hook "$HERE/a:b ü c.git"
    git remote set-url origin "$HERE/a:b ü c.git"
    drop_amount
    commit "Drop amount"
    run git push origin main
    declined
    has "amount"
    git reset -q --hard HEAD~1 && reformat && commit "Only layout"
    run git push origin main
    pushed
}

@test "the same into a repository that borrows objects from another, and that from a third" {
    git clone -q --bare ../server.git ../pool.git
    git clone -q --bare --shared ../pool.git ../pool2.git
    echo ../../pool.git/objects >../pool2.git/objects/info/alternates
    git clone -q --bare --shared ../pool2.git ../fork.git
    server_hook "$HERE/fork.git"
    git remote set-url origin "$HERE/fork.git"
    drop_amount
    commit "Drop amount"
    run git push origin main
    declined
    has "amount"
    git reset -q --hard HEAD~1 && reformat && commit "Only layout"
    run git push origin main
    pushed
}

@test "the same through the update hook, for hosts that run no other" {
    rm ../server.git/hooks/pre-receive
    "$TOP/install.sh" --hooks update "$HERE/server.git" --prefix "$HERE" >/dev/null
    before=$(server_main)
    drop_amount
    commit "Drop amount"
    run git push origin main
    [ "$status" -ne 0 ]
    has "hook declined"
    has "amount"
    same "$before" "$(server_main)"
    git reset -q --hard HEAD~1 && reformat && commit "Only layout"
    run git push origin main
    pushed
}

# --- several refs --------------------------------------------------------------------------------

@test "several refs in one push: one bad one declines all, and all are judged first" {
    git branch side
    git branch release/1
    git push -q origin release/1
    drop_amount
    commit "Drop amount"
    git branch -f release/1
    run git push origin main release/1 side
    declined
    same "" "$(server_main refs/heads/side)"
    has "main"
    has "release/1"
}

@test "an atomic push is judged like any other" {
    git branch side
    drop_amount
    commit "Drop amount"
    run git push --atomic origin main side
    declined
    same "" "$(server_main refs/heads/side)"
    git reset -q --hard HEAD~1 && reformat && commit "Only layout"
    run git push --atomic origin main side
    pushed
    same "$(git rev-parse main)" "$(server_main)"
}

@test "a branch that nobody governs is pushed without a report" {
    git checkout -q -b feature/drop
    drop_amount
    commit "Drop amount"
    run git push origin feature/drop
    pushed
    has_not "BLOCKED"
    [ "$(remote_lines | grep -c .)" -le 1 ]
}

@test "the same ref twice in one push: deleted and made again" {
    git checkout -q --orphan fresh
    drop_amount
    commit "Another root"
    base=$(server_main)
    tip=$(git rev-parse HEAD)
    run raw_push ../server.git "$tip" "$base $ZERO refs/heads/main" "$ZERO $tip refs/heads/main"
    has "GT102"
    has "more than once"
    same "$base" "$(server_main)"
}

@test "the same ref twice in one push: two steps, each harmless by itself" {
    base=$(server_main)
    reformat && commit "Layout"
    one=$(git rev-parse HEAD)
    put README.md <<<"more"
    commit "Words"
    two=$(git rev-parse HEAD)
    run raw_push ../server.git "$two" "$base $one refs/heads/main" "$one $two refs/heads/main"
    same "$base" "$(server_main)"
}

# --- deletion, force, new branches, tags ----------------------------------------------------------

@test "a governed branch is not deleted" {
    git --git-dir ../server.git config receive.denyDeleteCurrent ignore
    run git push origin :main
    declined
    has "main"
    [ -n "$(server_main)" ]
}

@test "a branch that nobody governs may be deleted" {
    git push -q origin main:refs/heads/side
    run git push origin :side
    pushed
    same "" "$(server_main refs/heads/side)"
}

@test "history of a governed branch that is rewritten by force is told" {
    reformat && commit "Layout"
    git push -q origin main
    git reset -q --hard HEAD~1
    put README.md <<<"instead"
    commit "Instead"
    run git push --force origin main
    has "GT104"
    [ "$status" -eq 0 ] || declined
}

@test "a policy can forbid rewriting" {
    printf 'rules: {GT104: block}\n' >>.stoplog/policy.yml
    commit "Forbid it"
    rm ../server.git/hooks/pre-receive && git push -q origin main && server_hook "$HERE/server.git"
    reformat && commit "Layout"
    git push -q origin main
    git reset -q --hard HEAD~1
    put README.md <<<"instead"
    commit "Instead"
    before=$(server_main)
    run git push --force origin main
    declined
    has "GT104"
    same "$before" "$(server_main)"
}

@test "a forced push is judged against what the server has, not against a common ancestor" {
    # main gains a model; the forced branch does not have it.
    put models/finance/extra.sql <<<"MODEL (name finance.extra, kind FULL); SELECT order_id FROM finance.orders"
    commit "Extra"
    as bob && put .keep </dev/null && commit "$(printf 'Fine\n\nApproved-by: Ann Alder <ann@example.com>')"
    rm ../server.git/hooks/pre-receive && git push -q origin main && server_hook "$HERE/server.git"
    git reset -q --hard HEAD~2
    reformat && commit "Layout"
    run git push --force origin main
    declined
    has "finance.extra"
}

@test "a new branch that is governed is compared with where it leaves the default branch" {
    git checkout -q -b release/1
    reformat && commit "Layout"
    run git push origin release/1
    pushed
    drop_amount && commit "Drop amount"
    run git push origin release/1:refs/heads/release/2
    declined
    has "amount"
    same "" "$(server_main refs/heads/release/2)"
}

@test "a new governed branch of unrelated history does not slip through as 'new'" {
    git checkout -q --orphan release/9
    drop_amount
    commit "Another root"
    run git push origin release/9
    declined
    same "" "$(server_main refs/heads/release/9)"
}

@test "tags are not governed, light or annotated, and point anywhere" {
    drop_amount && commit "Drop amount"
    git tag light
    git tag -a -m heavy heavy
    git tag blob "$(git rev-parse HEAD:config.yaml)"
    run git push origin light heavy blob
    pushed
}

@test "a governed branch takes an annotated tag for the commit it names" {
    drop_amount && commit "Drop amount"
    git tag -a -m heavy heavy
    run git push origin heavy:refs/heads/main
    [ "$status" -ne 0 ]
    run git push origin 'heavy^{}:refs/heads/main'
    declined
    has "amount"
}

@test "a merge is judged by what it changes, through all parents" {
    git checkout -q -b side
    drop_amount && commit "Drop amount"
    git checkout -q main
    put README.md <<<"more"
    commit "Words"
    tick
    git merge -q --no-ff -m "Merge side" side
    run git push origin main
    declined
    has "amount"
}

@test "the first push to an empty server has nothing to be compared with, and passes" {
    git init -q --bare ../empty.git
    server_hook "$HERE/empty.git"
    run git push "$HERE/empty.git" main
    pushed
    same "$(git rev-parse main)" "$(git --git-dir ../empty.git rev-parse main)"
    drop_amount && commit "Drop amount"
    run git push "$HERE/empty.git" main
    declined
}

# --- what no git client would send ----------------------------------------------------------------

@test "a branch that is another name of main is as governed as main" {
    git --git-dir ../server.git symbolic-ref refs/heads/alias refs/heads/main
    before=$(server_main)
    drop_amount && commit "Drop amount"
    run git push origin main:alias
    declined
    has "amount"
    same "$before" "$(server_main)"
}

@test "an old value that is not the ref's is declined" {
    reformat && commit "Layout"
    base=$(git rev-parse HEAD~1)
    tip=$(git rev-parse HEAD)
    put README.md <<<"more"
    commit "Words"
    other=$(git rev-parse HEAD)
    run raw_push ../server.git "$other" "$tip $other refs/heads/main"
    has "GT102"
    has "old value"
    same "$base" "$(server_main)"
    # All zeros, "it is new", is as false.
    run raw_push ../server.git "$other" "$ZERO $other refs/heads/main"
    has "GT102"
    has "old value"
    same "$base" "$(server_main)"
}

@test "a ref name with a line break does not forge a second line" {
    base=$(server_main)
    drop_amount && commit "Drop amount"
    tip=$(git rev-parse HEAD)
    # git refuses the name after the hook; the hook judges what it was given, line by line.
    run raw_push ../server.git "$tip" "$ZERO $tip refs/heads/x
$base $tip refs/heads/main"
    has "push to main is blocked"
    has "pre-receive hook declined"
    run raw_push ../server.git "$tip" "$ZERO $tip refs/heads/x
$ZERO refs/heads/feature"
    has "line 2 of the hook's input is malformed"
    same "$base" "$(server_main)"
    same "" "$(server_main refs/heads/feature)"
    same "" "$(server_main refs/heads/x)"
}

@test "names that git refuses later are declined already" {
    tip=$(git rev-parse HEAD)
    base=$(server_main)
    for name in HEAD refs/heads/../../x refs/heads/a..b refs/heads/.lock; do
        run raw_push ../server.git "$tip" "$ZERO $tip $name"
        same "$base" "$(server_main)"
        has_not "ok $name"
        hook_says 2 "$ZERO $tip $name" "line 1 of the hook's input is malformed"
    done
}

@test "replacement refs are never accepted" {
    drop_amount && commit "Drop amount"
    run git push origin "main:refs/replace/$(server_main)"
    declined
    same "" "$(git --git-dir ../server.git for-each-ref refs/replace)"
}

@test "objects that the server lacks never make a pass" {
    drop_amount && commit "Drop amount"
    tip=$(git rev-parse HEAD)
    base=$(server_main)
    # The command names a commit, but no pack is sent with it.
    run raw_push ../server.git "$base" "$base $tip refs/heads/main"
    has "push to main cannot be decided"
    same "$base" "$(server_main)"
    hook_says 3 "$base $tip refs/heads/main" "object $tip is missing"
}
