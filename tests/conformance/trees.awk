# Turns cases (README.md has the format) into a stream for `git fast-import`: two commits for each
# case, marks 2n-1 and 2n. Writes the names of the cases, in that order, to the file `names`.
# Run it with LC_ALL=C: lengths are bytes.

BEGIN { SLOT = "[[]]"; count = 0; bases = 0 }

function set_file(side, path, text) {
    if (!((side, path) in slot_of)) {
        slot_of[side, path] = ++paths[side]
        path_at[side, paths[side]] = path
    }
    text_of[side, path] = text
    delete gone[side, path]
}

function copy_base(base, side,    i, path) {
    for (i = 1; i <= paths["base " base]; i++) {
        path = path_at["base " base, i]
        set_file(side, path, text_of["base " base, path])
    }
}

function clear(side,    i) {
    for (i = 1; i <= paths[side]; i++) {
        delete slot_of[side, path_at[side, i]]
        delete gone[side, path_at[side, i]]
    }
    paths[side] = 0
}

# The lines of a section without the empty ones at its end.
function section_text(    last, i, text) {
    last = lines
    while (last > 0 && line_at[last] == "") last--
    text = ""
    for (i = 1; i <= last; i++) text = text line_at[i] "\n"
    return text
}

# What the lines with one mark say; `found` tells whether there are any.
function marked(mark,    i, text) {
    found = 0
    text = ""
    for (i = 1; i <= lines; i++)
        if (substr(line_at[i], 1, 1) == mark)
            text = (found++ ? text "\n" : "") substr(line_at[i], 3)
    return text
}

function replace_all(text, old, new,    at, out) {
    out = ""
    while ((at = index(text, old)) > 0) {
        out = out substr(text, 1, at - 1) new
        text = substr(text, at + length(old))
    }
    return out text
}

function fill(side, slot,    i, path) {
    for (i = 1; i <= paths[side]; i++) {
        path = path_at[side, i]
        text_of[side, path] = replace_all(text_of[side, path], SLOT, slot)
    }
}

function apply_edit(n,    path, at, text) {
    path = edit_path[n]
    text = text_of["after", path]
    at = index(text, edit_old[n])
    if (at == 0) {
        print "trees.awk: " name ": the text to be replaced is not there" > "/dev/stderr"
        exit 1
    }
    text_of["after", path] = substr(text, 1, at - 1) edit_new[n] substr(text, at + length(edit_old[n]))
}

function write_commit(side, mark,    i, path) {
    print "commit refs/cases/" count "/" side
    print "mark :" mark
    print "committer c <c@example.com> 1000000000 +0000"
    print "data 0"
    for (i = 1; i <= paths[side]; i++) {
        path = path_at[side, i]
        if ((side, path) in gone) continue
        print "M 100644 inline " path
        print "data " length(text_of[side, path])
        print text_of[side, path]
    }
}

function finish_case(    i) {
    if (name == "") return
    if (has_before) fill("before", slot_before)
    if (has_after) fill("after", slot_after)
    for (i = 1; i <= edits; i++) apply_edit(i)
    count++
    print name > names
    write_commit("before", 2 * count - 1)
    write_commit("after", 2 * count)
    name = ""
}

function begin_case(title, from,    both) {
    clear("before")
    clear("after")
    if (from != "") {
        if (!((prefix, from) in base_number)) {
            print "trees.awk: " title ": no base " from > "/dev/stderr"
            exit 1
        }
        copy_base(base_number[prefix, from], "before")
        copy_base(base_number[prefix, from], "after")
    }
    name = prefix "/" title
    edits = 0
    slot_before = slot_after = marked("=")
    has_before = has_after = found
    both = marked("-")
    if (found) { slot_before = both; has_before = 1 }
    both = marked("+")
    if (found) { slot_after = both; has_after = 1 }
    # One side alone: the other is empty.
    if (has_before != has_after) {
        has_before = has_after = 1
    }
}

function begin_base(title, from) {
    base_number[prefix, title] = ++bases
    if (from != "") copy_base(base_number[prefix, from], "base " bases)
}

function finish_section(    n, parts) {
    if (directive == "") return
    n = split(directive, parts, " ")
    directive = ""
    if (parts[1] == "base") { finish_case(); begin_base(parts[2], parts[3]); in_base = 1 }
    else if (parts[1] == "case") { finish_case(); in_base = 0; begin_case(parts[2], parts[3]) }
    else if (parts[1] == "edit") {
        edit_path[++edits] = parts[2]
        edit_old[edits] = marked("-")
        edit_new[edits] = marked("+")
    }
    else if (parts[1] == "gone") gone["after", parts[2]] = 1
    else if (in_base) set_file("base " bases, parts[2], section_text())
    else {
        if (parts[1] != "after") set_file("before", parts[2], section_text())
        if (parts[1] != "before") set_file("after", parts[2], section_text())
    }
    lines = 0
}

FNR == 1 {
    finish_section()
    finish_case()
    prefix = FILENAME
    sub(/.*\//, "", prefix)
    sub(/\.case$/, "", prefix)
}
/^%#/ { next }
/^%/ { finish_section(); directive = substr($0, 2); lines = 0; next }
directive != "" { line_at[++lines] = $0 }
END { finish_section(); finish_case() }
