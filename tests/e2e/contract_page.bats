#!/usr/bin/env bats
# docs/contracts.md: what its commands print is what it says they print.

load helpers

# Runs the lines behind "$ " of every console block and puts their output in place of what stands
# there; all else stays as it is.
run_page() {
    local line inside=false
    while IFS= read -r line; do
        case $line in
        '```console') inside=true ;;
        '```') inside=false ;;
        esac
        if ! $inside || [[ $line == '```console' ]]; then
            printf '%s\n' "$line"
        elif [[ $line == '$ '* ]]; then
            printf '%s\n' "$line"
            bash -c "${line#\$ }" </dev/null 2>&1 || true
        fi
    done <"$1"
}

@test "what docs/contracts.md shows is what the commands print" {
    fresh_home
    cp -r "$TOP/tests/demo/warehouse" work
    cd work
    git init -q
    commit "A warehouse"
    tick
    run_page "$TOP/docs/contracts.md" | sed 's/[ \t]*$//' >"$HERE/page.md"
    # To take over what is printed: PAGE=docs/contracts.md bats tests/e2e/contract_page.bats
    [ -z "${PAGE-}" ] || cp "$HERE/page.md" "$TOP/$PAGE"
    diff -u "$TOP/docs/contracts.md" "$HERE/page.md"
}
