#!/usr/bin/env bash
# The demo: a small SQLMesh warehouse, a server repository with the pre-receive hook, and three real
# pushes. Everything happens in a temporary folder. Ends with 1 when a push ends otherwise than the
# text says.
#
#   STOPLOG  the program (default build/stoplog)
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
stoplog=$(readlink -f "${STOPLOG:-$top/build/stoplog}")
[ -x "$stoplog" ] || {
    echo "tests/demo/run.sh: $stoplog is not built; run make first" >&2
    exit 2
}

# --- a world of its own: no configuration of the user's, a clock that stands still -----------------

for name in $(git rev-parse --local-env-vars); do unset "$name"; done
unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL EMAIL STOPLOG_BIN
world=$(mktemp -d)
trap 'rm -rf "$world"' EXIT
export HOME=$world/home GIT_CONFIG_GLOBAL=$world/home/gitconfig GIT_CONFIG_NOSYSTEM=1
export LC_ALL=C.UTF-8 TZ=UTC TERM=dumb SOURCE_DATE_EPOCH=1767225600
mkdir -p "$world/home" "$world/bin"
ln -s "$stoplog" "$world/bin/stoplog"
export PATH=$world/bin:$PATH
git config --global init.defaultBranch main
clock=$SOURCE_DATE_EPOCH

tick() {
    clock=$((clock + 3600))
    export GIT_AUTHOR_DATE="$clock +0000" GIT_COMMITTER_DATE="$clock +0000"
}
as() {
    git config --global user.name "$1"
    git config --global user.email "$2"
    tick
}

say() { printf '\n== %s\n' "$*"; }
# Shows a command line and what it prints, as in a terminal; its exit code is kept in $code.
show() {
    printf '$ %s\n' "$1"
    code=0
    bash -o pipefail -c "$1" 2>&1 | sed 's/[[:space:]]*$//' || code=$?
}
# $1: what must have come out of the last push.
expect() {
    if [ "$1" = "$([ "$code" = 0 ] && echo passed || echo declined)" ]; then return; fi
    echo "tests/demo/run.sh: this push should have $1" >&2
    exit 1
}

# --- the warehouse, and the server it is pushed to ------------------------------------------------

cd "$world"
git init -q --bare server.git
cp -R "$top/tests/demo/warehouse" warehouse
cd warehouse
git init -q
git remote add origin ../server.git
as "Ann Alder" ann@example.com
git add -A
git commit -q -m "Revenue by day and country"
git push -q origin main
git fetch -q
git branch -q --set-upstream-to=origin/main
"$top/install.sh" --hooks server ../server.git --prefix "$world" >/dev/null

# --- the pushes -----------------------------------------------------------------------------------

as "Dan Durmast" dan@example.com
say "Dan reformats a model."
cat >models/finance/revenue.sql <<'SQL'
MODEL (name finance.revenue, kind full, owner finance_data, grain (order_date, country));

-- One row per day and country.
select order_date,
       country,
       count(*)               as orders,
       sum(amount - discount) as revenue,
       sum(discount)          as discount
from   finance.orders
group  by order_date, country;
SQL
git commit -q -a -m "Lay out revenue"
show "git push origin main"
expect passed

tick
say "Dan drops a column. A dashboard reads it."
sed -i -e '/as discount$/d' -e 's/as revenue,$/as revenue/' models/finance/revenue.sql
git commit -q -a -m "Drop discount from revenue"
show "git push origin main"
expect declined

say "Ann, of the team that owns the model, and Bea, of the dashboard's team, approve it."
as "Ann Alder" ann@example.com
show "stoplog approve origin/main | tail -n 2"
as "Bea Beech" bea@example.com
show "stoplog approve origin/main | tail -n 2"
as "Dan Durmast" dan@example.com
show "git push origin main"
expect passed
