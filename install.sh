#!/usr/bin/env bash
# install.sh: builds and installs stoplog, puts its hooks into repositories, and takes both away.
#
# Says every command that needs root before it runs it, and asks for root (through sudo) only for
# those. Reaches no network but the package manager's. docs/install.md tells the rest.
set -euo pipefail

usage() {
    cat <<'USAGE'
usage: ./install.sh [--prefix DIR] [--dry-run]     install missing packages, build, install
       ./install.sh --demo                         build, and run the demo; installs no files
       ./install.sh --check-deps                   install what `make check` needs
       ./install.sh --report-deps                  install what reads the reports in the tests
       ./install.sh --no-build [--prefix DIR]      install what `make` has built
       ./install.sh --uninstall [--prefix DIR]     remove the installed files
       ./install.sh --hooks client|server|update [REPO] [--into DIR] [--print] [--dry-run]
       ./install.sh --uninstall --hooks client|server|update [REPO] [--into DIR] [--dry-run]

  --prefix DIR   where to install: DIR/bin, DIR/share (default /usr/local; ~/.local needs no root)
  --hooks ROLE   client: pre-push in a clone; server: pre-receive in the repository that is pushed
                 to; update: for a host that runs no pre-receive. REPO is . when not given
  --into DIR     put the hook into this directory instead of the one git names
  --print        print lines to paste into a hook of your own; write nothing
  --dry-run      say what would be done; do nothing
  DESTDIR=DIR    in the environment: put this before the prefix (for packagers)
USAGE
}

# --- tables --------------------------------------------------------------------------------------

# Debian package : how to see that it is not needed. cmd: a program, pc: a pkg-config module,
# hdr: a header. Whoever has the thing from elsewhere needs no package.
BUILD_DEPS=(
    gcc:cmd:gcc
    libc6-dev:hdr:stdio.h
    make:cmd:make
    pkg-config:cmd:pkg-config
    git:cmd:git
    libgit2-dev:pc:libgit2
    libyaml-dev:pc:yaml-0.1
    libpcre2-dev:pc:libpcre2-8
    libjansson-dev:pc:jansson
    libmd-dev:pc:libmd
    libutf8proc-dev:pc:libutf8proc
    uthash-dev:hdr:uthash.h
)
CHECK_DEPS=(
    libcmocka-dev:pc:cmocka
    bats:cmd:bats
    jq:cmd:jq
    shellcheck:cmd:shellcheck
    clang-format:cmd:clang-format
    universal-ctags:cmd:ctags
    python3:cmd:python3
    python3-jsonschema:py:jsonschema
    python3-yaml:py:yaml
    openssh-client:cmd:ssh-keygen
)
# Readers of the reports: a browser, what reads its print, a validator of XML, charts, Markdown. Large, so `make check` does without: it skips, with a line, what it cannot ask.
REPORT_DEPS=(
    chromium:cmd:chromium
    poppler-utils:cmd:pdftotext
    libxml2-utils:cmd:xmllint
    graphviz:cmd:dot
    cmark-gfm:cmd:cmark-gfm
    python3:cmd:python3
)

# --- small helpers -------------------------------------------------------------------------------

# Physical path of the folder this file is in, whatever it was called through.
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd -P)
dry=false

say() { printf '%s\n' "$*"; }
die() {
    printf 'install.sh: %s\n' "$*" >&2
    exit 1
}

# Runs a command, or only says it under --dry-run.
run() {
    if $dry; then
        printf 'would run:'
        printf ' %q' "$@"
        printf '\n'
    else
        "$@"
    fi
}

# Runs a command as root, saying it first. $1: why, for people.
as_root() {
    local why=$1
    shift
    if [ "$(id -u)" = 0 ]; then
        run "$@"
        return
    fi
    say "root is needed to $why:"
    printf '   '
    printf ' %q' sudo "$@"
    printf '\n'
    command -v sudo >/dev/null || die "there is no sudo here; run the command above as root, then run this again"
    run sudo "$@"
}

# --- packages ------------------------------------------------------------------------------------

