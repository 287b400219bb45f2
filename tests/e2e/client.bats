#!/usr/bin/env bats
# The pre-push hook: it says before the push what the server will say.

load helpers

setup() {
    fresh_home
    new_server
    rm ../server.git/hooks/pre-receive # only the client judges here
    client_hook
}

push_stopped() {
    if [ "$status" -ne 0 ] && [[ $output == *"failed to push some refs"* ]]; then return; fi
    printf 'the push should have been stopped here; status %s:\n%s\n' "$status" "$output" >&2
    return 1
}

@test "a push that the server would decline is stopped before anything is sent" {
    before=$(server_main)
    drop_amount && commit "Drop amount"
    run git push origin main
    push_stopped
    has "amount"
    same "$before" "$(server_main)"
}

@test "a push with nothing to say passes with one line at most" {
    reformat && commit "Layout"
    run git push -q origin main
    pushed
    [ "$(printf '%s\n' "$output" | grep -c stoplog)" -le 1 ]
}

@test "nothing to push: git calls the hook with no lines, and it passes" {
    run git push origin main
    pushed
    run stoplog hook pre-push origin url </dev/null
    same 0 "$status"
    same "" "$output"
}

@test "what was typed may hold spaces: HEAD~, a reflog entry by date" {
    drop_amount && commit "Drop amount"
    put README.md <<<"more"
    commit "Words"
    run git push origin "HEAD~:refs/heads/main"
    push_stopped
    has "amount"
    run git push origin "HEAD@{0 minutes ago}:refs/heads/main"
    push_stopped
    has "amount"
}

@test "standard output stays git's own: --porcelain can be read" {
    reformat && commit "Layout"
    git push --porcelain origin main >out 2>err
    [ "$(grep -c stoplog out)" -eq 0 ]
}

@test "a value of the remote that was never fetched: say so, do not guess" {
    git clone -q ../server.git ../other
    (cd ../other && put README.md <<<"other" && commit "Other" && git push -q origin main)
    reformat && commit "Layout"
    git update-ref -d refs/remotes/origin/main
    run git push --force origin main
    push_stopped
    has "fetch"
}

@test "a value of the remote that is not here, with a remote branch that is: never a new branch" {
    git clone -q ../server.git ../other
    (cd ../other && put README.md <<<"other" && commit "Other" && git push -q origin main)
    drop_amount && commit "Drop amount"
    run git push --force origin main
    push_stopped
    has "amount"
}

@test "a branch nobody governs is pushed in silence" {
    git checkout -q -b feature
    drop_amount && commit "Drop amount"
    run git push -q origin feature
    pushed
    has_not "BLOCKED"
}

@test "deleting and tagging pass through" {
    git push -q origin main:refs/heads/side
    run git push origin :side
    pushed
    git tag v1
    run git push origin v1
    pushed
}

@test "several refs: every one is looked at, not only the first" {
    git branch feature
    drop_amount && commit "Drop amount"
    run git push origin feature main
    push_stopped
    has "amount"
}

@test "from a linked worktree" {
    git worktree add -q ../linked -b side
    cd ../linked
    drop_amount && commit "Drop amount"
    run git push origin side:main
    push_stopped
    has "amount"
}

@test "to a URL instead of a named remote" {
    drop_amount && commit "Drop amount"
    run git push "$HERE/server.git" main
    push_stopped
    has "amount"
}

@test "--no-verify is the client's right; the server still judges" {
    server_hook "$HERE/server.git"
    drop_amount && commit "Drop amount"
    run git push --no-verify origin main
    declined
}

@test "the pre-commit framework gives no lines but variables: they are taken" {
    drop_amount && commit "Drop amount"
    export PRE_COMMIT_FROM_REF PRE_COMMIT_TO_REF PRE_COMMIT_REMOTE_BRANCH=refs/heads/main
    PRE_COMMIT_FROM_REF=$(git rev-parse HEAD~1) PRE_COMMIT_TO_REF=$(git rev-parse HEAD)
    run stoplog hook pre-push origin url </dev/null
    same 1 "$status"
    has "amount"
}
