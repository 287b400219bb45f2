#!/usr/bin/env bash
# One fact, four places that agree: the row in src/change/facts.def, the page rules/<CODE>.md (its
# title has the code and the slug, its text the class), the case tests/facts/<CODE>/ whose
# expected.txt shows the fact, and the list docs/facts.md.
set -u
cd "$(dirname "$0")/../.." || exit 2

shopt -s nullglob
failed=0
bad() {
    echo "$*"
    failed=1
}

rows=$(sed -n 's/^FACT(\([A-Z][A-Z][0-9][0-9][0-9]\), "\([a-z-]*\)", \([A-Z]*\), \([A-Z]*\), "[^"]*")$/\1 \2 \3/p' src/change/facts.def)
if [ "$(grep -c '^FACT(' src/change/facts.def)" -ne "$(printf '%s\n' "$rows" | wc -l)" ]; then
    bad "src/change/facts.def: a row is not of the form FACT(AB123, \"slug\", CLASS, SCOPE, \"summary\") on one line"
fi
for field in 1 2; do
    for twice in $(printf '%s\n' "$rows" | cut -d' ' -f$field | sort | uniq -d); do
        bad "src/change/facts.def: $twice is there twice"
    done
done

while read -r code slug class; do
    page=rules/$code.md case=tests/facts/$code class=${class,,}
    if [ ! -f "$page" ]; then
        bad "$page: missing; the page of $code $slug"
    else
        title=$(head -n 1 "$page")
        case $title in
        "# $code"*"$slug"*) ;;
        *) bad "$page:1: the title must have $code and $slug, not: $title" ;;
        esac
        grep -qiwF -- "$class" "$page" || bad "$page: does not say that the class is $class"
    fi
    if [ ! -d "$case" ]; then
        bad "$case: missing; the case of $code $slug"
    else
        for part in before after; do
            [ -d "$case/$part" ] || bad "$case/$part: missing"
        done
        grep -q "^$code\b" "$case/expected.txt" 2>/dev/null || bad "$case/expected.txt: does not show $code"
    fi
    grep -qwF -- "$code" docs/facts.md 2>/dev/null || bad "docs/facts.md: does not list $code $slug"
done <<<"$rows"

for page in rules/*.md; do
    code=$(basename "$page" .md)
    grep -q "^$code " <<<"$rows" || bad "$page: no row in src/change/facts.def"
done
for case in tests/facts/*/; do
    code=$(basename "$case")
    [[ $code =~ ^[A-Z]{2}[0-9]{3} ]] || continue
    grep -q "^${code:0:5} " <<<"$rows" || bad "${case%/}: no row in src/change/facts.def"
done
exit $failed
