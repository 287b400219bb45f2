#!/usr/bin/env bats
# Tricks about people: to be another person, or none, than the one who wrote the change.

load helpers

# The author writes the own address in capitals.
@test "approve yourself in capitals" {
    as ann && half_approved
    commit "$(printf 'Fine\n\nApproved-by: Ann Alder <ANN@Example.COM>')"
    held "does not count: wrote commit" "0 of 1"
}

# The mailmap on the server knows two addresses of one person; the second one approves.
@test "approve yourself by another address of yours" {
    put .mailmap <<<"Ann Alder <ann@example.com> <ann.alder@home.example>"
    commit "A mailmap" && force_in
    as ann && git config --global user.email ann.alder@home.example
    drop_amount && commit "Drop amount"
    approve bea
    commit "$(printf 'Fine\n\nApproved-by: Ann Alder <ann@example.com>')"
    held "does not count: wrote commit" "as ann.alder@home.example"
}

# An address that looks like a member's, with a letter of another script.
@test "approve by an address that only looks like a member's" {
    half_approved
    commit "$(printf 'Fine\n\nApproved-by: Ann Alder <\xd0\xb0nn@example.com>')"
    held "does not count: is not in finance-data" "0 of 1"
}

# The same with letters that nobody sees: a zero-width joiner, a full-width letter.
@test "approve by an address with letters that nobody sees" {
    half_approved
    commit "$(printf 'Fine\n\nApproved-by: Ann Alder <ann\xe2\x80\x8d@example.com>')"
    commit "$(printf 'Fine\n\nApproved-by: Ann Alder <\xef\xbd\x81nn@example.com>')"
    held "0 of 1"
    has_not $'\u200d'
}

# One member of the team is the co-author of the change and approves it.
@test "approve as a co-author" {
    drop_amount
    commit "$(printf 'Drop amount\n\nCo-authored-by: Ann Alder <ann@example.com>')"
    approve ann
    approve bea
    held "does not count: co-wrote commit"
}

# The co-author stands where git finds no trailer, with the key in other letters.
@test "approve as a co-author whom git does not read as one" {
    drop_amount
    commit "$(printf 'Drop amount\n\nCO-AUTHORED-BY : Ann <ann@example.com>\nmore prose\n\nand an end')"
    approve ann
    approve bea
    held "does not count: co-wrote commit"
}

# The member wrote the change, somebody else committed it.
@test "approve what another one committed for you" {
    drop_amount
    commit "Drop amount" --author "Ann Alder <ann@example.com>"
    approve ann
    approve bea
    held "does not count: wrote commit"
}

# The member's work comes in over the second parent of a merge by somebody else.
@test "approve your own work behind a merge" {
    as ann && drop_amount && commit "Drop amount"
    as dan && git checkout -q -B merged origin/main
    put README.md <<<words && commit "Words"
    tick && git merge -q --no-ff -m "Merge the work" feature
    approve ann
    approve bea
    held "does not count: wrote commit"
}

# The member pushes what carries somebody else's name.
@test "approve what you push yourself under another name" {
    put ../server.git/stoplog.yml <<<"version: 1
pusher_env: PUSHER"
    half_approved
    approve ann
    PUSHER=ann held "does not count: pushed this change"
    PUSHER=Ann@example.com held "does not count: pushed this change"
}

# A push option pretends to be the variable that names the pusher.
@test "name another pusher by push option" {
    git --git-dir ../server.git config receive.advertisePushOptions true
    put ../server.git/stoplog.yml <<<"version: 1
pusher_env: PUSHER"
    half_approved
    approve ann
    before=$(server_main)
    PUSHER=ann run git push -o PUSHER=dan -o pusher_env=GIT_PUSH_OPTION_0 -o pusher=dan@example.com origin HEAD:main
    declined
    same "$before" "$(server_main)"
    has "does not count: pushed this change"
}

