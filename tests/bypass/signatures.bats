#!/usr/bin/env bats
# Tricks with signatures, overrides and results: proofs of one thing that are shown for another.

load helpers

# Approvals must be signed; ann, bob and bea have keys in the policy, dan has one that nobody knows.
setup() {
    copy_template
    make_keys
    printf 'approvals: {trust: signed}\n' >>.stoplog/policy.yml
    commit "Signed only" && force_in
}

# As the person, with the key of $2 or the own one: a signed approval.
sign() {
    git config --global user.signingkey "$HERE/keys/${2-$1}.pub"
    as "$1"
    tick && stoplog approve --sign origin/main HEAD >/dev/null
    as dan
}

# The change that lacks a word of finance-data only.
half_signed() {
    drop_amount && commit "Drop amount"
    sign bea
}

# carol may pass in need, and it is written down.
break_glass() {
    git --git-dir ../server.git config receive.advertisePushOptions true
    put ../server.git/stoplog.yml <<YAML
version: 1
pusher_env: PUSHER
override: [carol]
audit_log: $HERE/audit.log
YAML
}

# A push with an override that does not pass, moves nothing and is not on record as one that did.
not_overridden() {
    local text before
    before=$(server_main)
    run git push -o "stoplog.override=Outage 4711, revenue is wrong" "${OPTIONS[@]}" origin HEAD:main
    flatten
    declined
    same "$before" "$(server_main)"
    [ ! -s "$HERE/audit.log" ]
    for text in "$@"; do has "$text"; done
}

# The line names ann, the commit is dan's, with dan's signature.
@test "sign for somebody else" {
    half_signed
    git config --global user.signingkey "$HERE/keys/dan.pub"
    commit "Fine

Approved-by: Ann Alder <ann@example.com>" -S
    held "declared only: committed by dan@example.com"
    as ann && git config --global user.signingkey "$HERE/keys/dan.pub"
    commit "Fine

Approved-by: Ann Alder <ann@example.com>" -S
    held "its key is not among the allowed signers"
}

# The colleague's key signs for another colleague.
@test "sign with a colleague's key" {
    drop_amount && commit "Drop amount"
    sign ann
    sign bea ann
    held "its signature does not verify for bea@example.com" "it is signed with a key of ann@example.com"
}

# The signature of a real approval is put onto a commit that says more.
@test "copy a signature from another commit" {
    half_signed
    sign ann
    git cat-file commit HEAD >"$HERE/real"
    git reset -q --hard HEAD~1
    sed -i "s/'paid'/'open'/" models/finance/orders.sql
    commit "And more"
    sed "s/^tree .*/tree $(git rev-parse 'HEAD^{tree}')/; s/^parent .*/parent $(git rev-parse HEAD)/; /^Approved-change/d" "$HERE/real" >"$HERE/forged"
    git reset -q --hard "$(git hash-object -w -t commit "$HERE/forged")"
    held "its signature does not verify for ann@example.com"
}

# The signed approval is squashed: the line stays, what was signed is gone.
@test "squash a signed approval" {
    half_signed
    sign ann
    kept=$(git log -2 --format='%(trailers:only,unfold)' | sed '/^$/d')
    git reset -q --soft origin/main
    commit "Drop amount

$kept"
    held "does not count: "
}

# The key ran out; the commit is dated back to when it was good.
@test "sign with an expired key" {
    sed -i 's/^ann@example.com /&valid-before="20260102",/' .stoplog/allowed_signers
    commit "Keys run out" && force_in
    half_signed
    CLOCK=1767225600
    sign ann
    held "key has expired"
}

# The key was taken back on the server, while the policy still names it.
@test "sign with a revoked key" {
    put ../server.git/stoplog.yml <<<"version: 1
revoked_signers: $HERE/revoked"
    cp "$HERE/keys/ann.pub" "$HERE/revoked"
    half_signed
    sign ann
    held "its key is revoked"
}

# The own key comes into the file of signers in the same push.
@test "bring a key for somebody else's address" {
    signer ann dan >>.stoplog/allowed_signers
    half_signed
    sign ann dan
    held ".stoplog/allowed_signers" "0 of 1"
    drop_amount
    git reset -q --hard origin/main
    half_signed
    signer ann dan >>.stoplog/allowed_signers
    commit "My key"
    sign ann dan
    git rm -q --cached .stoplog/allowed_signers
    git checkout -q origin/main -- .stoplog/allowed_signers
    commit "And away"
    sign bea
    sign ann dan
    held "does not verify for ann@example.com"
}

# A second signature beside the first: which one counts?
@test "sign twice" {
    half_signed
    sign ann
    awk '/^gpgsig/ { sig = 1 } sig { kept = kept $0 "\n" } { print } /END SSH/ { printf "%s", kept; sig = 0 }' \
        <(git cat-file commit HEAD) >"$HERE/twice"
    git reset -q --hard "$(git hash-object --literally -w -t commit "$HERE/twice")"
    held "it has more than one signature"
}

