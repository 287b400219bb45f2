#!/usr/bin/env bats
# How sure an approval must be: declared, committed, signed. Real keys, real signatures.

load helpers

setup() {
    fresh_home
    new_server
    make_keys
}

# Puts the policy of the work tree on the server, past the hook, and goes on from there.
govern() {
    [ -z "${1-}" ] || printf '%s\n' "$1" >>.stoplog/policy.yml
    commit "Policy"
    rm -f "$HERE/server.git/hooks/pre-receive"
    git push -q origin main
    server_hook "$HERE/server.git"
    git checkout -q -B feature
    drop_amount && commit "Drop amount"
}

# As the person: an approval of main..HEAD; further words go to stoplog approve.
approve() {
    as "$1"
    git config --global user.signingkey "$HERE/keys/$1.pub"
    shift
    tick
    stoplog approve "$@" main HEAD >/dev/null
    as dan
}

# An approval that somebody else writes for a person.
declare_for() {
    commit "$(printf 'Approve\n\nApproved-by: %s <%s@example.com>' "$1" "$1")"
}

@test "declared is enough unless a policy asks for more" {
    govern
    declare_for ann
    declare_for bea
    run git push origin HEAD:main
    pushed
}

@test "committed: the line counts only on the person's own commit" {
    govern "approvals: {trust: committed}"
    declare_for ann
    declare_for bea
    run git push origin HEAD:main
    declined
    tells "needs committed approval by finance-data"
    tells "declared only: committed by dan@example.com"
    approve ann
    approve bea
    run git push origin HEAD:main
    pushed
}

@test "signed: the person's own signature, which approve makes" {
    govern "approvals: {trust: signed}"
    as ann && declare_for ann
    as dan
    run git push origin HEAD:main
    declined
    tells "needs signed approval by finance-data"
    tells "the commit is not signed"
    approve ann
    run git push origin HEAD:main
    declined
    has_not "needs signed approval by finance-data"
    approve bea
    run git push origin HEAD:main
    pushed
}

@test "signed: check says the same and what is proven stands in JSON" {
    govern "approvals: {trust: signed}"
    approve ann
    run --separate-stderr stoplog check main HEAD --format json
    same "signed true signed" "$(jq -r '.verdicts[0].requirements[] | select(.subject == "finance.orders")
        | select(.team) | "\(.trust) \(.met) \(.candidates[0].trust)"' <<<"$output")"
}

@test "signed: a signature with a key of somebody else" {
    govern "approvals: {trust: signed}"
    as ann
    git config --global user.signingkey "$HERE/keys/bob.pub"
    tick && stoplog approve --sign main HEAD >/dev/null
    as dan
    run git push origin HEAD:main
    declined
    tells "its signature does not verify for"
    tells "it is signed with a key of bob@example.com"
}

@test "signed: a key that nobody knows" {
    govern "approvals: {trust: signed}"
    ssh-keygen -q -t ed25519 -N '' -f "$HERE/keys/new"
    as ann
    git config --global user.signingkey "$HERE/keys/new.pub"
    tick && stoplog approve main HEAD >/dev/null
    as dan
    run git push origin HEAD:main
    declined
    tells "its key is not among the allowed signers"
}

@test "signed: the keys are those of base, not those of the push" {
    : >.stoplog/allowed_signers
    govern "approvals: {trust: signed}"
    for name in ann bob bea; do signer "$name"; done >.stoplog/allowed_signers
    commit "My keys"
    approve ann
    approve bea
    run git push origin HEAD:main
    declined
    tells "its key is not among the allowed signers"
    tells "needs signed approval by platform"
}

@test "signed: no keys at base" {
    rm .stoplog/allowed_signers
    govern "approvals: {trust: signed}"
    approve ann
    run git push origin HEAD:main
    declined
    tells "base has no .stoplog/allowed_signers"
}

@test "signed: a key that has expired, or that is for something else" {
    sed -i 's/^ann@example.com /&valid-before="20250101",/; s/^\(bea@.*\)="git"/\1="file"/' .stoplog/allowed_signers
    govern "approvals: {trust: signed}"
    approve ann
    approve bea
    run git push origin HEAD:main
    declined
    tells "key has expired"
    tells "not permitted for use in signature namespace"
}

