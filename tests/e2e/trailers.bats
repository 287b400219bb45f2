#!/usr/bin/env bats
# Holds git to tests/data/trailers, beside our own reader: what git log and git interpret-trailers
# print with no configuration is compared with what tests/unit/codec/trailer_dump.c prints.
# TRAILER_DUMP is the path of that program (default: where "make san-units" puts it).

corpus="$BATS_TEST_DIRNAME/../data/trailers"

setup_file() {
    export GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent LC_ALL=C
    unset GIT_DIR GIT_WORK_TREE GIT_CONFIG GIT_CONFIG_GLOBAL GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS
    export REPO="$BATS_FILE_TMPDIR/repo.git"
    command -v git >/dev/null || return 0
    git init -q --bare "$REPO"
    write_commits | git -C "$REPO" fast-import --quiet
}

setup() {
    command -v git >/dev/null || skip "git is not installed"
    TRAILER_DUMP=${TRAILER_DUMP:-$BATS_TEST_DIRNAME/../../build/san/unit/codec/trailer_dump}
    [ -x "$TRAILER_DUMP" ] || {
        echo "$TRAILER_DUMP is no program: make san-units" >&2
        return 1
    }
    cd "$BATS_TEST_TMPDIR" || return 1
}

# field NAME FILE: the value of one "name: value" line of a .expect file.
field() {
    sed -n "s/^$1: //p" "$2"
}

# A branch refs/heads/t/NAME for each message, in its own bytes and encoding. The zone is west of
# Greenwich because "+" begins a shift sequence in UTF-7, and git then gives up converting.
write_commits() {
    local msg name encoding
    for msg in "$corpus"/*.msg; do
        name=$(basename "$msg" .msg)
        encoding=$(field encoding "${msg%.msg}.expect")
        printf 'commit refs/heads/t/%s\ncommitter A <a@example.com> 1000000000 -0500\n' "$name"
        [ -z "$encoding" ] || printf 'encoding %s\n' "$encoding"
        printf 'data %d\n' "$(wc -c <"$msg")"
        cat "$msg"
        printf '\n'
    done
}

# ours NAME: what our reader prints, with the encoding of the commit.
ours() {
    "$TRAILER_DUMP" "$(field encoding "$corpus/$1.expect")" <"$corpus/$1.msg"
}

by_log() {
    git -C "$REPO" log -1 --format='format:%(trailers:only,unfold)' "refs/heads/t/$1"
}

by_interpret() {
    git interpret-trailers --parse --no-divider <"$corpus/$1.msg"
}

by_interpret_divided() {
    git interpret-trailers --parse <"$corpus/$1.msg"
}

# compare READER VALUE...: for each message whose "git:" is one of the values, READER prints what
# ours does. Says how many it compared.
compare() {
    local reader=$1 count=0 wrong=0 expect name
    shift
    for expect in "$corpus"/*.expect; do
        name=$(basename "$expect" .expect)
        case " $* " in *" $(field git "$expect") "*) ;; *) continue ;; esac
        [ -z "${UNAMBIGUOUS:-}" ] || [ "$(field ambiguous "$expect")" = no ] || continue
        ours "$name" >ours.out
        "$reader" "$name" >git.out
        count=$((count + 1))
        cmp -s ours.out git.out && continue
        wrong=$((wrong + 1))
        echo "$name:"
        diff ours.out git.out || true
    done
    echo "$count compared, $wrong differ"
    [ "$count" -gt 0 ] && [ "$wrong" -eq 0 ]
}

@test "every message has its expectation, and every expectation its message" {
    run diff <(cd "$corpus" && ls ./*.msg | sed 's/msg$//') \
        <(cd "$corpus" && ls ./*.expect | sed 's/expect$//')
    [ "$status" -eq 0 ]
}

@test "git log --format=%(trailers:only,unfold) finds what we find" {
    compare by_log same log
}

@test "git interpret-trailers --parse --no-divider finds what we find" {
    compare by_interpret same
}

@test "where we see no doubt, git interpret-trailers --parse agrees as well" {
    UNAMBIGUOUS=1 compare by_interpret_divided same log
}

@test "where the corpus says that git finds something else, it does" {
    for expect in "$corpus"/*.expect; do
        name=$(basename "$expect" .expect)
        case $(field git "$expect") in
            ours) by_log "$name" >git.out ;;
            log) by_interpret "$name" >git.out ;;
            *) continue ;;
        esac
        ours "$name" >ours.out
        if cmp -s ours.out git.out; then
            echo "$name: git agrees; the corpus is out of date"
            false
        fi
    done
}

@test "configuration of the machine does not reach our reader" {
    printf 'T\n\nApproved-by= A <a@example.com>\n' >msg
    [ -n "$(git -c trailer.separators== interpret-trailers --parse <msg)" ]
    run env GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=trailer.separators GIT_CONFIG_VALUE_0='=' \
        "$TRAILER_DUMP" <msg
    [ "$status" -eq 0 ]
    [ -z "$output" ]
}
