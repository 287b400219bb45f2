#!/usr/bin/env bats
# Who may approve what, for how long, and what the report says of approvals that do not count.

load helpers

setup() {
    fresh_home
    new_server
    git checkout -q -b feature
}

# As the person: an approval of main..HEAD by `stoplog approve`.
approve() {
    as "$1"
    tick
    stoplog approve main HEAD >/dev/null
    as dan
}

@test "approvals by the owning team and by the consumer's team let the change in" {
    drop_amount && commit "Drop amount"
    run git push origin HEAD:main
    declined
    approve ann
    run git push origin HEAD:main
    declined
    approve bea
    run git push origin HEAD:main
    pushed
    same "$(git rev-parse HEAD)" "$(server_main)"
}

@test "approve writes an empty commit by the approver, with both trailers" {
    drop_amount && commit "Drop amount"
    before=$(git rev-parse 'HEAD^{tree}')
    approve ann
    same "$before" "$(git rev-parse 'HEAD^{tree}')"
    same "Ann Alder <ann@example.com>" "$(git log -1 --format='%an <%ae>')"
    same "Ann Alder <ann@example.com>" "$(git log -1 --format='%(trailers:key=Approved-by,valueonly)' | sed '/^$/d')"
    [[ $(git log -1 --format='%(trailers:key=Approved-change,valueonly)') =~ ^[0-9a-f]{64} ]]
}

@test "approve takes nothing along that was prepared for another commit" {
    drop_amount && commit "Drop amount"
    put other.txt <<<"prepared"
    git add other.txt
    approve ann
    same "" "$(git show --format= --name-only HEAD)"
    same "A  other.txt" "$(git status --porcelain)"
}

@test "approve refuses when there is nothing to approve" {
    put README.md <<<"words"
    commit "Words"
    before=$(git rev-parse HEAD)
    as ann
    run stoplog approve main HEAD
    [ "$status" -ne 0 ]
    same "$before" "$(git rev-parse HEAD)"
}

@test "nobody approves a change of their own" {
    as ann
    drop_amount && commit "Drop amount"
    approve ann
    approve bea
    run git push origin HEAD:main
    declined
    has "ann@example.com"
    # A colleague of the same team may.
    approve bob
    run git push origin HEAD:main
    pushed
}

@test "a co-author wrote it too; another spelling of the address is the same person" {
    drop_amount
    commit "$(printf 'Drop amount\n\nCo-authored-by: Ann <Ann@Example.com>')"
    approve ann
    approve bea
    run git push origin HEAD:main
    declined
    has "ann@example.com"
}

@test "an address that the mailmap folds into the author's is the author's" {
    put .mailmap <<<"Dan Durmast <dan@example.com> <ann@example.com>"
    commit "A mailmap"
    rm ../server.git/hooks/pre-receive
    git push -q origin HEAD:main
    git fetch -q && git branch -qf main origin/main
    server_hook "$HERE/server.git"
    drop_amount && commit "Drop amount"
    approve ann
    approve bea
    run git push origin HEAD:main
    declined
}

@test "the pusher cannot approve either, when the server names the pusher" {
    put ../server.git/stoplog.yml <<<"version: 1
pusher_env: PUSHER"
    drop_amount && commit "Drop amount"
    approve ann
    approve bea
    PUSHER=ann@example.com run git push origin HEAD:main
    declined
    PUSHER=dan@example.com run git push origin HEAD:main
    pushed
}

@test "somebody who is in no asked team does not count" {
    drop_amount && commit "Drop amount"
    approve bea
    as eve
    commit "$(printf 'Approve\n\nApproved-by: Eve <eve@example.com>')"
    as dan
    run git push origin HEAD:main
    declined
    has "eve@example.com"
}

@test "an approval ends when the meaning changes after it" {
    drop_amount && commit "Drop amount"
    approve ann
    approve bea
    sed -i "s/status = 'paid'/status = 'open'/" models/finance/orders.sql
    commit "And another thing"
    run git push origin HEAD:main
    declined
    has "ann@example.com"
}

@test "an approval ends when the commit is amended to mean something else" {
    drop_amount && commit "Drop amount"
    approve ann
    approve bea
    git rebase -q --exec 'true' main
    tick
    sed -i "s/status = 'paid'/status = 'open'/" models/finance/orders.sql
    git add -A
    git commit -q --fixup HEAD~2
    GIT_SEQUENCE_EDITOR=true git rebase -q -i --autosquash main
    same 3 "$(git rev-list --count main..HEAD)"
    run git push origin HEAD:main
    declined
}

@test "an approval survives a rebase onto work of others" {
    drop_amount && commit "Drop amount"
    approve ann
    approve bea
    git checkout -q main
    put docs.md <<<"words"
    commit "Words"
    git push -q origin main
    git checkout -q feature
    git rebase -q main
    run git push origin HEAD:main
    pushed
}