@test "signed: the server's file names the keys, and those that are revoked" {
    : >.stoplog/allowed_signers
    govern "approvals: {trust: signed}"
    for name in ann bob bea; do signer "$name"; done >"$HERE/signers"
    put ../server.git/stoplog.yml <<<"version: 1
signers: $HERE/signers
revoked_signers: $HERE/revoked"
    cp "$HERE/keys/ann.pub" "$HERE/revoked"
    approve ann
    approve bea
    run git push origin HEAD:main
    declined
    tells "its key is revoked"
    rm "$HERE/revoked"
    run git push origin HEAD:main
    declined
    tells "could not be verified"
    tells "No such file"
    ssh-keygen -q -k -f "$HERE/revoked" "$HERE/keys/bob.pub"
    run git push origin HEAD:main
    pushed
}

@test "signed: a server asks for more than the policy, never for less" {
    govern "approvals: {trust: committed}"
    put ../server.git/stoplog.yml <<<"version: 1
trust: declared"
    declare_for ann
    declare_for bea
    run git push origin HEAD:main
    declined
    tells "needs committed approval by finance-data"
    put ../server.git/stoplog.yml <<<"version: 1
trust: signed"
    as ann && declare_for ann
    as bea && declare_for bea
    as dan
    run git push origin HEAD:main
    declined
    tells "needs signed approval by finance-data"
    approve ann --sign
    approve bea --sign
    run git push origin HEAD:main
    pushed
}

@test "a rule asks for signed approvals where it speaks, others are as before" {
    govern 'rules:
  define:
    - id: money
      when: {model: finance.orders, class: shape}
      require: {approve: owner, trust: signed}
      level: block
      why: Money.'
    declare_for ann
    declare_for bea
    run git push origin HEAD:main
    declined
    tells "needs signed approval by finance-data"
    has_not "approval by bi"
    approve ann
    run git push origin HEAD:main
    pushed
}

@test "signed: two signatures are none" {
    govern "approvals: {trust: signed}"
    approve ann
    approve bea
    awk '/^gpgsig/ { sig = 1 } sig { kept = kept $0 "\n" } { print } /END SSH/ { printf "%s", kept; sig = 0 }' \
        <(git cat-file commit HEAD) >"$HERE/twice"
    same 2 "$(grep -c ^gpgsig "$HERE/twice")"
    git reset -q --hard "$(git hash-object --literally -w -t commit "$HERE/twice")"
    run git push origin HEAD:main
    declined
    tells "it has more than one signature"
}

@test "signed: a signature that was moved from another commit" {
    govern "approvals: {trust: signed}"
    approve ann
    approve bea
    git cat-file commit HEAD | sed 's/^Approve /Approved /' >"$HERE/other"
    git reset -q --hard "$(git hash-object -w -t commit "$HERE/other")"
    run git push origin HEAD:main
    declined
    tells "its signature does not verify for bea@example.com"
}

@test "signed: a caller that ignores the end of children changes nothing" {
    govern "approvals: {trust: signed}"
    approve ann
    approve bea
    run env --ignore-signal=CHLD stoplog check main HEAD
    same 0 "$status"
    git cat-file commit HEAD | sed 's/^Approve /Approved /' >"$HERE/other"
    git reset -q --hard "$(git hash-object -w -t commit "$HERE/other")"
    run env --ignore-signal=CHLD stoplog check main HEAD
    same 1 "$status"
    has "does not count: its signature does not verify"
}

@test "approve refuses when it should sign and git has no key" {
    govern "approvals: {trust: signed}"
    as ann
    before=$(git rev-parse HEAD)
    run stoplog approve main HEAD
    same 2 "$status"
    has "user.signingkey"
    same "$before" "$(git rev-parse HEAD)"
}

@test "a file of signers that ssh-keygen could not use does not come in" {
    govern
    git reset -q --hard main
    printf 'ann@example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAA\n' >.stoplog/allowed_signers
    commit "A cut key"
    run git push origin HEAD:main
    declined
    has ".stoplog/allowed_signers:1:1: the key of this signer is cut"
}
