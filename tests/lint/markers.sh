#!/usr/bin/env bash
# No file holds what a merge left behind where two sides did not agree.
set -u
cd "$(dirname "$0")/../.." || exit 2

left=$(git grep -nE '^(<{7}|>{7}|\|{7}) ' -- . ':!tests/lint/markers.sh' 2>/dev/null)
[ -z "$left" ] || printf '%s\n' "$left"
[ -z "$left" ]
