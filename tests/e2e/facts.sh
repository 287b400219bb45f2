#!/usr/bin/env bash
# Cases of tests/facts that need a policy (`level` says gate): before/ is committed on main, after/
# on top of it, and every line of expected.txt must be among the facts that `stoplog check` finds.
# Writes TAP.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
stoplog=$(readlink -f "${STOPLOG:-$top/build/stoplog}")
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
for name in $(git rev-parse --local-env-vars); do unset "$name"; done
export HOME=$work GIT_CONFIG_GLOBAL=$work/gitconfig GIT_CONFIG_NOSYSTEM=1 LC_ALL=C.UTF-8
git config --global user.name "Dan Durmast"
git config --global user.email dan@example.com
git config --global init.defaultBranch main

commit() {
    rm -rf "$work/repo/.git/index"
    find "$work/repo" -mindepth 1 -maxdepth 1 -not -name .git -exec rm -rf {} +
    cp -R "$1/." "$work/repo/" && git -C "$work/repo" add -A && git -C "$work/repo" commit -q --allow-empty -m "$2"
}

# Prints why the case fails.
one_case() {
    local dir=$1
    rm -rf "$work/repo"
    git init -q "$work/repo"
    commit "$dir/before" Before && commit "$dir/after" After || return 1
    "$stoplog" -C "$work/repo" check main~1 main --ref main --format json >"$work/json" 2>"$work/stderr"
    local code=$?
    if [ $code -gt 1 ] && ! grep -qx undecided "$dir/level"; then
        echo "exit $code: $(head -n 3 "$work/stderr")"
        return 1
    fi
    jq -r '.verdicts[] | (.models[], .files[]) | (.name // .subject) as $subject | .facts[] |
        "\(.code) \(.slug) \($subject)" + (if .column then "." + .column else "" end)' \
        "$work/json" | LC_ALL=C sort -u >"$work/found" || return 1
    while IFS= read -r line; do
        case $line in '' | '#'*) continue ;; esac
        if ! grep -qxF -- "$line" "$work/found"; then
            echo "not found: $line"
            sed 's/^/found: /' "$work/found"
            return 1
        fi
    done <"$dir/expected.txt"
}

mapfile -t cases < <(grep -lx gate "$top"/tests/facts/*/level 2>/dev/null)
echo "1..${#cases[@]}"
n=0 failed=0
for level in "${cases[@]}"; do
    dir=$(dirname "$level") n=$((n + 1))
    if why=$(one_case "$dir"); then
        echo "ok $n tests/facts/${dir##*/}"
    else
        echo "not ok $n tests/facts/${dir##*/}"
        printf '%s\n' "$why" | sed 's/^/# /'
        failed=1
    fi
done
exit $failed
