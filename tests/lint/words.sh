#!/usr/bin/env bash
# Words and calls that do not belong: notes to self, and calls that only one place may make.
set -u
cd "$(dirname "$0")/../.." || exit 2

failed=0
# $1: what is wrong; then arguments of grep. The pattern never matches this file itself.
none() {
    local why=$1
    shift
    if found=$(grep -rnEI --exclude-dir=.git --exclude-dir=build "$@"); then
        printf '%s\n' "$found" | sed "s|\$|    <- $why|" | cut -c1-200
        failed=1
    fi
}

none "a note to self; do it or write an issue" -w 'TO''DO|FIX''ME|XX''X' \
    src tests hooks rules docs install.sh Makefile .ci README.md

# One place asks the environment, the clock and the terminal: host.
none "only host asks the environment, the clock and the terminal" \
    '(^|[^a-z_])(getenv|secure_getenv|isatty|time|clock_gettime|gettimeofday)\(' \
    --include='*.c' src/base src/codec src/sql src/project src/change src/lineage src/policy src/gate src/report src/cmd
none "the core hands errors up; it does not end the program" \
    '(^|[^a-z_])(exit|_exit|_Exit|quick_exit)\(' \
    --include='*.c' src/codec src/sql src/project src/change src/lineage src/policy src/gate src/report
none "the core prints nothing" '(^|[^a-z_])(printf|puts|putchar|perror|fprintf)\(' \
    --include='*.c' src/codec src/sql src/project src/change src/lineage src/policy src/gate src/report
none "an arena owns the memory" '(^|[^a-z_])(malloc|calloc|realloc|strdup|free)\(' \
    --include='*.c' src/sql src/project src/change src/lineage src/policy src/gate src/report src/cmd
none "character classes come from base/str.h" '<ctype\.h>|<wctype\.h>|<locale\.h>' src

# The calls that base/banned.h forbids are build errors, as long as every file sees it.
grep -q -- '-include base/banned.h' Makefile || {
    echo "Makefile: base/banned.h is not included by force"
    failed=1
}
exit $failed
