#!/usr/bin/env bash
# Runs the tests that are built and sums them up: tests/run.sh [e2e] [bypass] [reports] [conformance] [unit] [fuzz] [lint]
#
# Without a word: all of them. Prints one line per program or file, at the end what failed with its
# output, and last "N passed, N failed". Ends with 1 when anything failed or nothing ran. All output
# is kept below build/check/, the summary in build/check.log.
#
#   BUILD    where the sanitized build is (default build/san)
#   STOPLOG  the program that is tested end to end (default $BUILD/stoplog)
#   JOBS     how many run at once (default: one per processor)
#   CHECK    where output is kept (default build/check); the summary is $CHECK.log
set -u
cd "$(dirname "$0")/.." || exit 2

BUILD=${BUILD:-build/san}
STOPLOG=${STOPLOG:-$PWD/$BUILD/stoplog}
JOBS=${JOBS:-$(nproc)}
out=${CHECK:-build/check}
export STOPLOG

# --- one job: "kind name command", its output in a file, its exit code in another ------------------

run_job() {
    local kind=$1 name=$2 file=$out/$1.${2//\//.} from=$SECONDS code passed failed skipped
    shift 2
    case $name in codec/*) export LSAN_OPTIONS= ;; esac
    timeout 900 "$@" >"$file.txt" 2>"$file.stderr" </dev/null
    code=$?
    passed=0 failed=0 skipped=0
    case $kind in
    unit | e2e | bypass | reports) # TAP
        skipped=$(grep -ciE '^ok .*# *skip' "$file.txt")
        passed=$(($(grep -c '^ok ' "$file.txt") - skipped))
        failed=$(grep -c '^not ok' "$file.txt")
        # A program that dies has not said what else would have failed.
        planned=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$file.txt" | head -n 1)
        if [ "$failed" -eq 0 ] && { [ $code -ne 0 ] || [ "${planned:--1}" -ne $((passed + skipped)) ]; }; then
            echo "not ok - $name ended early, with exit code $code" >>"$file.txt"
            failed=1
        fi
        ;;
    *)
        case $code in
        0) passed=1 ;;
        77) skipped=1 ;; # what it compares with could not be had
        *) failed=1 ;;
        esac
        ;;
    esac
    echo "$kind $name $passed $failed $skipped $code" >"$file.result"
    printf '%-5s %-34s %4d passed %3d failed' "$kind" "$name" "$passed" "$failed"
    [ "$skipped" -eq 0 ] || printf ' %3d skipped' "$skipped"
    printf '  %4d s\n' $((SECONDS - from))
}

if [ "${1-}" = --job ]; then
    shift
    run_job "$@"
    exit
fi

# --- which jobs there are, the slow ones first ----------------------------------------------------

# Prints "kind name command" of every job of one kind.
jobs_of() {
    local file name
    case $1 in
    e2e)
        for file in tests/e2e/*.bats; do echo "e2e $(basename "$file" .bats) bats --tap $file"; done
        for file in tests/e2e/*.sh; do echo "e2e $(basename "$file" .sh) $file"; done
        ;;
    bypass)
        for file in tests/bypass/*.bats; do echo "bypass $(basename "$file" .bats) bats --tap $file"; done
        ;;
    reports)
        # Skipped where what reads the reports is not installed: ./install.sh --report-deps.
        for name in page formats; do
            echo "reports $name env BUILD=$BUILD CHECK=$out tests/reports/$name.sh"
        done
        ;;
    unit)
        for file in tests/unit/*/*_test.c; do
            name=${file#tests/unit/} name=${name%_test.c}
            echo "unit $name $BUILD/unit/${name}_test"
        done
        ;;
    fuzz)
        for file in tests/fuzz/*_fuzz.c; do
            name=$(basename "$file" _fuzz.c)
            echo "fuzz $name $BUILD/fuzz/$name tests/fuzz/corpus/$name"
        done
        ;;
    lint)
        for file in tests/lint/*.sh; do
            [ "$file" = tests/lint/static.sh ] || echo "lint $(basename "$file" .sh) $file"
        done
        ;;
    conformance)
        # Without Python, and without the projects that `make conformance` fetches.
        echo "conformance sqlmesh env BATCH=$BUILD/unit/cmd/batch GENERATED= JOBS=$JOBS tests/conformance/compare.sh"
        echo "conformance contracts env DRAFT=$BUILD/unit/contract/draft tests/conformance/contracts.sh"
        echo "conformance contract_pairs tests/conformance/contract_pairs.sh"
        echo "conformance contracts-read env DUMP=$BUILD/unit/contract/contract_dump tests/conformance/contracts_read.sh"
        ;;
    *)
        echo "tests/run.sh: what is '$1'? There are e2e, bypass, reports, conformance, unit, fuzz and lint" >&2
        return 2
        ;;
    esac
}

shopt -s nullglob
[ $# -gt 0 ] || set -- e2e bypass reports conformance unit fuzz lint
list=$(for kind in "$@"; do jobs_of "$kind" || exit 2; done) || exit 2

rm -rf "$out"
mkdir -p "$out/sanitizer"
# Sanitizers write their finds to files, where no test can swallow them, and never end with a code
# that the program uses itself.
finds=$PWD/$out/sanitizer/find
export ASAN_OPTIONS="log_path=$finds:exitcode=99:detect_stack_use_after_return=1"
export UBSAN_OPTIONS="log_path=$finds:exitcode=99:print_stacktrace=1"
export LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp:print_suppressions=0"
export CMOCKA_MESSAGE_OUTPUT=TAP

printf '%s\n' "$list" | sed '/^$/d' | xargs -r -d '\n' -P "$JOBS" -I{} bash -c 'exec tests/run.sh --job $1' job {}

# --- the sum --------------------------------------------------------------------------------------

{
    for result in "$out"/*.result; do
        read -r kind name passed failed skipped code <"$result"
        [ "$failed" -eq 0 ] && continue
        echo
        echo "FAILED  $kind $name (exit code $code)"
        if [[ $kind == unit || $kind == e2e || $kind == bypass || $kind == reports ]]; then
            # From each "not ok" to the next result.
            awk '/^not ok/ { show = 1 } /^ok / { show = 0 } show' "${result%.result}.txt" | head -n 200
        else
            head -n 200 "${result%.result}.txt"
        fi
        head -n 20 "${result%.result}.stderr"
    done
    finds=0
    for find in "$out"/sanitizer/find.*; do
        finds=$((finds + 1))
        echo
        echo "FAILED  a sanitizer found something ($find)"
        head -n 40 "$find"
    done
    echo
    # What the machine lacks is told: a part of the tests was not run.
    cat /dev/null "$out"/reports.*.txt | sed -n 's/^ok .*# skip /skipped: /p' | sort -u
    cat /dev/null "$out"/conformance.contracts.txt 2>/dev/null | grep '^contracts: '
    cat /dev/null "$out"/*.result | awk -v finds=$finds '
        { passed += $3; failed += $4; skipped += $5; by[$1] = by[$1] + $3 + $4 }
        END {
            for (kind in by) text = text (text ? ", " : "") kind " " by[kind]
            if (text) print text
            if (skipped) print skipped " skipped"
            printf "%d passed, %d failed\n", passed, failed + finds
        }'
} | tee "$out.log"
tail -n 1 "$out.log" | grep -qE '^[1-9][0-9]* passed, 0 failed$'
