#!/usr/bin/env bats
# Tricks with merges: a change that stands in no commit's own diff, or on one side only.

load helpers

# The change is made within the merge commit: no side has it.
@test "an evil merge" {
    put README.md <<<words && commit "Words"
    git checkout -q -b other origin/main
    put NEWS.md <<<news && commit "News"
    tick && git merge -q --no-commit --no-ff feature
    drop_amount && git add -A
    tick && git commit -q -m "Merge words"
    approve bea
    held "CL101" "0 of 1"
}

# The merge resolves to the old side: work that is on main already disappears.
@test "a merge that takes back what main has" {
    put models/finance/extra.sql <<<"MODEL (name finance.extra, kind FULL); SELECT order_id FROM finance.orders"
    commit "Extra" && force_in
    git checkout -q -B feature HEAD~1
    put README.md <<<words && commit "Words"
    tick && git merge -q -s ours -m "Merge main" origin/main
    held "finance.extra" "MD101" "0 of 1"
}

# The parents stand the other way round: main is the second one.
@test "a merge with the parents exchanged" {
    half_approved
    put NEWS.md <<<news && commit "News"
    tick
    tip=$(git commit-tree -p HEAD -p origin/main -m "Merge main" "HEAD^{tree}")
    git reset -q --hard "$tip"
    held "CL101" "0 of 1"
}

# Three parents, one of which brings the change.
@test "an octopus" {
    half_approved
    git branch one origin/main && git checkout -q one && put ONE.md <<<1 && commit "One"
    git branch two origin/main && git checkout -q two && put TWO.md <<<2 && commit "Two"
    git checkout -q -B main origin/main
    tick && git merge -q -m "Merge all" one two feature
    held "CL101" "0 of 1"
}

# The approver's hand is in the merge: what looks like a merge is a change of the approver.
@test "an approver who writes the merge" {
    put README.md <<<words && commit "Words"
    as ann && git checkout -q -b other origin/main
    put NEWS.md <<<news && commit "News"
    tick && git merge -q --no-commit --no-ff feature
    drop_amount && git add -A
    tick && git commit -q -m "Merge words"
    approve ann
    approve bea
    held "does not count: " "wrote commit"
}

# The approval stands on the side of a merge that does not have the change.
@test "an approval on the other side of a merge" {
    half_approved
    git checkout -q -b other origin/main
    put NEWS.md <<<news && commit "News"
    commit "Fine

Approved-by: Ann Alder <ann@example.com>"
    tick && git merge -q --no-ff -m "Merge the work" feature
    held "0 of 1" "approved before"
}

# The change came in before the branch point and was hidden by a forced push.
@test "history rewritten under an open branch" {
    put README.md <<<words && commit "Words" && force_in
    git checkout -q -B feature HEAD~1
    half_approved
    held "GT104" "0 of 1"
}

# Two histories without a common root are merged.
@test "a merge of unrelated histories" {
    git checkout -q --orphan fresh
    drop_amount && commit "Another root"
    tick
    tip=$(git commit-tree -p origin/main -p HEAD -m "Merge" "HEAD^{tree}")
    git reset -q --hard "$tip"
    approve bea
    held "CL101" "0 of 1"
}
