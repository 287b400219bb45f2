#!/usr/bin/env bats
# Files of a push that cannot be read as what they should be: a message with the place, never a pass
# that was not earned.

load helpers

setup() {
    fresh_home
    new_server
}

# The push of what is committed must not pass, and must name the file.
held_back() {
    run git push origin main
    declined
    has "$1"
    [ -z "${2-}" ] || has "$2"
}

@test "SQL that cannot be parsed is unknown, with file, line and column" {
    sed -i 's/^WHERE .*/WHERE status = = ) 1;/' models/finance/orders.sql
    commit "Break the SQL"
    held_back "models/finance/orders.sql"
    run stoplog check HEAD~1 HEAD
    [[ $output =~ models/finance/orders\.sql:1[0-9]:[0-9]+ ]]
}

@test "a MODEL block that cannot be read" {
    sed -i 's/^  kind FULL,/  kind (((,/' models/finance/orders.sql
    commit "Break the MODEL block"
    held_back "models/finance/orders.sql"
}

@test "a macro with no static reading" {
    sed -i "s/^WHERE .*/WHERE @who_knows('x', @y);/" models/finance/orders.sql
    commit "A macro"
    run stoplog check HEAD~1 HEAD
    [ "$status" -ne 0 ]
    has "finance.orders"
}

@test "a model over the size limit" {
    { cat models/finance/orders.sql && head -c 4300000 /dev/zero | tr '\0' ' '; } >big
    mv big models/finance/orders.sql
    commit "A large model"
    held_back "models/finance/orders.sql" "file_bytes"
}

@test "a model exactly at the size limit is read" {
    size=$(stat -c %s models/finance/orders.sql)
    head -c $((4 * 1024 * 1024 - size)) /dev/zero | tr '\0' ' ' >>models/finance/orders.sql
    commit "A model at the limit"
    run git push origin main
    pushed
}

@test "a link in place of a model" {
    git mv models/finance/orders.sql kept.sql
    ln -s ../../kept.sql models/finance/orders.sql
    commit "A link"
    held_back "models/finance/orders.sql"
}

@test "a submodule in place of a model" {
    git rm -q models/finance/orders.sql
    git update-index --add --cacheinfo "160000,$(git rev-parse HEAD),models/finance/orders.sql"
    tick
    git commit -q -m "A submodule"
    held_back "models/finance/orders.sql"
}

@test "a model that is not UTF-8 text" {
    printf 'MODEL (name finance.orders, kind FULL);\nSELECT 1 AS order_id, 2 AS amount, '"'"'\xff\xfe'"'"' AS status\n' >models/finance/orders.sql
    commit "Bytes"
    held_back "models/finance/orders.sql"
}

@test "an object that is missing on the server: undecided, not passed" {
    base=$(server_main)
    blob=$(git rev-parse HEAD:models/staging/orders.sql)
    reformat && commit "Layout"
    rm -f "$HERE/server.git/objects/${blob:0:2}/${blob:2}"
    git --git-dir "$HERE/server.git" cat-file -e "$blob" && skip "the object is in a pack"
    run git push origin main
    [ "$status" -ne 0 ]
    same "$base" "$(server_main)"
    cd ../server.git
    run stoplog check main~0 main
    [ "$status" -ne 0 ] || [ "$(git rev-parse main~0)" = "$(git rev-parse main)" ]
}

@test "trees that libgit2 and git read differently are refused" {
    base=$(server_main)
    # The same name twice in one tree: whoever searches finds one, whoever lists finds both.
    one=$(git rev-parse HEAD:config.yaml)
    two=$(echo "model_defaults: {dialect: snowflake}" | git hash-object -w --stdin)
    tree=$({
        printf '100644 config.yaml\0' && printf '%b' "$(sed 's/../\\x&/g' <<<"$one")"
        printf '100644 config.yaml\0' && printf '%b' "$(sed 's/../\\x&/g' <<<"$two")"
    } | git hash-object -w -t tree --literally --stdin)
    tick
    tip=$(git commit-tree -p HEAD -m "Twice" "$tree")
    run raw_push ../server.git "$tip" "$base $tip refs/heads/main"
    same "$base" "$(server_main)"
}

@test "a SHA-256 repository is refused by name" {
    git init -q --bare --object-format=sha256 ../sha256.git 2>/dev/null || skip "this git knows no SHA-256"
    run stoplog -C ../sha256.git check
    same 3 "$status"
    has "SHA-256"
}

@test "a repository with extensions that git itself writes is opened" {
    git config extensions.worktreeConfig true
    git config core.repositoryFormatVersion 1
    drop_amount && commit "Drop amount"
    run stoplog check HEAD~1 HEAD
    same 1 "$status"
}

@test "a shallow clone: what is missing is said, approvals in it are not made up" {
    git clone -q --depth 1 "file://$HERE/server.git" ../shallow
    cd ../shallow
    drop_amount && commit "Drop amount"
    run stoplog check HEAD~1 HEAD
    same 1 "$status"
}

@test "a clone without blobs: no pass without having read them" {
    git --git-dir ../server.git config uploadpack.allowFilter true
    git clone -q --no-checkout --filter=blob:none "file://$HERE/server.git" ../partial
    cd ../partial
    run stoplog check "$(git hash-object -w -t tree /dev/null | xargs -I{} git commit-tree -m empty {})" HEAD
    [ "$status" -ne 0 ] || has "models"
}

@test "a folder that is no repository" {
    mkdir ../plain && cd ../plain
    GIT_CEILING_DIRECTORIES=$HERE run stoplog check
    [ "$status" -ge 2 ]
    has "repository"
}

@test "revisions that name nothing" {
    run stoplog check nosuch HEAD
    same 2 "$status"
    has "nosuch"
    run stoplog diff HEAD nosuch
    same 2 "$status"
}

@test "a repository of somebody else: the reason, and the line that mends it" {
    [ "$(id -u)" = 0 ] || skip "needs root to give a repository away"
    git clone -q ../server.git ../theirs
    chown -R 12345:12345 ../theirs
    cd ../theirs
    run stoplog check HEAD HEAD
    same 3 "$status"
    has "safe.directory"
}