have() {
    local kind=$1 what=$2
    case $kind in
    cmd) command -v "$what" >/dev/null ;;
    pc) command -v pkg-config >/dev/null && pkg-config --exists "$what" ;;
    hdr) command -v gcc >/dev/null && printf '#include <%s>\n' "$what" | gcc -E -x c - >/dev/null 2>&1 ;;
    py) command -v python3 >/dev/null && python3 -c "import $what" >/dev/null 2>&1 ;;
    esac
}

# Prints the packages of the given rows that are missing, one a line.
missing_packages() {
    local row package kind what
    for row in "$@"; do
        IFS=: read -r package kind what <<<"$row"
        have "$kind" "$what" || printf '%s\n' "$package"
    done
}

# A fresh machine may have no package lists at all, and old lists name files that are gone: the lists
# are fetched only when it does not work without.
apt_install() {
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends)
    if apt-get install --dry-run -q "$@" >/dev/null 2>&1 && as_root "install packages" "${apt[@]}" "$@"; then
        return
    fi
    as_root "fetch the package lists" apt-get update -q ||
        say "some package lists could not be fetched; going on with the others"
    as_root "install packages" "${apt[@]}" "$@"
}

# $1: what needs them, for people; the rest: rows of a table above.
need_packages() {
    local why=$1 missing
    shift
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -gt 0 ] || return 0
    say "$why needs packages that are not here: ${missing[*]}"
    command -v apt-get >/dev/null || die "there is no apt-get here; install these (Debian's names) with your own package manager"
    apt_install "${missing[@]}"
    $dry && return 0
    # The packages may be there and yet shadowed: say so now, not in the middle of the build.
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -eq 0 ] || die "installed, but still not found: ${missing[*]}"
}

# --- build, install, uninstall -------------------------------------------------------------------

build() {
    need_packages "building stoplog" "${BUILD_DEPS[@]}"
    run make -C "$here" -j"$(nproc)" --no-print-directory all
}

# $1: file in build/; the rest: what the program prints into it.
make_page() {
    local page=$here/build/$1
    shift
    "$here/build/stoplog" help "$@" >"$page.new"
    mv -f "$page.new" "$page"
}

make_pages() {
    local shell
    make_page stoplog.1 --man
    make_page stoplog.yml.5 --man-policy
    for shell in bash zsh fish; do make_page "completion.$shell" --completion "$shell"; done
}

# True when the prefix can be written without root: it, or its nearest parent that exists.
writable_prefix() {
    local dir=$1
    while [ ! -e "$dir" ]; do dir=$(dirname "$dir"); done
    [ -w "$dir" ]
}

