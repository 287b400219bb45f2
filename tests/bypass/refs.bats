#!/usr/bin/env bats
# Tricks with the names and values of refs.

load helpers

# A push that deletes main and makes it anew, from another root.
@test "delete and recreate in one push" {
    git checkout -q --orphan fresh
    drop_amount && commit "Another root"
    base=$(server_main) tip=$(git rev-parse HEAD)
    held_raw "$tip" "$base $ZERO refs/heads/main
$ZERO $tip refs/heads/main" "more than once"
}

# The same in two pushes.
@test "delete and recreate in two pushes" {
    git --git-dir ../server.git config receive.denyDeleteCurrent ignore
    before=$(server_main)
    run git push origin :main
    flatten
    declined
    has "GT103" "deleted"
    same "$before" "$(server_main)"
}

# Two steps of one branch in one push, each harmless by itself.
@test "the same ref twice in one push" {
    base=$(server_main)
    reformat && commit "Layout" && one=$(git rev-parse HEAD)
    drop_amount && commit "Drop amount" && two=$(git rev-parse HEAD)
    held_raw "$two" "$base $one refs/heads/main
$one $two refs/heads/main" "more than once"
}

# The old value is that of a commit the server has, but not at this branch.
@test "a false old value" {
    base=$(server_main)
    drop_amount && commit "Drop amount" && one=$(git rev-parse HEAD)
    put README.md <<<words && commit "Words" && two=$(git rev-parse HEAD)
    git push -q origin "$one:refs/heads/aside"
    held_raw "$two" "$one $two refs/heads/main" "old value"
    held_raw "$two" "$ZERO $two refs/heads/main" "old value"
}

# A branch on the server that is another name of main.
@test "a symbolic ref that stands for main" {
    git --git-dir ../server.git symbolic-ref refs/heads/alias refs/heads/main
    git --git-dir ../server.git symbolic-ref refs/tags/alias refs/heads/alias
    half_approved
    before=$(server_main)
    for name in refs/heads/alias refs/tags/alias; do
        run git push --force origin "HEAD:$name"
        flatten
        declined
        has "0 of 1"
        same "$before" "$(server_main)"
    done
    tip=$(git rev-parse HEAD)
    held_raw "$tip" "$before $tip refs/heads/alias
$before $tip refs/heads/main" "more than once"
}

# A commit of main is replaced by another one for everybody who reads with git.
@test "a replacement of a commit" {
    half_approved
    run git push origin "HEAD:refs/replace/$(server_main)"
    flatten
    declined
    has "replacement refs"
    same "" "$(server_main "refs/replace/$(server_main)")"
}

# Grafts and replacements in the clone make history look approved there.
@test "grafts and replacements in the clone" {
    half_approved
    real=$(git rev-parse HEAD)
    tick
    fake=$(git commit-tree -p HEAD~1 -m "Fine" -m "Approved-by: Ann Alder <ann@example.com>" "HEAD^{tree}")
    git replace "$real" "$fake"
    git log -1 --format=%B HEAD | grep -q Approved-by:
    held "0 of 1"
    git replace -d "$real"
    git replace --graft HEAD~1
    held "0 of 1"
}

# Unrelated history that shares nothing with main is forced in.
@test "an orphan root" {
    git checkout -q --orphan fresh
    drop_amount && commit "Another root"
    held "CL101" "needs approval by finance-data" "0 of 1"
}

# A new governed branch from before there was a policy.
@test "a new governed branch from a time before the policy" {
    git checkout -q --orphan old
    git rm -q -r --cached .stoplog && rm -r .stoplog
    commit "Before the policy"
    git checkout -q -B main old
    git checkout -q feature -- .stoplog && commit "A policy"
    git --git-dir ../server.git fetch -q ../work +main:main
    git checkout -q -B release/1 old
    drop_amount && commit "Drop amount"
    run git push origin release/1
    flatten
    declined
    has "0 of 1"
    same "" "$(server_main refs/heads/release/1)"
}

# The same in two pushes: the branch is made without a change, and the change follows.
@test "a new governed branch from a time before the policy, in two pushes" {
    git checkout -q --orphan old
    git rm -q -r --cached .stoplog && rm -r .stoplog
    commit "Before the policy"
    git checkout -q -B main old
    git checkout -q feature -- .stoplog && commit "A policy"
    git --git-dir ../server.git fetch -q ../work +main:main
    git checkout -q -B release/1 old
    run git push origin release/1
    drop_amount && commit "Drop amount"
    run git push origin release/1
    flatten
    declined
    has "0 of 1"
}

# A new governed branch with the change on it.
@test "a new governed branch" {
    half_approved
    run git push origin HEAD:refs/heads/release/1
    flatten
    declined
    has "0 of 1"
    same "" "$(server_main refs/heads/release/1)"
}

