#!/usr/bin/env bats
# Tricks with approvals that were given, but not for this change.

load helpers

# Both teams have approved; then the commit is amended.
@test "approval, then amend" {
    drop_amount && commit "Drop amount"
    approve ann
    approve bea
    sed -i "s/status = 'paid'/status = 'open'/" models/finance/orders.sql
    git add -A && tick && git commit -q --amend -C HEAD
    held "approved before: finance.orders changed since"
}

# Both teams have approved; another commit follows.
@test "approval, then one more commit" {
    drop_amount && commit "Drop amount"
    approve ann
    approve bea
    sed -i "s/COUNT(\*)/COUNT(status)/" models/finance/revenue.sql
    commit "A small thing"
    held "approved before: finance.revenue changed since"
}

# The approval was for a change of another model.
@test "approval of a different model" {
    sed -i 's/SUM(amount)/MAX(amount)/' models/finance/revenue.sql
    commit "Other revenue"
    approve ann
    drop_amount && commit "Drop amount"
    approve bea
    held "approved before: finance.orders changed since"
}

# Approvals for a change on another branch are carried over with git cherry-pick.
@test "approvals cherry-picked from another branch" {
    drop_amount && commit "Drop amount"
    approve ann
    approve bea
    git checkout -q -b other origin/main
    put models/finance/orders.sql <<<"MODEL (name finance.orders, kind FULL, owner finance_data);
SELECT order_id, status FROM staging.orders WHERE status = 'paid'"
    put models/finance/revenue.sql <<<"MODEL (name finance.revenue, kind FULL);
SELECT 1 AS customer_id, COUNT(*) AS revenue FROM finance.orders"
    commit "Drop more"
    tick && git cherry-pick --allow-empty feature~1 feature >/dev/null
    held "0 of 1" "does not count"
}

# The same by rebasing the approved branch onto the own one.
@test "approvals rebased onto another change" {
    drop_amount && commit "Drop amount"
    approve ann
    approve bea
    git checkout -q -b other origin/main
    sed -i "s/'paid'/'open'/" models/staging/orders.sql models/finance/orders.sql
    sed -i 's/customer_id, amount, status/customer_id, amount * 2 AS amount, status/' models/staging/orders.sql
    commit "Other rows"
    git checkout -q feature
    tick && git rebase -q -X ours --empty=keep other
    held "0 of 1" "does not count"
}

# A squash takes the lines of the approvals along and adds something to the tree.
@test "approvals squashed together with something more" {
    drop_amount && commit "Drop amount"
    approve ann
    approve bea
    kept=$(git log -2 --format='%(trailers:only,unfold)' | sed '/^$/d')
    sed -i "s/'paid'/'open'/" models/finance/orders.sql
    git reset -q --soft origin/main
    commit "Drop amount

$kept"
    held "approved before" "0 of 1"
}

# A squash with lines that name no fingerprint cannot be told from an approval of the whole.
@test "approvals of an older push" {
    drop_amount && commit "Drop amount"
    approve ann
    old=$(git log -1 --format='%(trailers:only,unfold)' | sed '/^$/d')
    approve bea
    let_in
    git checkout -q -B next origin/main
    put models/finance/orders.sql <<<"MODEL (name finance.orders, kind FULL, owner finance_data);
SELECT order_id, status FROM staging.orders WHERE status = 'paid'"
    put models/finance/revenue.sql <<<"MODEL (name finance.revenue, kind FULL);
SELECT 1 AS customer_id, COUNT(*) AS revenue FROM finance.orders"
    commit "Drop more

$old"
    held "0 of 1" "ann@example.com"
}

# The approved change is taken back and done again: the old commits are not part of the new push.
@test "revert and re-apply" {
    drop_amount && commit "Drop amount"
    approve ann
    approve bea
    let_in
    tick && git revert --no-edit HEAD~2 >/dev/null
    let_in
    tick && git revert --no-edit HEAD >/dev/null
    held "CL101" "needs approval by finance-data" "0 of 1"
}

# The approver's own tree is another one: the approval commit brings a change with it.
@test "approval on a commit that changes something itself" {
    drop_amount && commit "Drop amount"
    approve bea
    as ann
    sed -i "s/'paid'/'open'/" models/finance/orders.sql
    commit "Fine

Approved-by: Ann Alder <ann@example.com>"
    held "wrote commit"
}

# The approval stands on a commit beside the pushed history.
@test "approval on a commit that is not pushed" {
    drop_amount && commit "Drop amount"
    approve bea
    git checkout -q -b aside
    approve ann
    git checkout -q feature
    before=$(server_main)
    run git push origin HEAD:main aside
    flatten
    declined
    has "0 of 1"
    same "$before" "$(server_main)"
}

# More different trees with approvals than are compared: those past the limit do not count.
@test "approvals on more trees than are compared" {
    drop_amount && commit "Drop amount"
    approve bea
    commit "Fine

Approved-by: Ann Alder <ann@example.com>"
    for i in $(seq 66); do
        echo "SELECT $i" >models/finance/noise.sql
        sed -i "s/COUNT(.*) AS/COUNT($i) AS/" models/finance/revenue.sql
        commit "Noise $i

Approved-by: Ann Alder <ann@example.com>"
    done
    held "0 of 1"
}

# The same with the approvals of the first time carried over: they name this very change.
@test "revert and re-apply with the old approvals" {
    drop_amount && commit "Drop amount"
    approve ann
    approve bea
    mapfile -t approvals < <(git rev-list -n 2 --reverse HEAD)
    let_in
    tick && git revert --no-edit HEAD~2 >/dev/null
    let_in
    undone=$(git rev-parse HEAD)
    tick && git revert --no-edit HEAD >/dev/null
    git cherry-pick --allow-empty "${approvals[@]}" >/dev/null
    let_in "approved by Ann Alder and Bea Beech"
    git reset -q --hard "$undone"
    printf 'approvals: {trust: committed}\n' >>.stoplog/policy.yml
    commit "From now on by their own hands" && force_in
    tick && git revert --no-edit "$undone" >/dev/null
    git cherry-pick --allow-empty "${approvals[@]}" >/dev/null
    held "declared only: committed by dan@example.com"
}