@test "an approval survives reformatting afterwards" {
    drop_amount && commit "Drop amount"
    approve ann
    approve bea
    sed -i 's/^SELECT/select/; s/^  customer_id,/  customer_id  ,  -- who/' models/finance/orders.sql
    commit "Layout"
    run git push origin HEAD:main
    pushed
}

@test "an approval survives a squash that keeps the trailers" {
    drop_amount && commit "Drop amount"
    approve ann
    ann=$(git log -1 --format='%(trailers:key=Approved-by)%(trailers:key=Approved-change)' | sed '/^$/d')
    approve bea
    bea=$(git log -1 --format='%(trailers:key=Approved-by)' | sed '/^$/d')
    git reset -q --soft main
    commit "$(printf 'Drop amount\n\n%s\n%s' "$ann" "$bea")"
    run git push origin HEAD:main
    pushed
}

@test "an approval for another change does not count for this one" {
    drop_amount && commit "Drop amount"
    approve ann
    change=$(git log -1 --format='%(trailers:key=Approved-change,valueonly)' | sed '/^$/d')
    git reset -q --hard main
    sed -i '/^  amount,$/d; /^  customer_id,$/d' models/finance/orders.sql
    put models/finance/revenue.sql <<<"MODEL (name finance.revenue, kind FULL); SELECT COUNT(*) AS revenue FROM finance.orders"
    # The approval stands on a commit with base's tree, and names the other change.
    commit "$(printf 'Drop more\n\nApproved-by: Ann Alder <ann@example.com>\nApproved-change: %s' "$change")"
    approve bea
    run git push origin HEAD:main
    declined
}

@test "trailers that are only text in the middle of a message do not count" {
    drop_amount && commit "Drop amount"
    as ann
    commit "$(printf 'Approve\n\nApproved-by: Ann Alder <ann@example.com>\n\nand so on, at length')"
    as dan
    approve bea
    run git push origin HEAD:main
    declined
}

@test "a commit in another encoding does not smuggle an approval in" {
    drop_amount && commit "Drop amount"
    approve bea
    tree=$(git rev-parse 'HEAD^{tree}')
    commit=$({
        printf 'tree %s\nparent %s\n' "$tree" "$(git rev-parse HEAD)"
        printf 'author Ann Alder <ann@example.com> 1767226000 -0500\n'
        printf 'committer Ann Alder <ann@example.com> 1767226000 -0500\n'
        printf 'encoding UTF-7\n\nFine\n\n+AEE-pproved-by: Ann Alder <ann@example.com>\n'
    } | git hash-object -w -t commit --stdin)
    git reset -q --hard "$commit"
    run git push origin HEAD:main
    declined
}

@test "a plain trailer without a fingerprint counts on the tree it stands on" {
    drop_amount && commit "Drop amount"
    as ann
    commit "$(printf 'Approve\n\nApproved-by: Ann Alder <ann@example.com>')"
    as bea
    commit "$(printf 'Approve\n\nApproved-by: Bea Beech <bea@example.com>')"
    as dan
    run git push origin HEAD:main
    pushed
}

@test "an approval on a commit that came in through a merge counts for the tree it stands on" {
    drop_amount && commit "Drop amount"
    approve ann
    approve bea
    git checkout -q main
    put docs.md <<<"words"
    commit "Words"
    tick
    git merge -q --no-ff -m "Merge feature" feature
    run git push origin main
    pushed
}

@test "two people of the team, when the policy asks for two" {
    git checkout -q main
    sed -i 's/team: finance-data}/team: finance-data, approvals: 2}/' .stoplog/policy.yml
    commit "Four eyes"
    rm ../server.git/hooks/pre-receive
    git push -q origin main
    server_hook "$HERE/server.git"
    git checkout -q -B feature
    drop_amount && commit "Drop amount"
    approve ann
    approve bea
    approve ann
    run git push origin HEAD:main
    declined
    approve bob
    run git push origin HEAD:main
    pushed
}

@test "a model under contract: its shape changes only together with the contract" {
    git checkout -q main
    put contracts/orders.odcs.yaml <<'YAML'
apiVersion: v3.0.0
kind: DataContract
id: orders
version: 1.0.0
status: active
schema:
  - name: orders
    physicalName: finance.orders
    properties:
      - {name: order_id, logicalType: integer}
      - {name: amount, logicalType: number}
YAML
    printf 'contracts:\n  - {path: "contracts/*.odcs.yaml"}\n' >>.stoplog/policy.yml
    commit "A contract"
    rm ../server.git/hooks/pre-receive
    git push -q origin main
    server_hook "$HERE/server.git"
    git checkout -q -B feature
    drop_amount && commit "Drop amount"
    approve ann
    approve bea
    run git push origin HEAD:main
    declined
    has "contracts/orders.odcs.yaml"
    sed -i '/amount/d; s/1.0.0/2.0.0/' contracts/orders.odcs.yaml
    commit "The contract follows"
    approve ann
    approve bea
    run git push origin HEAD:main
    pushed
}
