#!/usr/bin/env bats
# Break-glass: who may pass the gate, with what reason, and that it is written down first. And the
# first policy of a server that demands one.

load helpers

setup() {
    fresh_home
    new_server
    git --git-dir "$HERE/server.git" config receive.advertisePushOptions true
    AUDIT=$HERE/audit.log
    serve
    export PUSHER=carol
    drop_amount && commit "Drop amount"
}

serve() {
    put "$HERE/server.git/stoplog.yml" <<YAML
version: 1
pusher_env: PUSHER
override: [carol, root@example.com]
audit_log: $AUDIT
YAML
}

override() { git push -o "stoplog.override=$1" "${@:2}" origin HEAD:main; }

@test "somebody of the group passes with a reason, and it is on record" {
    base=$(server_main)
    run override "Outage 4711, revenue is wrong" -o "stoplog.override-until=2026-01-09"
    # SOURCE_DATE_EPOCH is not set: the day has long passed.
    declined
    tells "it was for 2026-01-09, which is over"
    until=$(date -u -d "+3 days" +%F)
    run override "Outage 4711, revenue is wrong" -o "stoplog.override-until=$until"
    pushed
    tells "warning: OVERRIDE by carol: push to main passes, though it is blocked"
    tells "reason: Outage 4711, revenue is wrong (push option)"
    tells "needs approval by finance-data"
    has_not "stoplog approve"
    same "$(git rev-parse HEAD)" "$(server_main)"
    same 1 "$(wc -l <"$AUDIT")"
    same "override carol refs/heads/main $base $(git rev-parse HEAD) block Outage 4711, revenue is wrong $until" \
        "$(jq -r '"\(.record) \(.pusher) \(.ref) \(.old) \(.new) \(.instead_of) \(.reason) \(.until)"' "$AUDIT")"
    same "push option" "$(jq -r .via "$AUDIT")"
    [[ $(jq -r .fingerprint "$AUDIT") =~ ^[0-9a-f]{64}$ ]]
    same "bi finance-data" "$(jq -r '[.unmet[].team] | unique | join(" ")' "$AUDIT")"
    [[ $(jq -r .time "$AUDIT") == "$(date -u +%Y-%m-)"* ]]
}

@test "a push that passes anyway leaves nothing in the log" {
    git reset -q --hard HEAD~1 && reformat && commit "Layout"
    run override "I say it just in case"
    pushed
    has_not "OVERRIDE"
    [ ! -e "$AUDIT" ]
}

@test "nobody else passes, whatever they call themselves" {
    for PUSHER in dan "" Carola root; do
        export PUSHER
        run override "Outage 4711, revenue is wrong"
        declined
        tells "the override does not count"
    done
    tells "root is not in the server's override group"
    # Neither a push option nor another variable is an identity.
    unset PUSHER
    GL_USERNAME=carol run override "Outage 4711, revenue is wrong" -o pusher=carol
    declined
    tells "who pushes is not known to this server"
    [ ! -e "$AUDIT" ]
}

@test "without a reason, or a server's file that names somebody, it is a word like any other" {
    run git push -o stoplog.override origin HEAD:main
    declined
    tells "the reason has fewer than 10 characters"
    run override "too short"
    declined
    tells "the reason has fewer than 10 characters"
    rm ../server.git/stoplog.yml
    run override "Outage 4711, revenue is wrong"
    declined
    tells "this server's file names nobody who may"
}

@test "a day that is no day, or too far ahead" {
    run override "Outage 4711, revenue is wrong" -o "stoplog.override-until=tomorrow"
    declined
    tells "the day it is for must be YYYY-MM-DD"
    run override "Outage 4711, revenue is wrong" -o "stoplog.override-until=$(date -u -d "+15 days" +%F)"
    declined
    tells "its day may be at most 14 days ahead"
    run override "Outage 4711, revenue is wrong" -o "stoplog.override-until=$(date -u -d "+14 days" +%F)"
    pushed
}

@test "what cannot be written down does not pass" {
    before=$(server_main)
    AUDIT=$HERE/no/such/folder/audit.log
    serve
    run override "Outage 4711, revenue is wrong"
    declined
    tells "the override cannot be written down"
    tells "No such file or directory"
    AUDIT=/dev/null
    serve
    run override "Outage 4711, revenue is wrong"
    declined
    tells "the override cannot be written down"
    AUDIT=/dev/full
    serve
    run override "Outage 4711, revenue is wrong"
    declined
    same "$before" "$(server_main)"
}

@test "a server's file with an override group and no log is refused" {
    put ../server.git/stoplog.yml <<<"version: 1
override: carol"
    run override "Outage 4711, revenue is wrong"
    declined
    has "audit_log"
}

@test "several refs: what another ref refuses is not recorded as passed" {
    git branch release/1 main~1
    git push -q origin release/1
    run git push -o "stoplog.override=Outage 4711, all of it" origin HEAD:main HEAD:release/1 HEAD:refs/replace/1234567890123456789012345678901234567890
    declined
    tells "not used and not written: another ref refuses the push"
    has_not "written to the audit log"
    [ ! -e "$AUDIT" ]
    run git push -o "stoplog.override=Outage 4711, all of it" origin HEAD:main HEAD:release/1
    pushed
    same "refs/heads/main refs/heads/release/1" "$(jq -r .ref "$AUDIT" | sort | paste -sd' ')"
}

