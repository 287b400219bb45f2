#!/usr/bin/env bash
# cppcheck and clang-tidy over src. Takes minutes, so it is not part of tests/run.sh:
#
#   tests/lint/static.sh [cppcheck] [tidy]      (both without a word)
#
# Needs Debian's packages cppcheck and clang-tidy, which install.sh does not ask for.
set -u
cd "$(dirname "$0")/../.." || exit 2
[ $# -gt 0 ] || set -- cppcheck tidy

flags=(-std=c17 -D_GNU_SOURCE -Isrc -include base/banned.h "-DSTOPLOG_VERSION=\"$(cat VERSION)\"")
read -ra packages < <(pkg-config --cflags libgit2 yaml-0.1 libpcre2-8 jansson libmd libutf8proc)
mapfile -t files < <(find src -name '*.c' | LC_ALL=C sort)
failed=0

need() {
    command -v "$1" >/dev/null && return
    echo "$1 is not installed (Debian: $2)"
    failed=1
    return 1
}

for tool in "$@"; do
    case $tool in
    cppcheck)
        need cppcheck cppcheck || continue
        # .def lists and macros make functions look unused and headers look missing.
        cppcheck -q -j "$(nproc)" --std=c11 --language=c --error-exitcode=1 --inline-suppr \
            --enable=warning,performance,portability \
            --suppress=missingIncludeSystem --suppress=unknownMacro --suppress=nullPointerRedundantCheck --suppress=nullPointer \
            -D_GNU_SOURCE -D__GNUC__=12 -Isrc --template='{file}:{line}: {severity} {id}: {message}' \
            "${files[@]}" || failed=1
        ;;
    tidy)
        need clang-tidy clang-tidy || continue
        printf '%s\n' "${files[@]}" |
            xargs -P "$(nproc)" -I{} clang-tidy --quiet --warnings-as-errors='*' {} -- "${flags[@]}" "${packages[@]}" 2>/dev/null |
            grep -E ': (error|warning): ' && failed=1
        ;;
    *)
        echo "tests/lint/static.sh: what is '$tool'?" >&2
        exit 2
        ;;
    esac
done
exit $failed
