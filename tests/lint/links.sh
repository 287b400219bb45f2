#!/usr/bin/env bash
# Every relative link in a Markdown page leads to a file, and its #anchor to a heading there.
set -u
cd "$(dirname "$0")/../.." || exit 2

# Anchors as GitHub makes them: lower case, punctuation away, spaces to dashes.
anchors() {
    sed -n 's/^##*  *//p' "$1" | tr '[:upper:]' '[:lower:]' | sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}

failed=0
while IFS= read -r page; do
    while IFS= read -r link; do
        case $link in
        http://* | https://* | mailto:* | '') continue ;;
        esac
        file=${link%%#*} anchor=
        [ "$file" = "$link" ] || anchor=${link#*#}
        target=$page
        [ -z "$file" ] || target=$(dirname "$page")/$file
        if [ ! -e "$target" ]; then
            echo "$page: link to $link, which does not exist"
            failed=1
        elif [ -n "$anchor" ] && ! anchors "$target" | grep -qxF -- "$anchor"; then
            echo "$page: $target has no heading for #$anchor"
            failed=1
        fi
        # Links in code blocks and code spans are text.
    done < <(awk '/^[ ]*```/ { code = !code; next } !code' "$page" | sed 's/`[^`]*`//g' |
        grep -oE '\]\([^) ]+\)' | sed 's/^](//; s/)$//')
done < <(find . -name '*.md' -not -path './build/*' -not -path './.git/*' -not -path './tests/facts/*' | LC_ALL=C sort)
exit $failed