# Lays out everything that is installed below $1, with a list of it for --uninstall.
stage() {
    local out=$1 share=$1/share/stoplog
    rm -rf "$out"
    install -D -m 755 "$here/build/stoplog" "$out/bin/stoplog"
    install -D -m 644 "$here/build/stoplog.1" "$out/share/man/man1/stoplog.1"
    install -D -m 644 "$here/build/stoplog.yml.5" "$out/share/man/man5/stoplog.yml.5"
    install -D -m 644 "$here/build/completion.bash" "$out/share/bash-completion/completions/stoplog"
    install -D -m 644 "$here/build/completion.zsh" "$out/share/zsh/site-functions/_stoplog"
    install -D -m 644 "$here/build/completion.fish" "$out/share/fish/vendor_completions.d/stoplog.fish"
    install -D -m 644 -t "$share/hooks/ci" "$here"/hooks/ci/*
    chmod 755 "$share/hooks/ci/comment"
    install -D -m 755 -t "$share/hooks" "$here"/hooks/pre-push "$here"/hooks/pre-receive "$here"/hooks/update "$here"/hooks/dispatch
    install -D -m 644 -t "$share/rules" "$here"/rules/*
    install -m 755 "$here/install.sh" "$share/install.sh"
    install -m 644 -t "$share" "$here/VERSION" "$here/LICENSE"
    (cd "$out" && find . -type f -printf '%P\n' && echo share/stoplog/files) | LC_ALL=C sort >"$out/files"
    install -m 644 "$out/files" "$share/files"
    rm "$out/files"
}

# The files are laid out as the user first: root copies, it does not build.
install_files() {
    local prefix=$1 to=${DESTDIR:-}$1 stage=$here/build/stage
    if $dry; then
        say "would install the program, its manual pages, completions, $(find "$here/rules" -type f | wc -l) rule pages and the hooks below $to"
        return
    fi
    [ -x "$here/build/stoplog" ] || die "build/stoplog does not exist; run make first"
    make_pages
    stage "$stage"
    # Existing folders keep their mode; a program that is running is replaced, not overwritten.
    local copy=(cp -R --remove-destination "$stage/bin" "$stage/share" "$to/")
    if writable_prefix "$to"; then
        mkdir -p "$to"
        "${copy[@]}"
    else
        [ -d "$to" ] || as_root "make the folder" mkdir -p "$to"
        as_root "copy files into $to" "${copy[@]}"
    fi
    say "installed stoplog $(cat "$here/VERSION") below $to"
    case ":$PATH:" in
    *":$prefix/bin:"*) ;;
    *) say "note: $prefix/bin is not in PATH" ;;
    esac
}

# $1: where; the rest: what to run the commands with.
remove_listed() (
    cd "$1"
    shift
    "$@" xargs -d '\n' -a share/stoplog/files rm -f --
    "$@" rmdir share/stoplog/rules share/stoplog/hooks/ci share/stoplog/hooks share/stoplog
)

uninstall_files() {
    local to=${DESTDIR:-}$1 list=${DESTDIR:-}$1/share/stoplog/files
    if [ ! -f "$list" ]; then
        say "nothing to remove: there is no $list"
        return
    fi
    # The list is ours, yet root will act on it: plain names below the prefix only.
    if grep -qE '^/|(^|/)\.\.(/|$)' "$list"; then
        die "$list names files outside $to; not touching anything"
    fi
    if writable_prefix "$to/share/stoplog"; then
        remove_listed "$to" run
    else
        remove_listed "$to" as_root "remove, in $to, what share/stoplog/files lists"
    fi
    $dry || say "removed stoplog from $to (hooks in repositories stay: ./install.sh --uninstall --hooks)"
}

# --- hooks ---------------------------------------------------------------------------------------

hook_of_role() {
    case $1 in
    client) echo pre-push ;;
    server) echo pre-receive ;;
    update) echo update ;;
    *) die "--hooks takes client, server or update, not '$1'" ;;
    esac
}

# Where the hooks of a repository are: git is asked, never guessed, so that linked worktrees,
# submodules and core.hooksPath come out right. Refuses a directory that is shared with others.
hooks_dir() {
    local repo=$1 dir scope top
    dir=$(git -C "$repo" rev-parse --path-format=absolute --git-path hooks) ||
        die "git does not take '$repo' for a repository (git 2.31 or newer is needed)"
    scope=$(git -C "$repo" config --show-scope --get core.hooksPath | cut -f1) || true
    case $scope in
    '' | local | worktree) ;;
    *) refuse_dir "$repo" "core.hooksPath is set for more than this repository ($scope): $dir" ;;
    esac
    top=$(git -C "$repo" rev-parse --show-toplevel 2>/dev/null) || top=
    if [ -n "$top" ] && [[ $dir/ == "$top"/* ]] &&
        [[ $dir/ != "$(git -C "$repo" rev-parse --path-format=absolute --git-common-dir)"/* ]]; then
        refuse_dir "$repo" "core.hooksPath points into the work tree: $dir"
    fi
    printf '%s\n' "$dir"
}

refuse_dir() {
    {
        say "install.sh: $2"
        say "Nothing was changed. To see where it is set:"
        say "    git -C $1 config --show-origin --show-scope --get-all core.hooksPath"
        say "Then one of:"
        say "    ./install.sh --hooks $role --print          lines to paste into the hook you have"
        say "    ./install.sh --hooks $role --into DIR       another directory (a hook manager's own)"
    } >&2
    exit 1
}

# The program the hooks fall back to when it is not on PATH.
program_path() {
    local prefix=$1 found
    if [ -n "$prefix" ]; then
        found=$prefix/bin/stoplog
    elif [ -x "$here/../../bin/stoplog" ]; then
        found=$(cd "$here/../../bin" && pwd)/stoplog # this copy is PREFIX/share/stoplog/install.sh
    else
        found=$(command -v stoplog || echo /usr/local/bin/stoplog)
    fi
    [ -x "$found" ] || die "$found does not exist; install the program first: ./install.sh"
    case $found in
    *[\'\|\&\\]* | *$'\n'*) die "cannot write this path into a hook: $found" ;;
    /*) printf '%s\n' "$found" ;;
    *) printf '%s/%s\n' "$PWD" "$found" ;;
    esac
}

# What a file in a hooks directory is: none, shim, dispatch, foreign.
hook_kind() {
    if [ ! -e "$1" ] && [ ! -L "$1" ]; then
        echo none
    elif [ -f "$1" ] && sed -n 2p "$1" | grep -aq '^# stoplog-hook '; then
        echo shim
    elif [ -f "$1" ] && sed -n 2p "$1" | grep -aq '^# stoplog-dispatch '; then
        echo dispatch
    else
        echo foreign
    fi
}

# True when a foreign hook already runs everything in <hook>.d, as Gitea's does.
runs_own_parts() {
    [ -d "$1.d" ] && grep -aqF '.d/' "$1"
}

# Writes standard input to a new file beside the target and renames it into place.
place() {
    local to=$1 new
    if $dry; then
        cat >/dev/null
        say "would write $to"
        return
    fi
    mkdir -p "$(dirname "$to")"
    new=$(mktemp "$(dirname "$to")/.stoplog.XXXXXX")
    cat >"$new"
    chmod 755 "$new"
    if cmp -s "$new" "$to" && [ -x "$to" ]; then
        rm -f "$new"
        say "$to is up to date"
    else
        mv -f "$new" "$to"
        say "wrote $to"
    fi
}

shim() { sed "s|/usr/local/bin/stoplog|$2|; 2s| [0-9][0-9.]*:| $(cat "$here/VERSION"):|" "$here/hooks/$1"; }
dispatch() { sed "2s| [0-9][0-9.]*:| $(cat "$here/VERSION"):|" "$here/hooks/dispatch"; }

# Keeps the hook that is there as <hook>.d/10-previous. A copy, so that at no moment there is none;
# a relative link is one folder deeper now.
keep_previous() {
    local file=$1 kept=$1.d/10-previous link
    if [ -e "$kept" ] || [ -L "$kept" ]; then
        die "$kept exists already; move it away first"
    fi
    say "the hook that is there is kept as $kept"
    $dry && return 0
    mkdir -p "$file.d"
    if [ -L "$file" ]; then
        link=$(readlink "$file")
        case $link in /*) ;; *) link=../$link ;; esac
        ln -s "$link" "$kept"
    else
        cp -p "$file" "$kept"
    fi
}

install_hook() {
    local dir=$1 name=$2 program=$3 file=$1/$2
    case ${dir##*/} in *.d)
        shim "$name" "$program" | place "$dir/50-stoplog"
        return
        ;;
    esac
    case $(hook_kind "$file") in
    none | shim) shim "$name" "$program" | place "$file" ;;
    dispatch)
        shim "$name" "$program" | place "$file.d/50-stoplog"
        dispatch | place "$file"
        ;;
    foreign)
        if [ -d "$file" ]; then
            die "$file is a directory"
        elif runs_own_parts "$file"; then
            say "$file already runs what is in $file.d"
            shim "$name" "$program" | place "$file.d/50-stoplog"
        else
            keep_previous "$file"
            shim "$name" "$program" | place "$file.d/50-stoplog"
            dispatch | place "$file"
        fi
        ;;
    esac
}

