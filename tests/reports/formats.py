#!/usr/bin/env python3
"""Reads the reports as those do whom they are for: schemas, hosts, drawing programs.

    formats.py FOLDER READERS

FOLDER has what tests/unit/report/samples.c wrote (blocked, passed, undecided, wide, hostile-*), and
change.* and shifted.*, which stoplog wrote about the change of change.sh and the repositories of it.
READERS has what fetch.sh brought. Prints TAP.
"""
import glob
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

from chromium import Browser, Page

FOLDER, READERS = sys.argv[1:3]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Skip(Exception):
    pass


def files(extension):
    found = sorted(glob.glob(os.path.join(FOLDER, "*." + extension)))
    assert len(found) > 20, found
    return found


def text(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return file.read()


def data(name):
    return json.loads(text(name))


def reader(name):
    path = os.path.join(READERS, name)
    if not os.path.exists(path):
        raise Skip(f"{path} is not here (tests/reports/fetch.sh)")
    return path


def program(name):
    if not shutil.which(name):
        raise Skip(f"{name} is not installed (./install.sh --report-deps)")
    return name


def same(got, want, what):
    assert got == want, f"{what}: {got!r}, expected {want!r}"


# ---- SARIF ----


def test_sarif_follows_its_official_schema():
    schema = reader("sarif.json")
    try:
        import jsonschema
    except ImportError:
        raise Skip("python3-jsonschema is not installed (./install.sh --check-deps)") from None
    with open(schema, encoding="utf-8") as file:
        validator = jsonschema.Draft4Validator(json.load(file), format_checker=jsonschema.FormatChecker())
    for path in files("sarif"):
        errors = list(validator.iter_errors(data(os.path.basename(path))))
        assert not errors, f"{os.path.basename(path)}: {errors[0].message} at {list(errors[0].path)}"
    broken = data("blocked.sarif")
    broken["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert list(validator.iter_errors(broken)), "the schema says no to nothing"


def test_sarif_has_what_github_asks_beyond_the_standard():
    for path in files("sarif"):
        name = os.path.basename(path)
        run, = data(name)["runs"]
        rules = run["tool"]["driver"]["rules"]
        assert len(rules) <= 25000 and len(run["results"]) <= 25000
        for rule in rules:
            for key in ("shortDescription", "fullDescription", "help"):
                assert rule[key]["text"], f"{name}: {rule['id']} has no {key}"
            assert len(rule["shortDescription"]["text"]) <= 1024 and len(rule["fullDescription"]["text"]) <= 1024
            assert len(rule["properties"]["tags"]) <= 20
        prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
        same(len(set(prints)), len(prints), f"{name}: fingerprints of their own")
        for result in run["results"]:
            same(rules[result["ruleIndex"]]["id"], result["ruleId"], f"{name}: rule")
            assert result["message"]["text"] and result["level"] in ("note", "warning", "error")
            physical = result["locations"][0]["physicalLocation"]
            uri, region = physical["artifactLocation"]["uri"], physical["region"]
            assert re.fullmatch(r"([A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri), f"{name}: {uri}"
            assert all(region[key] >= 1 for key in ("startLine", "startColumn", "endLine", "endColumn")), f"{name}: {region}"
        assert os.path.getsize(path) < 10 << 20


# ---- JUnit ----


def without_files(path, out):
    """GitLab reads an attribute `file` that no schema has; all others have to be in it."""
    tree = xml.etree.ElementTree.parse(path)
    for case in tree.iter("testcase"):
        assert case.attrib.pop("file", ""), f"{path}: a case without a file"
    tree.write(out)


def test_junit_follows_a_published_schema():
    schema = reader("junit.xsd")
    program("xmllint")
    with tempfile.TemporaryDirectory() as folder:
        for path in files("xml"):
            out = os.path.join(folder, "report.xml")
            if os.path.basename(path) == "undecided.xml":
                shutil.copy(path, out)
            else:
                without_files(path, out)
            done = subprocess.run(["xmllint", "--noout", "--schema", schema, out], capture_output=True, text=True)
            assert done.returncode == 0, f"{os.path.basename(path)}: {done.stderr[:600]}"


def test_junit_counts_what_it_has_and_merges_nothing():
    for path in files("xml"):
        name = os.path.basename(path)
        root = xml.etree.ElementTree.parse(path).getroot()
        suites = root.findall("testsuite")
        assert root.tag == "testsuites" and suites, f"{name}: GitLab needs a suite"
        for suite in suites:
            cases = suite.findall("testcase")
            same(int(suite.get("tests")), len(cases), f"{name}: tests")
            for word, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
                same(int(suite.get(word)), len(suite.findall(f"testcase/{tag}")), f"{name}: {word}")
            names = [(case.get("classname"), case.get("name")) for case in cases]
            same(len(set(names)), len(names), f"{name}: names of their own")
        same(int(root.get("failures")), len(root.findall(".//failure")), f"{name}: failures in all")


# ---- GitLab ----


def test_gitlab_would_drop_no_entry_and_overwrite_none():
    """Required fields and values: GitLab Docs, Code Quality, "Code Quality report format"."""
    for path in files("gitlab.json"):
        name = os.path.basename(path)
        entries = data(name)
        assert isinstance(entries, list)
        with open(path, "rb") as file:
            assert not file.read(3).startswith(b"\xef\xbb\xbf"), f"{name}: a byte order mark"
        prints = [entry["fingerprint"] for entry in entries]
        same(len(set(prints)), len(prints), f"{name}: fingerprints of their own")
        for entry in entries:
            for key in ("description", "check_name", "fingerprint"):
                assert isinstance(entry[key], str) and entry[key], f"{name}: {key}"
            assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
            place = entry["location"]["path"]
            assert place and not place.startswith(("./", "/")) and ".." not in place.split("/"), f"{name}: {place}"
            line = entry["location"]["lines"]["begin"]
            assert isinstance(line, int) and line >= 1
    same(data("passed.gitlab.json"), [], "a clean change")


# ---- GitHub ----

# What the runner reads: actions/runner, ActionCommand.cs: a command is a line that begins so, its
# properties are parted by commas, and five signs are escaped.
COMMAND = re.compile(r"::(\S+?)(?: ([^\r\n]*?))?::(.*)", re.S)


def unescape(value, keys):
    for code, sign in keys:
        value = value.replace(code, sign)
    return value


def commands(name):
    found = []
    for line in text(name).split("\n"):
        if not line:
            continue
        match = COMMAND.fullmatch(line)
        assert match, f"{name}: no command: {line[:100]}"
        word, given, message = match.groups()
        signs = [("%0D", "\r"), ("%0A", "\n")]
        properties = dict(part.split("=", 1) for part in (given or "").split(",") if part)
        properties = {key: unescape(value, signs + [("%3A", ":"), ("%2C", ","), ("%25", "%")])
                      for key, value in properties.items()}
        found.append((word, properties, unescape(message, signs + [("%25", "%")])))
    return found


def test_github_reads_back_what_was_written():
    for path in files("github"):
        name = os.path.basename(path)
        found = commands(name)
        order = ["error", "warning", "notice"]
        for word, properties, message in found:
            assert word in order and message, f"{name}: {word}"
            assert set(properties) <= {"file", "line", "title"}, f"{name}: {properties}"
            assert "line" not in properties or int(properties["line"]) >= 1
        ranks = [order.index(word) for word, _, _ in found]
        same(ranks, sorted(ranks), f"{name}: the worst first, for ten of each are shown")
        same(found[-1][1].get("title"), "stoplog", f"{name}: the headline is last")
    found = commands("change.github")
    assert ("error", {"file": "models/finance/orders.sql", "line": "2", "title": "CL101 column-removed"}) \
        in [(word, properties) for word, properties, _ in found], found


# ---- drawings ----


def drawings():
    found = [(os.path.basename(path), text(os.path.basename(path))) for path in files("mermaid")]
    for path in files("md"):
        name = os.path.basename(path)
        for block in re.findall(r"^```mermaid\n(.*?)^```$", text(name), re.S | re.M):
            assert len(block) <= 2000, f"{name}: GitLab shows a button in place of a chart of {len(block)} bytes"
            assert block.count("&") <= 30 and block.count("-->") + block.count("-.->") <= 500
            found.append((name, block))
    return found


def test_mermaid_draws_every_chart_and_no_name_gets_out_of_its_label():
    script = reader("mermaid.min.js")
    if not CHROMIUM:
        raise Skip("there is no chromium (./install.sh --report-deps)")
    with tempfile.TemporaryDirectory() as folder:
        page_path = os.path.join(folder, "page.html")
        with open(page_path, "w", encoding="utf-8") as file:
            file.write(f"<!DOCTYPE html><body><script src='file://{os.path.abspath(script)}'></script>")
        browser = Browser(CHROMIUM, seconds=120)
        try:
            page = Page(browser, page_path, before="window.evil = function () { window.evil_ran = true; };")
            # As GitHub and GitLab run it; nothing in a chart may loosen that.
            page.value("mermaid.initialize({startOnLoad: false, securityLevel: 'strict'})")
            for number, (name, chart) in enumerate(drawings()):
                drawn = page.value(f"mermaid.render('c{number}', {json.dumps(chart)}).then(function (r) {{"
                                   " var box = document.createElement('div'); box.innerHTML = r.svg;"
                                   " return {boxes: box.querySelectorAll('.node').length,"
                                   " links: box.querySelectorAll('a, script, image, img, iframe').length}; })")
                boxes = len(re.findall(r"^  (?:n\d+|more)[(\[]", chart, re.M))
                same(drawn, {"boxes": boxes, "links": 0}, name)
            same(page.value("window.evil_ran === undefined"), True, "nothing ran")
        finally:
            browser.close()


def test_graphviz_draws_every_chart():
    program("dot")
    for path in files("dot"):
        done = subprocess.run(["dot", "-Tjson0", path], capture_output=True, text=True)
        assert done.returncode == 0 and not done.stderr, f"{os.path.basename(path)}: {done.stderr[:300]}"
        want = len(re.findall(r"^  n\d+ \[label=", text(os.path.basename(path)), re.M))
        same(len(json.loads(done.stdout).get("objects", [])), want, f"{os.path.basename(path)}: boxes")


# ---- Markdown ----


def test_markdown_as_a_host_renders_it():
    program("cmark-gfm")
    for path in files("md"):
        name = os.path.basename(path)
        assert text(name).startswith("<!-- stoplog:v1 -->\n") and len(text(name).encode()) < 65000
        page = subprocess.run(["cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough", path],
                              check=True, capture_output=True, text=True).stdout
        bare = re.sub(r"<code[^>]*>.*?</code>", "", page, flags=re.S)
        for word in ("<a ", "<img", "<script", "<iframe", "<em>", "<strong>", "<del>", "@", "evil"):
            assert word not in bare, f"{name}: {word} in {bare[max(0, bare.find(word) - 200):][:300]}"
        for table in re.findall(r"<table>.*?</table>", page, re.S):
            heads = table.count("<th>")
            for row in re.findall(r"<tr>(.*?)</tr>", table, re.S)[1:]:
                same(row.count("<td>"), heads, f"{name}: cells of a row")


# ---- all of them ----


def results(name="change.sarif"):
    return data(name)["runs"][0]["results"]


def test_the_order_and_the_numbers_are_the_same_in_all():
    sarif = [(result["ruleId"], "suppressions" in result) for result in results()]
    loud = [code for code, waived in sarif if not waived]
    cases = xml.etree.ElementTree.parse(os.path.join(FOLDER, "change.xml")).getroot().findall(".//testcase")
    same([case.get("name").split(" ")[0] for case in cases], [code for code, _ in sarif], "junit")
    same([entry["check_name"] for entry in data("change.gitlab.json")], loud, "gitlab")
    noted = [properties["title"].split(" ")[0] for _, properties, _ in commands("change.github")[:-1]]
    same(noted, loud, "github")
    prints = [result["partialFingerprints"]["primaryLocationLineHash"].split(":")[0]
              for result in results() if "suppressions" not in result]
    same([entry["fingerprint"] for entry in data("change.gitlab.json")], prints, "identities")
    reached = {consumer["id"] for consumer in data("change.json")["verdicts"][0]["consumers"] if consumer["reached"]}
    same(len(reached), 6, "consumers reached")
    following = data("change.json")["verdicts"][0]["next"]
    assert following.startswith("stoplog approve ") and f"\nNext: `{following}`\n" in text("change.md"), following
    for name in ("change.md", "change.mermaid", "change.dot"):
        for consumer in reached:
            assert consumer in html.unescape(text(name)).replace("#95;", "_"), f"{name}: {consumer}"


def added_lines(repository, path):
    """Numbers of the lines that the change has added or changed, in the file as it is afterwards; where lines
    are gone only, of the line before."""
    diff = subprocess.run(["git", "-C", os.path.join(FOLDER, repository), "diff", "-U0", "main", "tip", "--", path],
                          check=True, capture_output=True, text=True).stdout
    lines = set()
    for first, count in re.findall(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", diff, re.M):
        lines |= set(range(int(first), int(first) + max(int(count or "1"), 1)))
    return lines


def test_findings_stand_on_lines_that_changed_or_next_to_what_is_gone():
    for name in ("change", "shifted"):
        shown = 0
        for result in results(name + ".sarif"):
            physical = result["locations"][0]["physicalLocation"]
            path, line = physical["artifactLocation"]["uri"], physical["region"]["startLine"]
            # A note may be about a comment above the model; CO103 is at the line of the policy that is
            # wrong now, which did not change.
            if result["ruleId"] == "CO103" or result["level"] == "note":
                continue
            shown += 1
            near = added_lines(name, path)
            assert near & {line - 1, line, line + 1}, f"{name}: {result['ruleId']} at {path}:{line}"
        assert shown >= 5


def test_identities_stay_where_lines_move():
    def identities(name):
        return [(result["ruleId"], result["partialFingerprints"]["primaryLocationLineHash"]) for result in results(name)]

    def lines(name):
        return [result["locations"][0]["physicalLocation"]["region"]["startLine"] for result in results(name)]

    same(identities("shifted.sarif"), identities("change.sarif"), "fingerprints")
    assert lines("shifted.sarif") != lines("change.sarif"), "the lines have moved"


def main():
    tests = [(name, value) for name, value in globals().items() if name.startswith("test_")]
    print(f"1..{len(tests)}", flush=True)
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        words = name[5:].replace("_", " ")
        try:
            test()
            print(f"ok {number} {words}", flush=True)
        except Skip as reason:
            print(f"ok {number} {words} # skip {reason}", flush=True)
        except Exception as error:  # whatever it is, it is told, and the next test runs
            failed += 1
            print(f"not ok {number} {words}")
            print("# " + f"{type(error).__name__}: {error}".replace("\n", "\n# "), flush=True)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
