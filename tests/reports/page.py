#!/usr/bin/env python3
"""Opens pages of `--format html` in a real Chromium, clicks them and looks at what became of it.

    page.py CHROMIUM FOLDER SCREENSHOTS

FOLDER has change.html, of the change that change.sh makes, and what tests/unit/report/samples.c wrote:
hostile-*.html with a hostile text in every place of a page, wide.html with more than is drawn. Prints TAP.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

from chromium import Browser, Page

PROGRAM, FOLDER, SHOTS = sys.argv[1:4]
CHANGE = os.path.join(FOLDER, "change.html")
# Everything a page may consist of.
ELEMENTS = """html head meta link title style body main article header h1 h2 p code blockquote pre ul ol li div
 table thead tbody tr th td abbr a details summary span figure figcaption svg defs marker path g rect text footer
 script""".split()

browser = None


def texts(page, selector):
    return page.value(f"Array.from(document.querySelectorAll({selector!r}))"
                      ".map(function (e) { return (e.querySelector('title') || e).textContent.trim(); })")


def same(got, want, what):
    assert got == want, f"{what}: {got!r}, expected {want!r}"


def quiet(page):
    same(page.requests(), [], "asked of the network")
    same(page.complaints(), [], "in the console")


def box(label):
    """A selector of the box with this name; names of the change need no escape."""
    page_of_box = box.page.value(
        "Array.from(document.querySelectorAll('.box')).filter(function (e) {"
        f" return e.querySelector('title').textContent === {label!r}; }})[0].id")
    return "#" + page_of_box


def opened(**options):
    box.page = Page(browser, CHANGE, **options)
    return box.page


def test_opens_without_the_network_and_without_a_word_in_the_console():
    page = opened()
    same(page.value("document.title"), "stoplog: blocked", "title")
    same(texts(page, "h1"), ["This change is blocked"], "heading")
    same(texts(page, "h2"), ["Needed", "Consumers reached", "What it means now", "What changed", "What it reaches",
                             "To approve"], "parts")
    same(page.value("document.compatMode"), "CSS1Compat", "mode")
    page.screenshot(os.path.join(SHOTS, "page-light.png"))
    quiet(page)


def test_a_click_on_a_consumer_shows_the_ways_to_it_and_their_findings():
    page = opened()
    page.click(box("weekly_revenue") + " rect")
    same(sorted(texts(page, ".box.lit")), ["finance.orders", "finance.revenue", "weekly_revenue"], "boxes")
    same(page.value("document.querySelectorAll('.arrow.lit').length"), 2, "arrows")
    same(texts(page, "tr.lit [data-label=consumer]"), ["weekly_revenue"], "row of the consumer")
    findings = texts(page, "details.model tr.lit abbr")
    same(sorted(set(findings)), ["CL101", "SQ101", "SQ102", "SQ115"], "findings")
    same(page.value(f"getComputedStyle(document.querySelector({box('board_deck')!r})).opacity"), "0.25", "the others")
    same(page.value(f"getComputedStyle(document.querySelector({box('weekly_revenue')!r})).opacity"), "1", "the way")
    page.screenshot(os.path.join(SHOTS, "page-followed.png"))
    page.click(box("board_deck") + " rect")
    same(sorted(texts(page, ".box.lit")), ["board_deck", "finance.monthly", "finance.orders", "finance.revenue",
                                           "marts.board"], "boxes of the next")
    page.click(box("board_deck") + " rect")
    same(texts(page, ".lit"), [], "after a second click")
    same(page.value(f"getComputedStyle(document.querySelector({box('board_deck')!r})).opacity"), "1", "all again")
    quiet(page)


def test_a_click_on_a_model_shows_the_way_to_it():
    page = opened()
    page.click(box("finance.monthly") + " rect")
    same(sorted(texts(page, ".box.lit")), ["finance.monthly", "finance.orders", "finance.revenue"], "boxes")
    page.click(box("marts.customers") + " rect")
    lit = texts(page, ".box.lit")
    assert "churn_model" in lit and "board_deck" not in lit, f"from a changed model its own ways: {lit}"


def test_a_click_on_a_name_in_the_table_opens_what_it_is_about():
    page = opened()
    closed = "Array.from(document.querySelectorAll('details.model:not([open]) summary code'))" \
             ".map(function (e) { return e.textContent; })"
    same(page.value(closed), ["marts.customers"], "folded before")
    page.click(f"a[href='{box('churn_model')}']")
    same(page.value(closed), [], "folded after")
    assert "churn_model" in texts(page, ".box.lit")
    assert page.value("scrollY") > 0, "the drawing is scrolled to"


def test_the_keyboard_does_the_same():
    page = opened()
    page.value(f"document.querySelector({box('month_close')!r}).focus()")
    page.press("Enter")
    assert "month_close" in texts(page, ".box.lit")
    same(page.value(f"document.querySelector({box('month_close')!r}).getAttribute('aria-pressed')"), "true", "pressed")
    page.press("Escape")
    same(texts(page, ".lit"), [], "after Escape")
    quiet(page)


def test_tables_sort_by_the_column_that_is_clicked():
    page = opened()
    table = "table:has([data-label=consumer])"
    names = "td[data-label=consumer] code"
    first = texts(page, f"{table} {names}")[:6]
    same(first, sorted(first), "as written")
    page.click(f"{table} th:nth-child(1)")
    same(page.value(f"document.querySelector('{table} th').getAttribute('aria-sort')"), "ascending", "marked")
    page.click(f"{table} th:nth-child(1)")
    same(texts(page, f"{table} {names}")[:6], sorted(first, reverse=True), "the other way")
    same(page.value(f"document.querySelector('{table} th').getAttribute('aria-sort')"), "descending", "marked")
    page.click(f"{table} th:nth-child(3)")
    same(texts(page, f"{table} td[data-label=maturity]"), ["high"] * 3 + ["medium"] * 2 + ["low"], "by maturity")
    page.click("details.model th:nth-child(1)")
    codes = texts(page, "details.model tbody abbr")[:2]
    same(codes, sorted(codes), "codes")
    quiet(page)


def test_nothing_stands_over_the_edge_of_a_phone():
    for path in [CHANGE] + sorted(glob.glob(os.path.join(FOLDER, "*.html"))):
        page = Page(browser, path, width=375, height=812)
        page.value("document.querySelectorAll('details').forEach(function (e) { e.open = true; })")
        same(page.value("document.documentElement.scrollWidth"), 375, f"width of {os.path.basename(path)}")
        if path == CHANGE:
            page.screenshot(os.path.join(SHOTS, "page-phone.png"))
        page.close()


def luminance(color):
    parts = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_light_and_dark_can_be_read():
    """WCAG 2.1, 1.4.3: 4.5 to 1."""
    papers = []
    for scheme in ("light", "dark"):
        page = opened(scheme=scheme)
        paper = page.value("getComputedStyle(document.body).backgroundColor")
        papers.append(luminance(paper))
        for selector in ("body", "h1", "th", "td.bad", "td.warn", "a", "code", "footer", ".class"):
            ink = page.value(f"getComputedStyle(document.querySelector({selector!r})).color")
            own = page.value(f"getComputedStyle(document.querySelector({selector!r})).backgroundColor")
            ground = paper if own == "rgba(0, 0, 0, 0)" else own
            assert contrast(ink, ground) >= 4.5, f"{scheme}, {selector}: {ink} on {ground}"
        ink = page.value("getComputedStyle(document.querySelector('.box text')).fill")
        ground = page.value("getComputedStyle(document.querySelector('.box rect')).fill")
        assert contrast(ink, ground) >= 4.5, f"{scheme}, boxes: {ink} on {ground}"
        page.screenshot(os.path.join(SHOTS, f"page-{scheme}.png"))
    assert papers[0] > 0.8 and papers[1] < 0.1, f"paper: {papers}"


def test_the_printer_gets_everything():
    if not shutil.which("pdftotext"):
        return "pdftotext is not installed"
    page = opened(scheme="dark")
    folded = page.value("document.querySelectorAll('details:not([open])').length")
    assert folded >= 3
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "page.pdf")
        page.pdf(path)
        text = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout
    for word in ("This change is blocked", "country_picker", "nothing that changes", "amount > 0", "stoplog approve"):
        assert word in re.sub(r"\s+", " ", text), f"{word} is not on paper"
    assert "Click a box" not in text
    same(page.value("document.querySelectorAll('details:not([open])').length"), folded, "folded again afterwards")
    page.media("print", "dark")
    same(page.value("getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)", "paper")


def test_without_its_script_the_page_is_whole():
    page = opened(scripts=False)
    same(page.value("document.querySelector('.hint').hidden"), True, "hint")
    page.click("details:not([open]) summary")
    same(page.value("document.querySelectorAll('details:not([open])').length"), 2, "folded after a click")
    page.click(f"a[href='{box('churn_model')}']")
    stroke = page.value(f"getComputedStyle(document.querySelector({box('churn_model')!r} + ' rect')).strokeWidth")
    same(stroke, "3px", "the box that the link leads to")
    quiet(page)


def test_more_than_can_be_drawn_is_counted():
    page = Page(browser, os.path.join(FOLDER, "wide.html"))
    drawn = page.value("document.querySelectorAll('.box').length")
    assert 10 < drawn <= 61, drawn
    rest = texts(page, ".box.rest")
    assert len(rest) == 1 and re.fullmatch(r"and \d+ more consumers", rest[0]), rest
    left = int(re.search(r"\d+", rest[0]).group())
    same(page.value("document.querySelectorAll('.box.consumer:not(.rest)').length") + left, 200, "consumers")
    page.click(".box.rest rect")
    same(texts(page, ".lit"), [], "the rest leads nowhere")
    page.screenshot(os.path.join(SHOTS, "page-wide.png"))
    quiet(page)


# Text that got out of its place would call this, or make an element that no page has.
WATCH = "window.evil = function () { window.evil_ran = true; }; window.alert = window.evil;"


def test_hostile_names_do_nothing():
    paths = sorted(glob.glob(os.path.join(FOLDER, "hostile-*.html")))
    assert len(paths) > 15, paths
    for path in paths:
        page = Page(browser, path, before=WATCH)
        name = os.path.basename(path)
        found = page.value("Array.from(new Set(Array.from(document.querySelectorAll('*'))"
                           ".map(function (e) { return e.localName; })))")
        same(sorted(set(found) - set(ELEMENTS)), [], f"elements of {name}")
        same(page.value("document.querySelectorAll('script').length"), 1, f"scripts of {name}")
        same(page.value("Array.from(document.querySelectorAll('*')).filter(function (e) {"
                        " return Array.from(e.attributes).some(function (a) {"
                        " return /^on|^(src|srcset|style|action)$/.test(a.name) || /^javascript:/i.test(a.value);"
                        " }); }).length"), 0, f"attributes of {name}")
        same(page.value("Array.from(document.querySelectorAll('a')).filter(function (e) {"
                        " return !/^#v0-(box|fact)-\\d+$/.test(e.getAttribute('href')); }).length"), 0, f"links of {name}")
        for selector in (".box.consumer rect", ".box.start rect", "th:nth-child(2)"):
            page.click(selector)
        assert page.value("document.querySelectorAll('.box.lit').length") > 0, name
        same(page.value("window.evil_ran === undefined"), True, f"{name} ran something")
        quiet(page)
        page.close()


def test_whatever_got_in_would_not_run():
    """The content policy, beside the escapes: a script, a handler, a style and an image put into the page."""
    page = opened(before=WATCH)
    page.value("""(function () {
        var script = document.createElement("script");
        script.textContent = "evil()";
        document.body.appendChild(script);
        var box = document.createElement("div");
        box.innerHTML = "<img src='https://example.invalid/x.png' onerror='evil()'><p style='position:fixed'>x</p>";
        document.body.appendChild(box);
    })()""")
    page.value("new Promise(function (done) { setTimeout(done, 200); })")
    same(page.value("window.evil_ran === undefined"), True, "nothing ran")
    same(page.value("getComputedStyle(document.querySelector('body > div > p')).position"), "static", "style")
    asked = [event for event in page.requests() if not event.startswith("https://example.invalid")]
    same(asked, [], "asked of the network")
    assert any("Content Security Policy" in text for text in page.complaints())
    blocked = page._mine("Network.loadingFailed")
    assert any(event.get("blockedReason") == "csp" for event in blocked), blocked


def main():
    global browser
    tests = [(name, value) for name, value in globals().items() if name.startswith("test_")]
    os.makedirs(SHOTS, exist_ok=True)
    print(f"1..{len(tests)}", flush=True)
    browser = Browser(PROGRAM)
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        words = name[5:].replace("_", " ")
        try:
            skipped = test()
            print(f"ok {number} {words}" + (f" # skip {skipped}" if skipped else ""), flush=True)
        except Exception as error:  # whatever it is, it is told, and the next test runs
            failed += 1
            print(f"not ok {number} {words}")
            print("# " + f"{type(error).__name__}: {error}".replace("\n", "\n# "), flush=True)
    browser.close()
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
