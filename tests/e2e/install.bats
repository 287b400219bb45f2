#!/usr/bin/env bats
# install.sh --hooks: where hooks go, what happens to hooks that are there, and back again. A small
# program stands in for stoplog and writes down what it was given.

load helpers

setup() {
    fresh_home
    rm -f bin/stoplog
    put bin/stoplog <<'SH'
#!/bin/sh
echo "stoplog $* [$(cat)]" >>"$HOME/calls"
exit "${FAKE_EXIT:-0}"
SH
    chmod +x bin/stoplog
    git init -q --bare server.git
    git init -q work
    (cd work && git remote add origin "$HERE/server.git" && commit one)
    : >home/calls
}

hooks() { "$TOP/install.sh" --hooks "$@" --prefix "$HERE"; }
calls() { cat "$HOME/calls"; }
push() { git -C work push -q origin main; }

@test "the server's hook goes into a bare repository and hears of a push" {
    hooks server server.git
    same 755 "$(stat -c %a server.git/hooks/pre-receive)"
    same 4 "$(wc -l <server.git/hooks/pre-receive)"
    grep -qF "'$HERE/bin/stoplog'" server.git/hooks/pre-receive
    push
    same "stoplog hook pre-receive [$ZERO $(git -C work rev-parse main) refs/heads/main]" "$(calls)"
}

@test "a hook that says no declines the push" {
    hooks server server.git
    FAKE_EXIT=3 run push
    declined
    same "" "$(git -C server.git for-each-ref)"
}

@test "the client's hook goes into a clone, also through a linked worktree" {
    git -C work worktree add -q "$HERE/linked"
    hooks client linked
    [ -x work/.git/hooks/pre-push ]
    git -C linked push -q origin linked
    [[ $(calls) == "stoplog hook pre-push origin $HERE/server.git ["* ]]
}

@test "a submodule's hook goes to the submodule's own git directory" {
    git init -q outer
    git -C outer submodule --quiet add "$HERE/work" inner
    hooks client outer/inner
    [ -x outer/.git/modules/inner/hooks/pre-push ]
}

@test "twice is as good as once, and an older hook is brought up to date" {
    hooks server server.git
    before=$(stat -c %i server.git/hooks/pre-receive)
    run -0 hooks server server.git
    has "up to date"
    same "$before" "$(stat -c %i server.git/hooks/pre-receive)"
    sed -i '2s/ [0-9][0-9.]*:/ 0.0.1:/' server.git/hooks/pre-receive
    run -0 hooks server server.git
    has "wrote"
    grep -q "pre-receive $(cat "$TOP/VERSION"):" server.git/hooks/pre-receive
}

@test "a client without the program is told and goes on; STOPLOG_REQUIRE=1 stops it" {
    hooks client work
    rm bin/stoplog
    run push
    pushed
    has "not installed"
    (cd work && commit two)
    STOPLOG_REQUIRE=1 run push
    [ "$status" -ne 0 ]
}

@test "a client may name another program in STOPLOG_BIN" {
    hooks client work
    printf '#!/bin/sh\necho other >>"$HOME/calls"\n' | put other
    chmod +x other
    STOPLOG_BIN=$HERE/other push
    same other "$(calls)"
}

@test "a server without the program declines every push, whatever the pusher's environment says" {
    hooks server server.git
    rm bin/stoplog
    STOPLOG_BIN=/bin/true STOPLOG_REQUIRE=0 run push
    declined
    has "not installed on this server"
}

@test "a hook that was there is kept, runs first, and gets the same input" {
    printf '#!/bin/sh\necho "old [$(cat)]" >>"$HOME/calls"\n' | put server.git/hooks/pre-receive
    chmod +x server.git/hooks/pre-receive
    hooks server server.git
    push
    line="$ZERO $(git -C work rev-parse main) refs/heads/main"
    same "old [$line]
stoplog hook pre-receive [$line]" "$(calls)"
}

@test "with a kept hook, both run and either one declines" {
    printf '#!/bin/sh\necho old >>"$HOME/calls"; exit "${OLD_EXIT:-0}"\n' | put server.git/hooks/pre-receive
    chmod +x server.git/hooks/pre-receive
    hooks server server.git
    OLD_EXIT=1 run push
    declined
    same 2 "$(calls | wc -l)"
    FAKE_EXIT=1 run push
    declined
    same 4 "$(calls | wc -l)"
    run push
    pushed
}