# One good ref beside a bad one, and the bad one hidden among ten thousand.
@test "ten thousand refs beside main" {
    half_approved
    base=$(server_main) tip=$(git rev-parse HEAD)
    before=$(git --git-dir ../server.git for-each-ref)
    {
        for i in $(seq 9999); do echo "$ZERO $base refs/heads/x/$i"; done
        echo "$base $tip refs/heads/main"
        echo "$ZERO $base refs/heads/y"
    } >lines
    # Through the hook, as git calls it: git itself takes minutes to make so many refs.
    cd ../server.git
    git --git-dir ../work/.git pack-objects -q --revs --stdout <<<"$tip" >../pack
    git unpack-objects -q <../pack
    GIT_DIR=. run hooks/pre-receive <../work/lines
    [ "$status" -ne 0 ]
    has "push_refs"
    head -n 10000 ../work/lines | GIT_DIR=. run hooks/pre-receive
    output+=$(head -n 10000 ../work/lines | GIT_DIR=. hooks/pre-receive 2>&1) && return 1
    flatten
    has "0 of 1"
}

# A line break in the name of a ref would be a second line for the hook.
@test "a line forged by the name of a ref" {
    base=$(server_main)
    half_approved
    tip=$(git rev-parse HEAD)
    before=$(git --git-dir ../server.git for-each-ref)
    # Nothing is wrong with the forged line: git refuses the name.
    run raw_push ../server.git "$tip" "$ZERO $tip refs/heads/x
$base $base refs/heads/main"
    has "funny refname"
    same "$before" "$(git --git-dir ../server.git for-each-ref)"
    # The gate judges a forged line like any other, and reads no half of one.
    run raw_push ../server.git "$tip" "$ZERO $tip refs/heads/x
$base $tip refs/heads/main"
    flatten
    has "0 of 1"
    has "pre-receive hook declined"
    run raw_push ../server.git "$tip" "$ZERO $tip refs/heads/x
refs/heads/main"
    flatten
    has "line 2 of the hook's input is malformed"
    has "pre-receive hook declined"
    same "$before" "$(git --git-dir ../server.git for-each-ref)"
}

# Names by which some programs reach main.
@test "main by another path" {
    half_approved
    base=$(server_main) tip=$(git rev-parse HEAD)
    bring "$tip"
    for name in HEAD main-worktree/refs/heads/main refs/heads/../heads/main refs/heads//main \
        worktrees/x/refs/heads/main refs/heads/main.lock refs/heads/./main 'refs/heads/main ' refs/heads/main/; do
        for old in "$base" "$ZERO"; do
            held_raw "$tip" "$old $tip $name"
            has_not "ok $name"
            hook_says 2 "$old $tip $name" "line 1 of the hook's input is malformed"
        done
    done
}

# A tag that a policy governs is as good as a branch.
@test "a governed tag" {
    sed -i 's/^refs: .*/refs: [main, "refs\/tags\/v*"]/' .stoplog/policy.yml
    commit "Govern tags" && force_in
    half_approved
    git tag v1 && tick && git tag -a -m "two" v2
    run git push origin v1 v2
    flatten
    declined
    has "0 of 1"
    same "" "$(server_main refs/tags/v1)"
    git tag v3 HEAD:config.yaml
    run git push origin v3
    flatten
    declined
    has "must point to a commit"
}

# A detached head, a bare id, and a push of main itself: what counts is where it goes.
@test "a push from no branch" {
    half_approved
    git checkout -q --detach
    before=$(server_main)
    for source in HEAD "$(git rev-parse HEAD)" "HEAD@{0}" @; do
        run git push origin "$source:main"
        flatten
        declined
        same "$before" "$(server_main)"
    done
}

# A branch that is both: governed by its own policy, and not by that of main.
@test "a branch whose own policy says it is not governed" {
    git checkout -q -B release/1 origin/main
    sed -i 's/^refs: .*/refs: [main]/' .stoplog/policy.yml
    commit "Not this one"
    run git push origin release/1
    flatten
    declined
    has "PO101"
    git push -q --receive-pack='git -c core.hooksPath=/dev/null receive-pack' origin release/1
    drop_amount && commit "Drop amount"
    before=$(server_main refs/heads/release/1)
    run git push origin release/1
    flatten
    declined
    has "0 of 1"
    same "$before" "$(server_main refs/heads/release/1)"
}

# A repository with other ids: nothing is read as if it were empty.
@test "a repository with SHA-256 ids" {
    git init -q --bare --object-format=sha256 ../other.git
    server_hook "$HERE/other.git"
    git init -q --object-format=sha256 ../clone && cd ../clone
    write_warehouse && write_policy && commit "A warehouse"
    run git push ../other.git HEAD:main
    flatten
    declined
    has "SHA-256"
}
