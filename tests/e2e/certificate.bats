#!/usr/bin/env bats
# Push certificates: `git push --signed` with SSH keys, as git verifies them on the server.

load helpers

setup() {
    fresh_home
    new_server
    make_keys
    git --git-dir "$HERE/server.git" config receive.certNonceSeed "a secret of the server"
    git --git-dir "$HERE/server.git" config receive.advertisePushOptions true
    git --git-dir "$HERE/server.git" config gpg.ssh.allowedSignersFile "$HERE/gits"
    for name in ann bob bea dan; do signer "$name"; done >"$HERE/gits"
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

# The push of a person, with a certificate.
push_as() {
    local who=$1
    shift
    git -c user.signingkey="$HERE/keys/$who.pub" -c user.email="$who@example.com" push --signed "$@" origin HEAD:main
}

# Approvals that somebody else wrote down.
declare_for() {
    local name
    for name in "$@"; do
        commit "$(printf 'Approve\n\nApproved-by: %s <%s@example.com>' "$name" "$name")"
    done
}

approve() {
    as "$1"
    git config --global user.signingkey "$HERE/keys/$1.pub"
    tick
    stoplog approve --sign main HEAD >/dev/null
    as dan
}

@test "a certificate of the approver stands for a signature, where the policy lets a pusher approve" {
    govern "approvals: {trust: signed, pusher: certified}"
    approve bea
    declare_for ann
    run push_as ann
    declined
    tells "declared only: committed by dan@example.com"
    git reset -q --hard HEAD~1
    as ann && declare_for ann
    as dan
    run git push origin HEAD:main
    declined
    tells "committed only: the commit is not signed"
    run push_as ann
    pushed
    same "$(git rev-parse HEAD)" "$(server_main)"
}

@test "who pushes with a certificate does not approve, unless the policy says so" {
    govern "approvals: {trust: signed}"
    declare_for ann
    approve bea
    run push_as ann
    declined
    tells "ann <ann@example.com> does not count: pushed this change"
}

@test "a certificate of somebody else signs nothing" {
    govern "approvals: {trust: signed, pusher: certified}"
    declare_for ann
    approve bea
    run push_as bob
    declined
    tells "declared only: committed by dan@example.com"
}

@test "a certificate signs no line below the tip, whoever is its committer" {
    govern "approvals: {trust: signed, pusher: certified}"
    as ann && declare_for ann
    approve bea
    run push_as ann
    declined
    tells "committed only: the commit is not signed"
}

@test "a certificate does not make an approver of who wrote the change" {
    govern "approvals: {trust: signed, pusher: certified}"
    git commit -q --amend --no-edit --author "Ann <ann@example.com>"
    declare_for ann
    approve bea
    run push_as ann
    declined
    tells "does not count: wrote commit"
}

@test "a key that git knows and the policy does not, or that is revoked" {
    sed -i '/^ann/d' .stoplog/allowed_signers
    govern "approvals: {trust: signed, pusher: certified}"
    approve bea
    as ann && declare_for ann
    as dan
    run push_as ann
    declined
    for name in ann bob bea; do signer "$name"; done >"$HERE/signers"
    put ../server.git/stoplog.yml <<<"version: 1
signers: $HERE/signers
revoked_signers: $HERE/keys/ann.pub"
    run push_as ann
    declined
    sed -i '/revoked/d' ../server.git/stoplog.yml
    run push_as ann
    pushed
}

@test "a certificate names who overrides; a name in its text does not" {
    govern
    put ../server.git/stoplog.yml <<<"version: 1
override: bob@example.com
audit_log: $HERE/audit.log"
    run push_as ann -o "stoplog.override=Outage 4711, revenue is wrong"
    declined
    tells "ann@example.com is not in the server's override group"
    run push_as ann -o "stoplog.override=Outage 4711, revenue is wrong" --receive-pack="GIT_PUSH_CERT_SIGNER=bob@example.com git-receive-pack"
    declined
    run push_as bob -o "stoplog.override=Outage 4711, revenue is wrong"
    pushed
    same bob@example.com "$(jq -r .pusher "$HERE/audit.log")"
}

@test "revoked keys are looked at though nobody declares signers" {
    rm .stoplog/allowed_signers
    govern
    put ../server.git/stoplog.yml <<<"version: 1
override: bob@example.com
audit_log: $HERE/audit.log
revoked_signers: $HERE/keys/bob.pub"
    run push_as bob -o "stoplog.override=Outage 4711, revenue is wrong"
    declined
    tells "no signers are declared beside revoked_signers"
    put ../server.git/stoplog.yml <<<"version: 1
override: bob@example.com
audit_log: $HERE/audit.log"
    run push_as bob -o "stoplog.override=Outage 4711, revenue is wrong"
    pushed
}

@test "a certificate that git could not verify says so" {
    govern
    put ../server.git/stoplog.yml <<<"version: 1
override: bob@example.com
audit_log: $HERE/audit.log"
    : >"$HERE/gits"
    run push_as bob -o "stoplog.override=Outage 4711, revenue is wrong"
    declined
    tells "the push certificate does not count: git knows nobody with its key"
}

@test "a pattern among git's signers is nobody" {
    govern
    put ../server.git/stoplog.yml <<<"version: 1
override: [bob@example.com, '*@example.com']
audit_log: $HERE/audit.log"
    sed -n 's/^bob@/*@/p' "$HERE/gits" >"$HERE/pattern" && mv "$HERE/pattern" "$HERE/gits"
    run push_as bob -o "stoplog.override=Outage 4711, revenue is wrong"
    declined
    tells "its key is no single person's"
}

# The hook itself, with what git would say in its environment; HOOK: the hook and its arguments.
HOOK=(pre-receive)
hook_with() {
    printf '%s\n' "$LINES" | (
        cd "$HERE/server.git" &&
            env GIT_DIR=. GIT_PUSH_OPTION_COUNT=1 GIT_PUSH_OPTION_0="stoplog.override=Outage 4711, revenue is wrong" \
                "$@" "$STOPLOG" hook "${HOOK[@]}"
    ) 2>&1
}

@test "a stale nonce, or a certificate for another push" {
    govern
    put ../server.git/stoplog.yml <<<"version: 1
override: bob@example.com
audit_log: $HERE/audit.log"
    put ../server.git/hooks/pre-receive <<'SH'
#!/bin/sh
cat >"$HOME/lines"
env | grep ^GIT_PUSH_CERT >"$HOME/cert"
git cat-file blob "$GIT_PUSH_CERT" >"$HOME/blob"
SH
    chmod +x ../server.git/hooks/pre-receive
    base=$(server_main)
    push_as bob
    git --git-dir ../server.git update-ref refs/heads/main "$base"
    mapfile -t cert < <(sed "s/^GIT_PUSH_CERT=.*/GIT_PUSH_CERT=$(git --git-dir ../server.git hash-object -w "$HOME/blob")/" "$HOME/cert")
    LINES=$(cat "$HOME/lines")
    run hook_with "${cert[@]}"
    same 0 "$status"
    has "OVERRIDE by bob@example.com"
    # git tells the update hook nothing of certificates: these words are somebody else's.
    HOOK=(update refs/heads/main "$base" "$(git rev-parse HEAD)")
    run hook_with "${cert[@]}"
    same 1 "$status"
    output="remote: ${output//$'\n'/$'\n'remote: }" tells "git gives none to the update hook, only to pre-receive"
    HOOK=(pre-receive)
    run hook_with "${cert[@]}" GIT_PUSH_CERT_NONCE_STATUS=SLOP
    same 1 "$status"
    output="remote: ${output//$'\n'/$'\n'remote: }" tells "it was not made for this push (nonce)"
    run hook_with "${cert[@]}" GIT_PUSH_CERT_STATUS=U
    same 1 "$status"
    run hook_with "${cert[@]}" GIT_PUSH_CERT=1234567890123456789012345678901234567890
    same 1 "$status"
    LINES="$LINES
$ZERO $(git rev-parse HEAD) refs/heads/other"
    run hook_with "${cert[@]}"
    same 1 "$status"
    output="remote: ${output//$'\n'/$'\n'remote: }" tells "it names other refs than this push"
}
