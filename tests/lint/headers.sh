#!/usr/bin/env bash
# Every file of src says at its top what it is for, and every function that a header declares is
# documented: by a comment above it, or above the unbroken group of declarations it stands in.
set -u
cd "$(dirname "$0")/../.." || exit 2

# A pair of .c and .h is one thing: the header says what it is for.
failed=0
while read -r file; do
    head=$(head -c 2 "$file")
    if [ "$head" != "/*" ] && ! { [ "${file%.c}" != "$file" ] && [ -f "${file%.c}.h" ]; }; then
        echo "$file:1: does not begin with a comment that says what it is for"
        failed=1
    fi
done < <(find src -name '*.[ch]' -o -name '*.def' | LC_ALL=C sort)

find src -name '*.h' | LC_ALL=C sort | xargs awk '
    FNR == 1 { documented = inside = depth = skip = 0 }
    inside { if (/\*\//) { inside = 0; documented = 1 } next }
    /^[ \t]*\/\*/ { if (/\*\//) documented = 1; else inside = 1; next }
    skip { skip = /\\$/; next }
    /^[ \t]*#/ { skip = /\\$/; if (!depth) documented = 0; next }
    /^[ \t]*$/ { if (!depth) documented = 0; next }
    depth == 0 && /^[A-Za-z].*[a-z0-9_]\(/ && !/^(typedef|static|struct [a-z_]+ \{|union|enum [a-z_]+ \{|VEC_OF)/ && !documented {
        printf "%s:%d: a function without a word about it\n", FILENAME, FNR
        failed = 1
    }
    { depth += gsub(/\{/, "{") - gsub(/\}/, "}") }
    END { exit failed }' || failed=1
exit $failed