# The variable that the server trusts is empty: nobody knows who pushes.
@test "push where the server cannot tell who pushes" {
    put ../server.git/stoplog.yml <<<"version: 1
pusher_env: PUSHER"
    half_approved
    approve ann
    PUSHER='' held "who wrote the change is not known" "the server sets no PUSHER"
}

# One and the same person approves twice, under two addresses.
@test "be two people by two addresses" {
    sed -i 's/team: finance-data}/team: finance-data, approvals: 2}/' .stoplog/owners.yml
    sed -i 's/bob@example.com/bob@example.com, ann.alder@home.example/' .stoplog/owners.yml
    put .mailmap <<<"Ann Alder <ann@example.com> <ann.alder@home.example>"
    commit "Four eyes" && force_in
    half_approved
    approve ann
    commit "$(printf 'Fine\n\nApproved-by: Ann Alder <ann.alder@home.example>')"
    held "1 of 2"
}

# The address that no person reads is a member of the team.
@test "approve as a machine" {
    sed -i 's/bob@example.com/noreply@example.com/' .stoplog/owners.yml
    commit "A robot" && force_in
    half_approved
    commit "$(printf 'Fine\n\nApproved-by: Robot <noreply@example.com>')"
    held "is not the address of a person"
}

# Two addresses on one line, an address without a name, a name that is an address.
@test "approve by more than one address on a line" {
    half_approved
    for who in "Ann <ann@example.com> <dan@example.com>" "Dan <dan@example.com>, Ann <ann@example.com>" \
        "ann@example.com" "ann@example.com <dan@example.com>" "Ann <dan@example.com>ann@example.com>"; do
        commit "$(printf 'Fine\n\nApproved-by: %s' "$who")"
        held "0 of 1"
    done
}

# The approver joins the team in the push that he approves.
@test "join the team in the same push" {
    sed -i 's/\[ann@example.com/[dan2@example.com, ann@example.com/' .stoplog/owners.yml
    half_approved
    approve pam
    approve dan2
    held "0 of 1" "dan2@example.com" "may approve: ann@example.com, bob@example.com"
}

# A mailmap that comes with the push maps a stranger to a member.
@test "become a member by a mailmap" {
    put .mailmap <<<"Ann Alder <ann@example.com> <eve@example.com>"
    half_approved
    commit "$(printf 'Fine\n\nApproved-by: Eve <eve@example.com>')"
    held "0 of 1" "eve@example.com"
    git revert -n HEAD~2 && git checkout -q HEAD -- .mailmap && git reset -q --hard origin/main
    put .mailmap <<<"Ann Alder <ann@example.com> <eve@example.com>"
    commit "A mailmap" && force_in
    half_approved
    commit "$(printf 'Fine\n\nApproved-by: Eve <eve@example.com>')"
    held "0 of 1" "eve@example.com"
}

# The line of the mailmap that names the author's second address is taken out in the same push.
@test "take your second address out of the mailmap" {
    put .mailmap <<<"Ann Alder <ann@example.com> <ann.alder@home.example>"
    commit "A mailmap" && force_in
    as ann && git config --global user.email ann.alder@home.example
    rm .mailmap
    drop_amount && commit "Drop amount"
    approve bea
    approve pam
    commit "$(printf 'Fine\n\nApproved-by: Ann Alder <ann@example.com>')"
    held "as ann.alder@home.example"
}

# The same in two pushes: the first one only edits the mailmap.
@test "take your second address out of the mailmap one push before" {
    put .mailmap <<<"Ann Alder <ann@example.com> <ann.alder@home.example>"
    commit "A mailmap" && force_in
    put .mailmap <<<"# nothing"
    commit "Tidy up"
    held "PO101" ".mailmap" "platform"
}

# The team is renamed and filled anew in the same push.
@test "rename the team in the same push" {
    sed -i 's/finance-data/finance-crew/; s/ann@example.com, bob@example.com/eve@example.com, mal@example.com/' .stoplog/owners.yml
    half_approved
    approve pam
    approve eve
    held "needs approval by finance-data" "0 of 1"
}
