#!/usr/bin/env bash
# macros.sh [COUNT [SEED]]: random queries with macros, as SQLMesh and as stoplog write them out (macros.py).
#
# Uses the SQLMesh that record.sh has installed in build/conformance/venv; without it nothing is compared, and
# that is said.
#
#   EXPAND    the program tests/unit/project/expand_dump.c (default build/unit/project/expand_dump)
#   DESCRIBE  the program tests/unit/sql/describe.c (default build/unit/sql/describe)
#   VENV      the virtual environment
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
build=$(cd "$here/../.." && pwd -P)/build
venv=${VENV:-$build/conformance/venv}
expand=${EXPAND:-$build/unit/project/expand_dump}
describe=${DESCRIBE:-$build/unit/sql/describe}

for program in "$expand" "$describe"; do
    [ -x "$program" ] || {
        echo "macros.sh: no program $program; run make tools" >&2
        exit 2
    }
done
if [ ! -x "$venv/bin/python" ]; then
    echo "macros.sh: skipped: no SQLMesh in $venv; tests/conformance/record.sh -c installs it"
    exit 0
fi
exec "$venv/bin/python" "$here/macros.py" "$expand" "$describe" "$@"