@test "taking the hook away puts the old one back byte for byte" {
    printf '#!/bin/sh\necho old >>"$HOME/calls"\n' | put server.git/hooks/pre-receive
    chmod 750 server.git/hooks/pre-receive
    before=$(sha256sum <server.git/hooks/pre-receive)
    hooks server server.git
    hooks server server.git
    run -0 "$TOP/install.sh" --uninstall --hooks server server.git
    same "$before" "$(sha256sum <server.git/hooks/pre-receive)"
    same 750 "$(stat -c %a server.git/hooks/pre-receive)"
    [ ! -e server.git/hooks/pre-receive.d ]
}

@test "a hook that is a relative link is kept and put back as one" {
    printf '#!/bin/sh\necho shared >>"$HOME/calls"\n' | put server.git/shared/check
    chmod +x server.git/shared/check
    mkdir -p server.git/hooks
    ln -s ../shared/check server.git/hooks/pre-receive
    hooks server server.git
    push
    same "shared
stoplog" "$(calls | cut -d' ' -f1)"
    "$TOP/install.sh" --uninstall --hooks server server.git
    same ../shared/check "$(readlink server.git/hooks/pre-receive)"
}

@test "a host's own dispatcher is left alone; the hook goes into its folder" {
    mkdir -p server.git/hooks/pre-receive.d
    put server.git/hooks/pre-receive <<'SH'
#!/bin/sh
data=$(cat)
for hook in "$GIT_DIR"/hooks/pre-receive.d/*; do
    echo "$data" | "$hook" || exit 1
done
SH
    chmod +x server.git/hooks/pre-receive
    before=$(sha256sum <server.git/hooks/pre-receive)
    hooks server server.git
    same "$before" "$(sha256sum <server.git/hooks/pre-receive)"
    push
    same 1 "$(calls | wc -l)"
    "$TOP/install.sh" --uninstall --hooks server server.git
    same "$before" "$(sha256sum <server.git/hooks/pre-receive)"
    [ ! -e server.git/hooks/pre-receive.d/50-stoplog ]
}

@test "the dispatcher declines when the gate's part of it is gone" {
    printf '#!/bin/sh\n' | put server.git/hooks/pre-receive
    chmod +x server.git/hooks/pre-receive
    hooks server server.git
    rm server.git/hooks/pre-receive.d/50-stoplog
    run push
    declined
    has "50-stoplog is missing"
}

@test "a global hooks directory is refused, with the command that shows it" {
    git config --global core.hooksPath "$HERE/everybody"
    run hooks client work
    same 1 "$status"
    has "core.hooksPath is set for more than this repository (global)"
    has "git -C work config --show-origin --show-scope --get-all core.hooksPath"
    has "--into DIR"
    [ ! -e everybody ]
}

@test "a hooks directory inside the work tree is refused; --into does it all the same" {
    git -C work config core.hooksPath .husky
    run hooks client work
    same 1 "$status"
    has "points into the work tree"
    [ ! -e work/.husky ]
    hooks client work --into work/.husky
    [ -x work/.husky/pre-push ]
}

@test "--into a folder of parts gives the part a name of its own" {
    hooks server --into "$HERE/custom_hooks/pre-receive.d"
    [ -x custom_hooks/pre-receive.d/50-stoplog ]
    "$TOP/install.sh" --uninstall --hooks server --into "$HERE/custom_hooks/pre-receive.d"
    [ ! -e custom_hooks/pre-receive.d ]
}

@test "a local hooks directory outside the work tree is followed, and made when it is missing" {
    git -C server.git config core.hooksPath "$HERE/apart/hooks"
    hooks server server.git
    [ -x apart/hooks/pre-receive ]
}

@test "--dry-run writes nothing" {
    printf '#!/bin/sh\n' | put server.git/hooks/pre-receive
    before=$(find server.git | sort | sha256sum)
    run -0 hooks server server.git --dry-run
    has "would write"
    same "$before" "$(find server.git | sort | sha256sum)"
}

@test "--print gives lines that leave the input to the hook they are pasted into" {
    { echo '#!/bin/sh' && hooks client --print 2>/dev/null && echo 'echo "rest [$(cat)]" >>"$HOME/calls"'; } |
        put work/.git/hooks/pre-push
    chmod +x work/.git/hooks/pre-push
    push
    line="refs/heads/main $(git -C work rev-parse main) refs/heads/main $ZERO"
    same "stoplog hook pre-push origin $HERE/server.git [$line]
rest [$line]" "$(calls)"
    (cd work && commit two)
    FAKE_EXIT=1 run push
    [ "$status" -ne 0 ]
}

@test "foreign hooks are never taken away" {
    printf '#!/bin/sh\n# stoplog is mentioned here\n' | put server.git/hooks/pre-receive
    run -0 "$TOP/install.sh" --uninstall --hooks server server.git
    has "no hook of stoplog's"
    [ -e server.git/hooks/pre-receive ]
}

@test "no program, no hook: a server would decline everything" {
    rm bin/stoplog
    run hooks server server.git
    same 1 "$status"
    has "install the program first"
    [ ! -e server.git/hooks/pre-receive ]
}

@test "a program in a path with spaces" {
    mkdir -p "with space/bin"
    cp bin/stoplog "with space/bin/"
    "$TOP/install.sh" --hooks server server.git --prefix "$HERE/with space"
    push
    same 1 "$(calls | wc -l)"
}

@test "a repository whose path has a colon and spaces" {
    git init -q --bare "odd: one.git"
    hooks server "odd: one.git"
    git -C work push -q "$HERE/odd: one.git" main
    same 1 "$(calls | wc -l)"
}

@test "not a repository, an unknown role, an unknown option: refused with a reason" {
    mkdir plain
    GIT_CEILING_DIRECTORIES=$HERE run hooks client plain
    same 1 "$status"
    has "does not take 'plain' for a repository"
    run hooks frobnicate
    same 1 "$status"
    has "client, server or update"
    run "$TOP/install.sh" --frobnicate
    same 1 "$status"
    has "usage:"
}

@test "the hooks that are shipped carry the version that is shipped" {
    for hook in pre-push pre-receive update dispatch; do
        sed -n 2p "$TOP/hooks/$hook" | grep -qF " $(cat "$TOP/VERSION"):"
    done
}

@test "the program is installed below a prefix, and taken away again without a trace" {
    [ -x "$TOP/build/stoplog" ] || skip "build/stoplog is not built"
    run -0 "$TOP/install.sh" --no-build --prefix "$HERE/pre fix"
    has "installed stoplog $(cat "$TOP/VERSION")"
    run -0 "pre fix/bin/stoplog" --version
    has "$(cat "$TOP/VERSION")"
    [ -s "pre fix/share/man/man1/stoplog.1" ]
    [ -s "pre fix/share/stoplog/rules/CL101.md" ]
    [ -x "pre fix/share/stoplog/hooks/pre-receive" ]
    # The installed copy of install.sh puts hooks, with the installed program in them.
    "pre fix/share/stoplog/install.sh" --hooks server server.git
    grep -qF "'$HERE/pre fix/bin/stoplog'" server.git/hooks/pre-receive
    echo "my own" >"pre fix/bin/other"
    run -0 "$TOP/install.sh" --uninstall --prefix "$HERE/pre fix"
    same "pre fix/bin/other" "$(find "pre fix" -type f)"
    [ ! -e "pre fix/share/stoplog" ]
    run -0 "$TOP/install.sh" --uninstall --prefix "$HERE/pre fix"
    has "nothing to remove"
}

@test "a list of installed files that leads out of the prefix is not followed" {
    echo precious >precious
    put prefix/share/stoplog/files <<<"../precious"
    run "$TOP/install.sh" --uninstall --prefix "$HERE/prefix"
    same 1 "$status"
    [ -e precious ]
}

@test "installing and removing with --dry-run change nothing" {
    run -0 "$TOP/install.sh" --no-build --dry-run --prefix "$HERE/prefix"
    [ ! -e prefix ]
    put prefix/share/stoplog/files <<<"bin/stoplog"
    put prefix/bin/stoplog </dev/null
    run -0 "$TOP/install.sh" --uninstall --dry-run --prefix "$HERE/prefix"
    [ -e prefix/bin/stoplog ]
}
