#!/usr/bin/env bats
# Tricks with the text of a commit message: an approval that one reader finds and another does not.
# What misses each time is the word of finance-data.

load helpers

setup() {
    copy_template
    half_approved
}

approval="Approved-by: Ann Alder <ann@example.com>"

# An approval in the middle of the message: text that a squash or a quotation left behind.
@test "an approval in the middle of a message" {
    raw_commit <<<"Fine

$approval

and so on, at length"
    held "git does not read it as a trailer" "0 of 1"
}

# Prose in the same paragraph: git reads no trailers there.
@test "an approval within a paragraph of prose" {
    raw_commit <<<"Fine

As was said in the meeting
$approval"
    held "git does not read it as a trailer" "0 of 1"
}

# Below the scissors of git commit --verbose.
@test "an approval under scissors" {
    raw_commit <<<"Fine

# ------------------------ >8 ------------------------
$approval"
    held "0 of 1"
}

# Below or above three dashes: git log and git interpret-trailers disagree.
@test "an approval after dashes" {
    raw_commit <<<"Fine

words
---
$approval"
    held "0 of 1"
    raw_commit <<<"Fine

$approval
---
 models/x.sql | 2 +-"
    held "0 of 1"
}

# The bytes say nothing; in the encoding that the commit names they are an approval.
@test "an approval in another encoding" {
    raw_commit "encoding UTF-7" <<<"Fine

+AEE-pproved-by: Ann Alder <ann@example.com>"
    held "0 of 1"
    raw_commit "encoding UTF-7" <<<"Fine

$approval"
    held "0 of 1"
}

# Text behind a NUL is text that git does not show.
@test "an approval behind a NUL" {
    printf 'Fine\0\n\n%s\n' "$approval" | raw_commit
    held "0 of 1"
    printf 'Fine\n\n%s\0\n' "$approval" | raw_commit
    held "NUL byte" "0 of 1"
}

# A carriage return shows one line to people and gives another to programs.
@test "an approval behind a carriage return" {
    printf 'Fine\n\nReviewed-by: Nobody\r%s\n' "$approval" | raw_commit
    held "0 of 1"
    printf 'Fine\r\rwords\r\r%s\r' "$approval" | raw_commit
    held "0 of 1"
}

# A form feed or a vertical tab is a blank line to some readers and none to git.
@test "an approval behind a form feed" {
    printf 'Fine\n\f\n%s\n' "$approval" | raw_commit
    held "0 of 1"
    printf 'Fine\n\nwords\n\v\n%s\n' "$approval" | raw_commit
    held "0 of 1"
}

# Letters that turn the direction of writing, or that nobody sees, within the block.
@test "an approval with letters that reorder the line" {
    printf 'Fine\n\nApproved-by: Ann \xe2\x80\xae Alder <ann@example.com>\n' | raw_commit
    held "0 of 1"
    printf 'Fine\n\nSeen-by: \x1b[1A\n%s\n' "$approval" | raw_commit
    held "0 of 1"
    has_not $'\x1b[1A'
}

# Comment lines, quotations, indented lines, the subject.
@test "an approval as a comment, a quotation or a subject" {
    for line in "# $approval" "> $approval" "    $approval" "Seen-by: x
  $approval"; do
        raw_commit <<<"Fine

$line"
        held "0 of 1"
    done
    raw_commit <<<"$approval"
    held "0 of 1"
}

# Other keys that mean something alike, or that look the same.
@test "an approval under a key that only looks like it" {
    for key in Reviewed-by Acked-by Signed-off-by "Approved by" Approved_by Approved-By-Proxy $'\xd0\x90pproved-by'; do
        raw_commit <<<"Fine

$key: Ann Alder <ann@example.com>"
        held "0 of 1"
    done
}

# A line of the commit's header instead of its message; a merged tag that was embedded there.
@test "an approval in the header of the commit" {
    raw_commit "Approved-by: Ann Alder <ann@example.com>" <<<"Fine"
    held "0 of 1"
    raw_commit "mergetag object $(git rev-parse HEAD)
 type commit
 tag v1
 tagger Ann Alder <ann@example.com> 1767226000 +0000
 
 Fine
 
 $approval" <<<"Fine"
    held "0 of 1"
}

# A tag or a note that carries the line, pushed along.
@test "an approval in a tag or a note" {
    tick
    git tag -a -m "Fine" -m "$approval" approved
    git notes add -m "$approval" HEAD
    before=$(server_main)
    run git push origin HEAD:main approved refs/notes/commits
    flatten
    declined
    has "0 of 1"
    same "$before" "$(server_main)"
    same "" "$(server_main refs/notes/commits)"
}

# The fingerprint is named on a line that belongs to another approval, or is none.
@test "a fingerprint that names nothing" {
    for change in 0 "*" "$(git rev-parse HEAD)"; do
        raw_commit <<<"Fine

$approval
Approved-change: $change"
        held "0 of 1" "it was given for change"
    done
}

# A message so long that nobody reads it to its end.
@test "an approval at the end of a message that is too long" {
    { echo Fine && echo && head -c 1100000 /dev/zero | tr '\0' 'x' && printf '\n\n%s\n' "$approval"; } | raw_commit
    held "message_bytes"
}