@test "what is never accepted is not overridden" {
    git --git-dir ../server.git config receive.denyDeletes false
    run git push -o "stoplog.override=Outage 4711, revenue is wrong" origin "HEAD:refs/replace/$(server_main)"
    declined
    tells "what this push brings is never accepted"
    printf 'version: 1\nteams: [\n' | put .stoplog/policy.yml
    commit "Break the policy"
    run override "Outage 4711, revenue is wrong"
    declined
    tells "what this push brings is never accepted"
    [ ! -e "$AUDIT" ]
}

@test "a policy at base that cannot be read is mended by an override" {
    git reset -q --hard HEAD~1
    cp .stoplog/policy.yml "$HERE/good.yml"
    printf 'version: 1\nteams: [\n' | put .stoplog/policy.yml
    commit "Break the policy"
    rm ../server.git/hooks/pre-receive
    git push -q origin main
    server_hook "$HERE/server.git"
    cp "$HERE/good.yml" .stoplog/policy.yml
    commit "Mend the policy"
    run git push origin main
    declined
    run override "The policy at base is broken"
    pushed
    tells "though it cannot be decided"
    same undecided "$(jq -r .instead_of "$AUDIT")"
}

# Signs with the key of $1, whoever commits.
key_of() { git config --global user.signingkey "$HERE/keys/$1.pub"; }

@test "a trailer says the same, on the tip that the pusher signed" {
    make_keys
    signer carol bob >"$HERE/signers"
    echo "signers: $HERE/signers" >>../server.git/stoplog.yml
    key_of bob # carol's
    as carol
    commit "$(printf 'Now\n\nOverride: Outage 4711, revenue is wrong\nOverride-until: %s' "$(date -u -d "+1 day" +%F)")" -S
    as dan
    PUSHER=dan run git push origin HEAD:main
    declined
    tells "dan is not in the server's override group"
    run git push origin HEAD:main
    pushed
    tells "reason: Outage 4711, revenue is wrong (trailer in $(git rev-parse --short=7 HEAD))"
    same "trailer in $(git rev-parse --short=7 HEAD)" "$(jq -r .via "$AUDIT")"
}

@test "a trailer that is not signed, or below the tip, is none" {
    make_keys
    signer carol bob >"$HERE/signers"
    echo "signers: $HERE/signers" >>../server.git/stoplog.yml
    as carol
    commit "$(printf 'Now\n\nOverride: Outage 4711, revenue is wrong')"
    run git push origin HEAD:main
    declined
    tells "the commit of the trailer is not signed by who pushes; use the push option stoplog.override"
    key_of dan
    git commit -q --amend --allow-empty --no-edit -S
    run git push origin HEAD:main
    declined
    tells "its key is not among the allowed signers"
    key_of bob
    git commit -q --amend --allow-empty --no-edit -S
    as dan
    commit "And more"
    run git push origin HEAD:main
    declined
    tells "the trailer is not on the last commit of the push"
    [ ! -e "$AUDIT" ]
    run override "Outage 4711, revenue is wrong"
    pushed
}

@test "a trailer of somebody else does not make the pusher override" {
    commit "$(printf 'Now\n\nOverride: Outage 4711, revenue is wrong')"
    run git push origin HEAD:main
    declined
    tells "who pushes did not commit the trailer"
}

@test "nothing is overridden where nobody pushes: check and pre-push" {
    as carol
    commit "$(printf 'Now\n\nOverride: Outage 4711, revenue is wrong')"
    run stoplog check origin/main HEAD
    same 1 "$status"
    has_not "OVERRIDE"
    cp ../server.git/stoplog.yml .git/stoplog.yml
    run stoplog check origin/main HEAD
    same 1 "$status"
    client_hook
    rm ../server.git/hooks/pre-receive
    run git push origin HEAD:main
    [ "$status" -ne 0 ]
    [ ! -e "$AUDIT" ]
}

@test "control characters of a reason reach neither the terminal nor the log" {
    run override "$(printf 'Outage \033[2J 4711, revenue')"
    pushed
    [[ $output != *$'\033[2J'* ]]
    same 0 "$(grep -c "$(printf '\033')" "$AUDIT")"
}

# --- the first policy -----------------------------------------------------------------------------

first_policy() {
    git init -q --bare ../new.git
    server_hook "$HERE/new.git"
    git remote set-url origin "$HERE/new.git"
    put ../new.git/stoplog.yml <<<"version: 1
pusher_env: PUSHER
require_policy: true
bootstrap: [carol, root@example.com]"
}

@test "bootstrap: the first policy comes in by those whom the server's file names" {
    first_policy
    PUSHER=dan run git push origin main
    declined
    tells "only from those its file names"
    PUSHER='' run git push origin main
    declined
    PUSHER=CAROL run git push origin main
    pushed
    has "first policy, brought in by carol"
    # From then on it is a policy like any other.
    sed -i '/^consumers:/,$d' .stoplog/policy.yml
    commit "Take the consumers away"
    run git push origin main
    declined
}

@test "bootstrap: no policy, or one that cannot be read, does not come in first" {
    first_policy
    cp .stoplog/policy.yml "$HERE/good.yml"
    git rm -q -r .stoplog && commit "No policy"
    run git push origin main
    declined
    tells "this server demands a policy"
    printf 'version: 1\nteams: [\n' | put .stoplog/policy.yml
    commit "A broken policy"
    run git push origin main
    declined
    cp "$HERE/good.yml" .stoplog/policy.yml
    commit "A policy"
    run git push origin main
    pushed
}

@test "bootstrap: without require_policy nothing changes" {
    first_policy
    sed -i '/require_policy/d' ../new.git/stoplog.yml
    PUSHER=dan run git push origin main
    pushed
    has_not "brought in"
}