# Somebody whom the server does not name asks to pass.
@test "override without the right" {
    break_glass
    half_signed
    OPTIONS=()
    PUSHER=dan not_overridden "the override does not count" "dan is not in the server's override group"
    PUSHER='' not_overridden "the override does not count"
    OPTIONS=(-o PUSHER=carol -o pusher=carol -o stoplog.override-by=carol)
    PUSHER=dan not_overridden "dan is not in the server's override group"
}

# A trailer asks for it, on a commit with the name of somebody who may.
@test "override in the name of somebody else" {
    break_glass
    half_signed
    as carol
    commit "Now

Override: Outage 4711, revenue is wrong"
    as dan
    PUSHER=dan held "the override does not count"
    [ ! -s "$HERE/audit.log" ]
}

# The name of the committer is made up, and somebody who may override takes the commit along.
@test "override by a forged committer" {
    break_glass
    half_signed
    as carol
    git config --global user.signingkey "$HERE/keys/dan.pub"
    commit "Now

Override: Outage 4711, revenue is wrong"
    as dan
    PUSHER=carol held "the commit of the trailer is not signed by who pushes"
    git commit -q --amend --allow-empty --no-edit -S
    PUSHER=carol held "the override does not count"
    [ ! -s "$HERE/audit.log" ]
}

# Who may pass is written in the repository, by whoever pushes.
@test "override by a policy of your own" {
    break_glass
    printf 'override: [dan]\naudit_log: /dev/null\n' >>.stoplog/policy.yml
    put stoplog.yml <<<"version: 1
override: [dan]
audit_log: /dev/null"
    half_signed
    OPTIONS=()
    PUSHER=dan not_overridden "what this push brings is never accepted" "unknown key"
}

# The record cannot be written: a folder stands where the log should be.
@test "override where nothing can be written down" {
    break_glass
    mkdir "$HERE/audit.log"
    half_signed
    before=$(server_main)
    PUSHER=carol run git push -o "stoplog.override=Outage 4711, revenue is wrong" origin HEAD:main
    flatten
    declined
    same "$before" "$(server_main)"
    has "audit"
}

# What is never accepted: a broken policy, a replaced commit, a ref twice.
@test "override what is never accepted" {
    break_glass
    put .stoplog/broken.yml <<<"teams: ["
    commit "Break it"
    OPTIONS=()
    PUSHER=carol not_overridden ".stoplog/broken.yml"
    git reset -q --hard origin/main
    half_signed
    before=$(server_main)
    PUSHER=carol run git push -o "stoplog.override=Outage 4711, revenue is wrong" origin "HEAD:refs/replace/$before"
    flatten
    declined
    has "replacement refs"
    same "" "$(server_main "refs/replace/$before")"
}

# An override that was for a day is shown again later, or for ever.
@test "override with a day that is over" {
    break_glass
    half_signed
    OPTIONS=(-o stoplog.override-until=2020-01-01)
    PUSHER=carol not_overridden "which is over"
    OPTIONS=(-o stoplog.override-until=2999-01-01)
    PUSHER=carol not_overridden "the override does not count"
}

# A certificate of a push by somebody whose key nobody knows, who says to be somebody else.
@test "certify a push under another name" {
    break_glass
    sed -i '/pusher_env/d' ../server.git/stoplog.yml
    git --git-dir ../server.git config receive.certNonceSeed "a secret of the server"
    git --git-dir ../server.git config gpg.ssh.allowedSignersFile "$HERE/gits"
    for name in ann bob bea; do signer "$name"; done >"$HERE/gits"
    half_signed
    git config --global user.signingkey "$HERE/keys/dan.pub"
    git config --global user.email carol@example.com
    git config --global user.name carol
    OPTIONS=(--signed)
    not_overridden "the override does not count"
}

# Results of tests are made up and come along in the same push.
@test "bring results of tests along" {
    cat >>.stoplog/policy.yml <<'YAML'
rules:
  define:
    - id: tested
      when: {class: meaning}
      require: {evidence: {kind: tests}}
      level: block
      why: Tests first.
YAML
    commit "Tests first" && force_in
    sed -i 's/SUM(amount)/MAX(amount)/' models/finance/revenue.sql
    commit "Other revenue"
    sign ann
    tip=$(git rev-parse HEAD)
    git notes --ref stoplog add -m '{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"x","digest":{"gitCommit":"'"$tip"'"}}],"predicateType":"https://in-toto.io/attestation/test-result/v0.1","predicate":{"result":"PASSED","configuration":[],"passedTests":["test:test_revenue"]}}' "$tip"
    before=$(server_main)
    run git push origin HEAD:main refs/notes/stoplog
    flatten
    declined
    has "tests"
    same "$before" "$(server_main)"
    same "" "$(server_main refs/notes/stoplog)"
}
