#!/usr/bin/env bash
# policy.sh MODELS FOLDER: gives a repository of generate.sh a large policy on every branch: 500 owner
# rules, 300 consumers, 100 rules. Names are those of generate.sh. The same call gives the same commits.
#
# The branches keep their names with "policy-" in front: policy-main, policy-one, policy-root, policy-all.
set -euo pipefail
models=$1 folder=$2

export GIT_AUTHOR_NAME=Bench GIT_AUTHOR_EMAIL=bench@example.com GIT_AUTHOR_DATE="1767225600 +0000"
export GIT_COMMITTER_NAME=Bench GIT_COMMITTER_EMAIL=bench@example.com GIT_COMMITTER_DATE="1767225600 +0000"

policy() {
    awk -v n="$models" '
        function name(i) { return sprintf("wh.m%06d", i % n) }
        BEGIN {
            print "version: 1\nteams:"
            for (i = 0; i < 50; i++) printf "  team%d: {members: [a%d@example.com, b%d@example.com]}\n", i, i, i
            print "owners:\n  - {models: \"wh.*\", team: team0}"
            # Folders, prefixes of names, and single models, as people write them.
            for (i = 1; i < 100; i++) printf "  - {paths: \"models/f%03d/**\", team: team%d}\n", i, i % 50
            for (i = 0; i < 200; i++) printf "  - {models: \"wh.m%04d*\", team: team%d}\n", i * 5, i % 50
            for (i = 0; i < 200; i++) printf "  - {models: %s, team: team%d, also: [team%d]}\n", name(i * 37), i % 50, (i + 1) % 50
            print "consumers:"
            for (i = 0; i < 300; i++)
                printf "  reader%d:\n    type: dashboard\n    owner: {team: team%d}\n    depends_on: [{model: %s, columns: [c1, c%d]}]\n", i, i % 50, name(n - 1 - i * 29), 2 + i % 20
            print "rules:\n  define:"
            for (i = 0; i < 100; i++)
                printf "    - id: rule-%d\n      when: {class: [meaning, shape], model: \"wh.m%03d*\", or: [{column: \"c%d\"}, {downstream: \">= %d\"}, {owner: team%d}], not: {path: \"models/f%03d/**\"}}\n      require: {approve: \"team:team%d\"}\n      level: warn\n      why: Because.\n", i, i * 10, i % 25, i * 10, i % 50, i, i % 50
        }'
}

blob=$(policy | git -C "$folder" hash-object -w --stdin)
export GIT_INDEX_FILE=$folder/policy.index
main=''
for branch in main one root all; do
    git -C "$folder" read-tree "$branch"
    git -C "$folder" update-index --add --cacheinfo "100644,$blob,.stoplog/policy.yml"
    tree=$(git -C "$folder" write-tree)
    commit=$(git -C "$folder" commit-tree ${main:+-p "$main"} -m "$branch" "$tree")
    git -C "$folder" update-ref "refs/heads/policy-$branch" "$commit"
    main=${main:-$commit}
done
rm -f "$GIT_INDEX_FILE"
git -C "$folder" repack -q -a -d