remove() {
    if $dry; then
        say "would remove $1"
    else
        rm -f "$1"
        say "removed $1"
    fi
}

# Puts <hook>.d/10-previous back where it was.
restore_previous() {
    local file=$1 kept=$1.d/10-previous link
    if $dry; then
        say "would move $kept back to $file"
        return
    fi
    if [ -L "$kept" ]; then
        link=$(readlink "$kept")
        ln -s "${link#../}" "$file.stoplog-new"
        mv -fT "$file.stoplog-new" "$file"
        rm -f "$kept"
    else
        mv -f "$kept" "$file"
    fi
    say "moved $kept back to $file"
}

uninstall_hook() {
    local dir=$1 name=$2 file=$1/$2 part=$1/$2.d/50-stoplog found=false
    case ${dir##*/} in *.d) part=$dir/50-stoplog ;; esac
    case $(hook_kind "$file") in
    shim)
        remove "$file"
        found=true
        ;;
    dispatch)
        found=true
        if [ -e "$file.d/10-previous" ] || [ -L "$file.d/10-previous" ]; then
            restore_previous "$file"
        else
            remove "$file"
        fi
        ;;
    esac
    if [ "$(hook_kind "$part")" = shim ]; then
        remove "$part"
        found=true
    fi
    $found || say "no hook of stoplog's in $dir"
    $found && ! $dry && leave_parts "$(dirname "$part")"
    return 0
}

