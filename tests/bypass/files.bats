#!/usr/bin/env bats
# Tricks with files and trees: what one reader of a repository finds and another does not.

load helpers

# The model's file moves, and changes on the way.
@test "move a model file" {
    mkdir -p models/attic && git mv models/finance/orders.sql models/attic/o.sql
    sed -i "s/'paid'/'open'/" models/attic/o.sql
    commit "Move"
    held "finance.orders" "SQ1" "0 of 1"
}

# Out of models/ it is no model any more; back again it is another one.
@test "move a model out of models and back" {
    mkdir -p attic && git mv models/finance/orders.sql attic/orders.sql
    commit "Out"
    held "MD101" "finance.orders" "0 of 1"
    git mv attic/orders.sql models/finance/orders.sql
    sed -i "s/'paid'/'open'/" models/finance/orders.sql
    commit "Back"
    held "SQ1" "finance.orders" "0 of 1"
}

# The name of the model stays and the file's name changes only in its case.
@test "rename a file by its case only" {
    git mv models/finance/orders.sql models/finance/Orders.sql
    sed -i "s/'paid'/'open'/" models/finance/Orders.sql
    commit "Case"
    held "SQ1" "finance.orders" "0 of 1"
}

# Two files whose names differ in their case: on some systems only one of them can be there.
@test "two files that differ in their case" {
    put models/finance/ORDERS.sql <<<"MODEL (name finance.orders, kind FULL); SELECT 1 AS order_id"
    commit "Case"
    held "finance.orders"
    git reset -q --hard origin/main
    put Models/finance/orders.sql <<<"MODEL (name finance.orders, kind FULL); SELECT 1 AS order_id"
    drop_amount
    commit "Another folder"
    held "CL101" "0 of 1"
}

# The file becomes a link to one that says something else.
@test "a model that turns into a link" {
    git mv models/finance/orders.sql kept.sql && ln -s ../../kept.sql models/finance/orders.sql
    commit "A link"
    held "models/finance/orders.sql" "GT101"
    git reset -q --hard origin/main
    git mv models/finance kept && ln -s ../kept models/finance
    commit "A linked folder"
    held "models/finance"
}

# The file becomes a submodule, alone or its whole folder.
@test "a model that turns into a submodule" {
    git rm -q models/finance/orders.sql
    git update-index --add --cacheinfo "160000,$(git rev-parse HEAD),models/finance/orders.sql"
    tick && git commit -q -m "A submodule"
    held "models/finance/orders.sql"
    git reset -q --hard origin/main
    git rm -q -r models
    git update-index --add --cacheinfo "160000,$(git rev-parse HEAD),models"
    tick && git commit -q -m "A submodule"
    held "models" "0 of 1"
}

# The file becomes executable: its text is what counts.
@test "a model that turns executable" {
    chmod +x models/finance/orders.sql
    commit "x"
    let_in "no consumer affected"
    sed -i "s/'paid'/'open'/" models/finance/orders.sql
    commit "And more"
    held "SQ1" "0 of 1"
}

# A tree whose entries are not in order: whoever searches it finds less than whoever lists it.
@test "a tree out of order" {
    drop_amount && git add -A
    tree=$(git write-tree)
    mapfile -t entries < <(git ls-tree "$tree" | awk '{ print $1, $4, $3 }' | sed 's/^040000/40000/' | tac)
    tick
    git update-ref HEAD "$(git commit-tree -p HEAD -m "Out of order" "$(raw_tree "${entries[@]}")")"
    held "order"
}

# The same name twice in a tree: one of them is the old model.
@test "a tree with a name twice" {
    old=$(git rev-parse HEAD:config.yaml) new=$(git hash-object -w --stdin <<<"model_defaults: {dialect: bigquery}")
    mapfile -t entries < <(git ls-tree HEAD | awk '{ print $1, $4, $3 }' | sed 's/^040000/40000/')
    out=()
    for entry in "${entries[@]}"; do
        out+=("$entry")
        if [[ $entry == *config.yaml* ]]; then out+=("100644 config.yaml $new"); fi
    done
    [ "$old" != "$new" ]
    tick
    git update-ref HEAD "$(git commit-tree -p HEAD -m "Twice" "$(raw_tree "${out[@]}")")"
    held "two entries of the same name"
}

# Names that no checkout could make: a path in one name, a dot, git's own folder, no name.
@test "names that lead out of a tree" {
    blob=$(git rev-parse HEAD:config.yaml)
    mapfile -t entries < <(git ls-tree HEAD | awk '{ print $1, $4, $3 }' | sed 's/^040000/40000/')
    for name in models/finance/x.sql .. . .git; do
        tick
        tree=$(raw_tree "100644 $name $blob" "${entries[@]}")
        git update-ref HEAD "$(git commit-tree -p origin/main -m "A name" "$tree")"
        held "cannot be decided" "has an entry"
    done
}

# The entries of a folder of the last commit, for raw_tree; the entry $2 with the mode $3.
entries_of() {
    git ls-tree "HEAD:$1" | awk -v name="$2" -v mode="$3" '{ print $4 == name ? mode : $1, $4, $3 }' |
        sed 's/^040000/40000/'
}

