"""Reads the cases of the comparison with SQLMesh; README.md describes the format."""

import hashlib
from pathlib import Path

SLOT = "[[]]"


class Case:
    def __init__(self, name, before, after):
        self.name = name
        self.before = before
        self.after = after


def file_text(lines):
    while lines and lines[-1] == "":
        lines = lines[:-1]
    return "".join(line + "\n" for line in lines)


def marked(lines, mark):
    """What the `- `, `+ ` or `= ` lines say; None without any."""
    found = [line[2:] for line in lines if line[:1] == mark]
    return "\n".join(found) if found else None


def edited(text, lines, where):
    old, new = marked(lines, "-"), marked(lines, "+")
    if old is None or old not in text:
        raise ValueError(f"{where}: the text to be replaced is not there: {old!r}")
    return text.replace(old, new or "", 1)


def filled(files, slot):
    if slot is None:
        return files
    return {path: text.replace(SLOT, slot) for path, text in files.items()}


def sections(text):
    """Directives with the lines that follow them."""
    section = None
    for line in text.split("\n"):
        if line.startswith("%#"):
            continue
        if line.startswith("%"):
            if section:
                yield section
            section = (line[1:].split(), [])
        elif section:
            section[1].append(line)
    if section:
        yield section


class Reader:
    def __init__(self, prefix):
        self.prefix = prefix
        self.bases = {}
        self.base = None  # the set of files that is being read
        self.case = None

    def finish(self):
        if self.case:
            old, new, both = self.slots
            case, self.case = self.case, None
            case.before = filled(case.before, both if old is None else old)
            case.after = filled(case.after, both if new is None else new)
            for apply in self.edits:
                apply(case)
            yield case

    def begin_case(self, words, lines):
        files = self.bases[words[2]] if len(words) > 2 else {}
        self.case = Case(f"{self.prefix}/{words[1]}", dict(files), dict(files))
        old, new, both = (marked(lines, mark) for mark in "-+=")
        if old is not None or new is not None:
            old, new = old or "", new or ""
        self.slots = (old, new, both)
        self.edits = []
        self.base = None

    def file(self, word, path, lines):
        text, case = file_text(lines), self.case
        if self.base is not None:
            self.base[path] = text
            return
        if word in ("file", "before"):
            case.before[path] = text
        if word in ("file", "after"):
            case.after[path] = text

    def edit(self, path, lines):
        name = self.case.name

        def apply(case):
            case.after[path] = edited(case.after[path], lines, name)

        self.edits.append(apply)

    def read(self, text):
        for words, lines in sections(text):
            word = words[0]
            if word in ("base", "case"):
                yield from self.finish()
            if word == "base":
                self.base = dict(self.bases[words[2]]) if len(words) > 2 else {}
                self.bases[words[1]] = self.base
            elif word == "case":
                self.begin_case(words, lines)
            elif word in ("file", "before", "after"):
                self.file(word, words[1], lines)
            elif word == "gone":
                del self.case.after[words[1]]
            elif word == "edit":
                self.edit(words[1], lines)
            else:
                raise ValueError(f"{self.prefix}: what is %{word}?")
        yield from self.finish()


def read_cases(path):
    path = Path(path)
    cases = list(Reader(path.stem).read(path.read_text(encoding="utf-8")))
    names = [case.name for case in cases]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"there are two cases {name}")
    return cases


def write_tree(files, root):
    for path, text in files.items():
        target = Path(root) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8"))


def git_object(kind, body):
    return hashlib.sha1(b"%s %d\0" % (kind, len(body)) + body).digest()


def tree_id(files):
    """The id that git gives the tree (SHA-1)."""

    def tree(entries):
        listed = []
        for name, value in entries.items():
            if isinstance(value, dict):
                listed.append((name + "/", b"40000 " + name.encode() + b"\0" + tree(value)))
            else:
                blob = git_object(b"blob", value.encode("utf-8"))
                listed.append((name, b"100644 " + name.encode() + b"\0" + blob))
        return git_object(b"tree", b"".join(line for _, line in sorted(listed)))

    root = {}
    for path, text in files.items():
        *folders, name = path.split("/")
        place = root
        for folder in folders:
            place = place.setdefault(folder, {})
        place[name] = text
    return tree(root).hex()