# Removes the empty folder, or says what in it nobody runs any more.
leave_parts() {
    [ -d "$1" ] || return 0
    rmdir "$1" 2>/dev/null && return 0
    [ "$(hook_kind "${1%.d}")" = foreign ] && return 0
    say "left alone, and run by nobody now:"
    find "$1" -mindepth 1 -maxdepth 1 -printf '    %p\n'
}

# For hooks that somebody else writes. Standard input is put back for what follows.
print_hook() {
    local name=$1
    case $name in
    update)
        # shellcheck disable=SC2016 # the lines are for another script
        printf '%s\n' '# stoplog: declines this ref when it is not in order' \
            'stoplog hook update "$@" || exit 1'
        ;;
    *)
        printf '%s\n' '# stoplog: reads what git wrote, and puts it back for the lines below' \
            "stoplog_input=\$(mktemp) && cat >\"\$stoplog_input\" &&" \
            "    stoplog hook $name \"\$@\" <\"\$stoplog_input\" || exit 1" \
            "exec <\"\$stoplog_input\"" \
            "rm -f \"\$stoplog_input\""
        ;;
    esac
    cat >&2 <<MORE

Or with git 2.54 and newer, without any file:
    git config hook.stoplog.command "stoplog hook $name"
    git config hook.stoplog.event $name
MORE
}

hooks() {
    local name dir
    name=$(hook_of_role "$role")
    if $print; then
        print_hook "$name"
        return
    fi
    if [ -n "$into" ]; then
        dir=$into
    else
        dir=$(hooks_dir "$repo")
    fi
    if $uninstall; then
        uninstall_hook "$dir" "$name"
    else
        local program
        program=$(program_path "$prefix")
        install_hook "$dir" "$name" "$program"
    fi
}

# --- command line --------------------------------------------------------------------------------

prefix='' role='' repo=. into=''
demo=false check=false readers=false uninstall=false print=false no_build=false

value() {
    if [ $# -lt 2 ] || [ -z "$2" ]; then
        die "$1 needs a value (./install.sh --help)"
    fi
}

while [ $# -gt 0 ]; do
    case $1 in
    --prefix)
        value "$@"
        prefix=$2
        shift
        ;;
    --prefix=*) prefix=${1#*=} ;;
    --hooks)
        value "$@"
        role=$2
        shift
        if [ $# -gt 1 ] && [ "${2#-}" = "$2" ]; then
            repo=$2
            shift
        fi
        ;;
    --into)
        value "$@"
        into=$2
        shift
        ;;
    --demo) demo=true ;;
    --check-deps) check=true ;;
    --report-deps) readers=true ;;
    --uninstall) uninstall=true ;;
    --no-build) no_build=true ;;
    --print) print=true ;;
    --dry-run) dry=true ;;
    -h | --help)
        usage
        exit 0
        ;;
    *)
        usage >&2
        die "what is '$1'?"
        ;;
    esac
    shift
done
# A relative prefix would end up in hooks that run elsewhere.
[ -z "$prefix" ] || prefix=$(readlink -m "$prefix")

if [ -n "$role" ]; then
    hooks
elif $uninstall; then
    uninstall_files "${prefix:-/usr/local}"
elif $check; then
    need_packages "make check" "${BUILD_DEPS[@]}" "${CHECK_DEPS[@]}"
elif $readers; then
    need_packages "tests/run.sh reports" "${REPORT_DEPS[@]}"
elif $demo; then
    build
    $dry || "$here/tests/demo/run.sh"
else
    [ -f "$here/Makefile" ] || die "this copy installs hooks only; build from a clone of the repository"
    $no_build || build
    install_files "${prefix:-/usr/local}"
fi