# Modes that git does not write, for a model that loses a column.
@test "modes that are none" {
    drop_amount && commit "Drop amount"
    while read -r mode expected; do
        git reset -q --hard feature
        mapfile -t entries < <(entries_of models/finance orders.sql "$mode")
        finance=$(raw_tree "${entries[@]}")
        models=$(git ls-tree HEAD:models | sed "/\tfinance\$/s/[0-9a-f]\{40\}/$finance/" | git mktree)
        root=$(git ls-tree HEAD | sed "/\tmodels\$/s/[0-9a-f]\{40\}/$models/" | git mktree)
        tick
        git checkout -q --detach && git update-ref HEAD "$(git commit-tree -p origin/main -m "A mode" "$root")"
        held "$expected" "0 of 1"
        git checkout -q -f feature
    done <<'MODES'
100777 CL101 column amount removed
120755 GT101 file not readable (not-a-file: models/finance/orders.sql)
0 GT101 file not readable (not-a-file: models/finance/orders.sql)
777777 GT101 file not readable (not-a-file: models/finance/orders.sql)
MODES
}

# File names with a line break, an escape sequence, bytes that are no text, and very long ones.
@test "hostile file names" {
    put "models/finance/a
error: forged.sql" <<<"MODEL (name finance.n1, kind FULL); SELECT = ="
    put $'models/finance/\x1b[2J\x1b[1;1Hok.sql' <<<"MODEL (name finance.n2, kind FULL); SELECT = ="
    put $'models/finance/\xff\xfe.sql' <<<"MODEL (name finance.n3, kind FULL); SELECT = ="
    put $'models/finance/\u202elqs.sql' <<<"MODEL (name finance.n4, kind FULL); SELECT = ="
    put "models/finance/$(head -c 200 /dev/zero | tr '\0' l).sql" <<<"MODEL (name finance.n5, kind FULL); SELECT = ="
    commit "Names"
    run git push origin HEAD:refs/heads/main
    declined
    has_not $'\x1b'
    has_not $'\u202e'
    has "models/finance/a error: forged.sql"
    [[ $output != *"remote: error: forged"* ]]
}

# A path longer than is read.
@test "a path too long" {
    blob=$(git hash-object -w --stdin <<<"MODEL (name finance.deep, kind FULL); SELECT 1 AS x")
    name=$(head -c 240 /dev/zero | tr '\0' d)
    tree=$(raw_tree "100644 m.sql $blob")
    for _ in $(seq 20); do tree=$(raw_tree "40000 $name $tree"); done
    mapfile -t entries < <(git ls-tree HEAD | awk '{ print $1, $4, $3 }' | sed 's/^040000/40000/')
    tick
    git update-ref HEAD "$(git commit-tree -p HEAD -m "Deep" "$(raw_tree "${entries[@]}" "40000 zzz $tree")")"
    held "path_bytes"
}

# Folders within folders, deeper than is walked.
@test "folders nested too deep" {
    blob=$(git hash-object -w --stdin <<<"MODEL (name finance.deep, kind FULL); SELECT 1 AS x")
    tree=$(raw_tree "100644 m.sql $blob")
    for _ in $(seq 70); do tree=$(raw_tree "40000 d $tree"); done
    git read-tree --prefix=models/deep/ "$tree" && tick && git commit -q -m "Deep"
    held "tree_depth"
}

# A file over the limit is not read, and not passed.
@test "a model too large to be read" {
    { cat models/finance/orders.sql && head -c 4300000 /dev/zero | tr '\0' ' ' && echo "-- end"; } >x
    mv x models/finance/orders.sql
    commit "Large"
    held "file_bytes" "models/finance/orders.sql"
}

# SQL nested deeper than is read.
@test "SQL nested too deep" {
    deep=$(head -c 400 /dev/zero | tr '\0' '(')1$(head -c 400 /dev/zero | tr '\0' ')')
    sed -i "s/^WHERE.*/WHERE status = 'paid' AND 1 = $deep/" models/finance/orders.sql
    commit "Deep"
    held "finance.orders" "0 of 1"
}

# Expressions that double at every step.
@test "stars that double the columns" {
    {
        echo "MODEL (name finance.orders, kind FULL, owner finance_data);"
        echo "WITH c0 AS (SELECT order_id, customer_id, amount, status FROM staging.orders)"
        for i in $(seq 24); do echo ", c$i AS (SELECT a.*, b.* FROM c$((i - 1)) AS a CROSS JOIN c$((i - 1)) AS b)"; done
        echo "SELECT * FROM c24"
    } | put models/finance/orders.sql
    commit "Double"
    held "finance.orders" "0 of 1"
}

# A configuration that no YAML reader survives.
@test "an alias bomb in the configuration" {
    {
        cat config.yaml
        echo 'variables:'
        echo '  a: &a [x, x, x, x, x, x, x, x, x, x]'
        last=a
        for i in b c d e f g h; do
            echo "  $i: &$i [*$last, *$last, *$last, *$last, *$last, *$last, *$last, *$last, *$last, *$last]"
            last=$i
        done
    } >x
    mv x config.yaml
    commit "A bomb"
    held "config.yaml"
}

# A repository within the repository, and a project within the project.
@test "a project within the project" {
    git mv config.yaml models/config.yaml
    commit "Elsewhere"
    held "finance.orders"
    git reset -q --hard origin/main
    cp config.yaml models/finance/config.yaml
    sed -i "s/'paid'/'open'/" models/finance/orders.sql
    commit "Another one"
    held "finance.orders" "0 of 1"
}

# git reads a grafted or shallow history otherwise.
@test "a push from a shallow clone" {
    half_approved
    git push -q origin HEAD:refs/heads/aside
    git clone -q --depth 1 --branch aside "file://$HERE/server.git" ../shallow
    cd ../shallow
    git checkout -q -b feature
    sed -i "s/'paid'/'open'/" models/finance/orders.sql
    commit "More"
    held "finance.orders" "0 of 1"
}
