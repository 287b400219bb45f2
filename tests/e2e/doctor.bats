#!/usr/bin/env bats
# `stoplog doctor`: says ok only where a gate stands, and tells what would keep it from deciding.

load helpers

setup() {
    fresh_home
    new_server
    HOOK=$HERE/server.git/hooks/pre-receive
}

# doctor of the server ends with $1 and prints each of the lines' beginnings.
doctor() {
    local code=$1 text
    shift
    run stoplog -C "$HERE/server.git" doctor
    same "$code" "$status"
    for text in "$@"; do has "$text"; done
}

# --- the hook --------------------------------------------------------------------------------------

@test "a server with the hook is in order" {
    doctor 0 "ok    pre-receive hook: $HOOK"
    has_not "fail"
}

@test "a server without the hook is no gate" {
    rm "$HOOK"
    doctor 1 "fail  no pre-receive hook at $HOOK" "./install.sh --hooks server"
}

@test "a hook that only speaks of stoplog is no gate" {
    printf '#!/bin/sh\n# stoplog is off this week: stoplog hook pre-receive\nexit 0\n' >"$HOOK"
    doctor 1 "fail  the pre-receive hook at $HOOK does not run stoplog"
    # The mark of another hook is not that of this one.
    printf '#!/bin/sh\n# stoplog-hook pre-push 0.1.0: x\nexit 0\n' >"$HOOK"
    doctor 1 "fail  the pre-receive hook at $HOOK does not run stoplog"
    printf '#!/bin/sh\n:\n# stoplog-hook pre-receive 0.1.0: on a line too far down\nexit 0\n' >"$HOOK"
    doctor 1 "fail  the pre-receive hook at $HOOK does not run stoplog"
}

@test "a hook without its x bit is no gate" {
    chmod -x "$HOOK"
    doctor 1 "fail  $HOOK is not executable: git skips it silently"
}

@test "pasted lines that call stoplog may be a gate: which is not known" {
    printf '#!/bin/sh\nstoplog hook pre-receive || exit 1\n' >"$HOOK"
    doctor 0 "warn  pre-receive hook: $HOOK: calls stoplog; whether its answer counts is not known"
}

@test "the dispatcher is a gate only with its part, and that executable" {
    printf '#!/bin/sh\nexit 0\n' >"$HOOK"
    server_hook "$HERE/server.git"
    doctor 0 "ok    pre-receive hook: $HOOK.d/50-stoplog"
    chmod -x "$HOOK.d/50-stoplog"
    doctor 1 "fail  $HOOK.d/50-stoplog is missing or not executable"
    rm "$HOOK.d/50-stoplog"
    doctor 1 "fail  $HOOK.d/50-stoplog is missing or not executable"
}

@test "a host's own dispatcher is a gate while stoplog's part is run" {
    # shellcheck disable=SC2016 # the text is a script
    printf '#!/bin/sh\nfor part in "$0".d/*; do "$part" || exit 1; done\n' >"$HOOK"
    mkdir -p "$HOOK.d"
    server_hook "$HERE/server.git"
    doctor 0 "ok    pre-receive hook: $HOOK.d/50-stoplog"
    chmod -x "$HOOK.d/50-stoplog"
    doctor 1 "fail  the pre-receive hook at $HOOK does not run stoplog"
}

@test "the update hook is a gate for hosts that run no other" {
    rm "$HOOK"
    "$TOP/install.sh" --hooks update "$HERE/server.git" --prefix "$HERE" >/dev/null
    doctor 0 "ok    update hook: $HERE/server.git/hooks/update"
}

