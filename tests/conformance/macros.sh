#!/usr/bin/env bash
# macros.sh [COUNT [SEED]]: random queries with macros, as SQLMesh and as stoplog write them out (macros.py), and
# COLUMNS more with those that write the columns of other models (column_macros.py).
#
# Uses the SQLMesh that record.sh has installed in build/conformance/venv; without it nothing is compared, and
# that is said.
#
#   EXPAND    the program tests/unit/project/expand_dump.c (default build/unit/project/expand_dump)
#   DESCRIBE  the program tests/unit/sql/describe.c (default build/unit/sql/describe)
#   DUMP      the program tests/unit/project/project_dump.c (default build/unit/project/project_dump)
#   COLUMNS   how many queries with @STAR and @UNION (default 100)
#   VENV      the virtual environment
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
build=$(cd "$here/../.." && pwd -P)/build
venv=${VENV:-$build/conformance/venv}
expand=${EXPAND:-$build/unit/project/expand_dump}
describe=${DESCRIBE:-$build/unit/sql/describe}
dump=${DUMP:-$build/unit/project/project_dump}

for program in "$expand" "$describe" "$dump"; do
    [ -x "$program" ] || {
        echo "macros.sh: no program $program; run make tools" >&2
        exit 2
    }
done
if [ ! -x "$venv/bin/python" ]; then
    echo "macros.sh: skipped: no SQLMesh in $venv; tests/conformance/record.sh -c installs it"
    exit 0
fi
"$venv/bin/python" "$here/macros.py" "$expand" "$describe" "$@"
exec "$venv/bin/python" "$here/column_macros.py" "$dump" "${COLUMNS:-100}" "${2-0}"
