#!/usr/bin/env bash
# docs/limits.md says what src/base/limits.def says, row by row. With --print: the table for it.
set -u
cd "$(dirname "$0")/../.." || exit 2

table() {
    echo "| limit | value | unit | why |"
    echo "|---|---|---|---|"
    sed -n 's/^LIMIT(\([a-z_]*\), *\(.*\), *"\([a-z]*\)", *"\(.*\)") *$/\1\t\2\t\3\t\4/p' src/base/limits.def |
        awk -F '\t' '{
            gsub(/[uUlL ]/, "", $2)
            n = split($2, factors, "*"); value = 1
            for (i = 1; i <= n; i++) value *= factors[i]
            printf "| %s | %d | %s | %s |\n", $1, value, $3, $4
        }'
}

if [ "${1-}" = --print ]; then
    table
    exit
fi
rows=$(grep -c '^LIMIT(' src/base/limits.def)
if [ "$(table | wc -l)" -ne $((rows + 2)) ]; then
    echo "src/base/limits.def: a row is not of the form LIMIT(name, value, \"unit\", \"reason\") on one line"
    exit 1
fi
if [ ! -f docs/limits.md ]; then
    echo "docs/limits.md does not exist; its table: tests/lint/limits.sh --print"
    exit 1
fi
failed=0
while IFS= read -r row; do
    if ! grep -qxF -- "$row" docs/limits.md; then
        echo "docs/limits.md: missing or different: $row"
        failed=1
    fi
done < <(table)
while IFS= read -r row; do
    if ! table | grep -qxF -- "$row"; then
        echo "docs/limits.md: not in src/base/limits.def: $row"
        failed=1
    fi
done < <(grep -E '^\| [a-z]+_[a-z_]+ \|' docs/limits.md)
exit $failed