@test "hooks that not every git runs are told as such" {
    mkdir -p "$HERE/server.git/custom_hooks/pre-receive.d"
    mv "$HOOK" "$HERE/server.git/custom_hooks/pre-receive.d/50-stoplog"
    doctor 0 "warn  the hook is in custom_hooks: only Gitaly runs it"
    rm -r "$HERE/server.git/custom_hooks"
    git -C "$HERE/server.git" config hook.stoplog.command "stoplog hook pre-receive"
    git -C "$HERE/server.git" config hook.stoplog.event pre-receive
    printf '#!/bin/sh\ncase $1 in --version) echo git version %s ;; *) exec %s "$@" ;; esac\n' \
        2.53.1 "$(command -v git)" >"$HERE/bin/git"
    chmod +x "$HERE/bin/git"
    doctor 1 "fail  pre-receive hook: hook.stoplog of git's configuration, which git before 2.54 does not run"
    sed -i 's/2.53.1/2.54.0/' "$HERE/bin/git"
    doctor 0 "ok    pre-receive hook: hook.stoplog of git's configuration"
}

@test "a clone without the hook is warned only" {
    run stoplog doctor
    same 0 "$status"
    has "warn  no pre-push hook"
    client_hook
    run stoplog doctor
    same 0 "$status"
    has "ok    pre-push hook"
}

# --- the server's file -----------------------------------------------------------------------------

@test "a server that only observes is told as such" {
    put ../server.git/stoplog.yml <<<"{version: 1, mode: observe}"
    doctor 0 "mode observe: no push is refused"
    put ../server.git/stoplog.yml <<<"{version: 1}"
    doctor 0 "ok    server's file:" "mode enforce"
}

@test "files of keys that the server's file names must be there" {
    make_keys
    cp .stoplog/allowed_signers "$HERE/signers"
    put ../server.git/stoplog.yml <<<"{version: 1, signers: $HERE/signers, revoked_signers: $HERE/revoked}"
    doctor 1 "ok    signers: $HERE/signers" "fail  revoked_signers: $HERE/revoked: No such file"
    rm "$HERE/signers" && touch "$HERE/revoked"
    doctor 1 "fail  signers: $HERE/signers: No such file" "ok    revoked_signers: $HERE/revoked"
}

@test "the audit log must be one that can be appended to, and is not made by asking" {
    put ../server.git/stoplog.yml <<<"{version: 1, pusher_env: WHO, override: [ann], audit_log: $HERE/log}"
    doctor 0 "ok    audit_log: $HERE/log"
    [ ! -e "$HERE/log" ]
    mkdir "$HERE/log"
    doctor 1 "fail  audit_log: $HERE/log"
    put ../server.git/stoplog.yml <<<"{version: 1, pusher_env: WHO, override: [ann], audit_log: $HERE/no/log}"
    doctor 1 "fail  audit_log: $HERE/no/log: No such file"
}

@test "where approvals must be signed, ssh-keygen is looked for" {
    doctor 0
    has_not "ssh-keygen"
    put ../server.git/stoplog.yml <<<"{version: 1, trust: signed}"
    doctor 0 "trust signed: /" "ssh-keygen verifies"
    rm ../server.git/stoplog.yml
    printf 'approvals: {trust: signed}\n' >>.stoplog/policy.yml
    commit "Signed" && force_in
    doctor 0 "trust signed: /" "ssh-keygen verifies"
}

@test "the seed of certificates is told where somebody may override or bootstrap" {
    doctor 0
    has_not "certNonceSeed"
    put ../server.git/stoplog.yml <<<"{version: 1, bootstrap: [ann@example.com]}"
    doctor 1 "fail  receive.certNonceSeed is not set, and no pusher_env"
    put ../server.git/stoplog.yml <<<"{version: 1, bootstrap: [ann@example.com], pusher_env: WHO}"
    doctor 0 "warn  receive.certNonceSeed is not set: no push certificate counts"
    git -C ../server.git config receive.certNonceSeed "a secret"
    doctor 0 "ok    receive.certNonceSeed is set"
    has_not "a secret"
}

@test "the seed of certificates is told where who pushes may approve by one" {
    printf 'approvals: {pusher: certified}\n' >>.stoplog/policy.yml
    commit "Certificates" && force_in
    doctor 0 "warn  receive.certNonceSeed is not set: no push certificate counts"
}
