#!/usr/bin/env bats
# What people see while they wait and where there is a terminal: progress, colour. script(1) gives the
# program a terminal.
load helpers

setup() {
    fresh_home
}

# Runs a shell command line in a terminal of its own; what it shows is in $output.
in_terminal() {
    run env "$@" script -qec "$LINE" /dev/null
    output=${output//$'\r\n'/$'\n'}
}

# More than two seconds of work in the sanitized build.
big_repository() {
    "$TOP/tests/bench/generate.sh" 1200 "$HERE/big.git"
    git config --global safe.directory '*'
}

@test "work of more than two seconds tells how far it is, and takes it back" {
    big_repository
    from=$(date +%s%N)
    LINE="stoplog -C '$HERE/big.git' check main all --ref main >'$HERE/report'" in_terminal TERM=xterm
    [ $((($(date +%s%N) - from) / 1000000)) -gt 2500 ] || skip "this machine is too fast for 1200 models"
    same 1 "$status"
    [[ $output == $'\r\033[Kstoplog: '*', '*' files read, 2 s'* ]]
    [[ $output == *$'\r\033[K' ]]
    [[ $(cat report) != *"files read"* ]]

    # Nothing where nobody looks.
    run stoplog -C "$HERE/big.git" check main all --ref main --format json=report.json
    same "" "$output"

    # To somebody who pushes a plain line, counted among the 25.
    update="$(git -C big.git rev-parse main) $(git -C big.git rev-parse all) refs/heads/main"
    run env -C "$HERE/big.git" GIT_DIR=. stoplog hook pre-receive <<<"$update"
    same 1 "$status"
    [[ ${lines[0]} == 'stoplog: '*' files read, 2 s so far' ]]
    [[ $(grep -v ' so far$' <<<"$output" | head -n 1) == 'error: push to main is blocked'* ]]
    [ "${#lines[@]}" -le 25 ]
    [[ $output != *$'\r'* && $output != *$'\033'* ]]
}

@test "GitLab's web editor gets marked lines and no others" {
    new_server
    drop_amount && commit "Drop amount"
    git push -q origin HEAD:refs/heads/other
    update="$(git rev-parse HEAD~1) $(git rev-parse HEAD) refs/heads/main"
    run env -C "$HERE/server.git" GIT_DIR=. GL_PROTOCOL=web hooks/pre-receive <<<"$update"
    same 1 "$status"
    [ "${#lines[@]}" -gt 5 ]
    same "" "$(printf '%s\n' "$output" | grep -v '^GL-HOOK-ERR: ')"
}

@test "colour on a terminal; not with NO_COLOR or TERM=dumb; without one only where CLICOLOR_FORCE asks" {
    new_server
    drop_amount && commit "Drop amount"
    LINE="stoplog check HEAD~1 HEAD"
    in_terminal TERM=xterm
    [[ $output == $'\033[1;31m'* ]]
    in_terminal TERM=xterm NO_COLOR=1
    [[ $output != *$'\033'* ]]
    in_terminal TERM=dumb
    [[ $output != *$'\033'* ]]
    in_terminal TERM=xterm CLICOLOR_FORCE=1
    [[ $output == $'\033[1;31m'* ]]
    run env TERM=xterm CLICOLOR_FORCE=1 stoplog check HEAD~1 HEAD
    [[ $output == $'\033[1;31m'* ]]
    run env TERM=xterm CLICOLOR_FORCE=1 NO_COLOR=1 stoplog check HEAD~1 HEAD
    [[ $output != *$'\033'* ]]
    run env TERM=xterm CLICOLOR_FORCE=1 stoplog check HEAD~1 HEAD --format text="$HERE/report"
    [[ $(cat "$HERE/report") != *$'\033'* ]]
}

@test "as wide as the terminal, between 70 and 120 columns" {
    new_server
    drop_amount && commit "Drop amount"
    for columns in 40 100 200; do
        LINE="stty cols $columns; stoplog check HEAD~1 HEAD" in_terminal TERM=xterm NO_COLOR=1
        widest=$(printf '%s\n' "$output" | grep -v '^ *Approved-change\|^change:' | awk '{ if (length($0) > most) most = length($0) } END { print most }')
        [ "$widest" -le "$((columns < 70 ? 70 : columns > 120 ? 120 : columns))" ]
        [ "$widest" -gt 60 ]
    done
}
