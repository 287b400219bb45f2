// The page is whole without this. It follows the ways of the drawing, sorts tables, and unfolds
// everything for the printer. It reads numbers from data attributes and writes no text at all.
(function () {
  "use strict";

  function all(root, selector) {
    return Array.prototype.slice.call(root.querySelectorAll(selector));
  }

  function numbers(element, name) {
    var text = element.getAttribute("data-" + name) || "";
    return text.split(" ").filter(Boolean);
  }

  // What can be clicked can be reached with the keyboard.
  function onUse(element, role, use) {
    element.setAttribute("tabindex", "0");
    if (role) element.setAttribute("role", role);
    element.addEventListener("click", use);
    element.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      use(event);
    });
  }

  // ---- ways ----

  function follower(article) {
    var svg = article.querySelector("svg.chart");
    if (!svg) return null;
    var number = /^v(\d+)-/.exec(svg.querySelector(".box").id)[1];
    var ways = all(article, ".ways li");
    var chosen = null;

    function light(element) {
      if (element) element.classList.add("lit");
    }

    function clear() {
      all(article, ".lit").forEach(function (element) { element.classList.remove("lit"); });
      all(article, ".box").forEach(function (box) { box.setAttribute("aria-pressed", "false"); });
      svg.classList.remove("following");
      chosen = null;
    }

    // Up to the box; from the box of a changed model the whole way.
    function lightWay(way, box) {
      var boxes = numbers(way, "boxes"), arrows = numbers(way, "arrows");
      var at = boxes.indexOf(box);
      if (at < 0) return;
      var end = at === 0 ? boxes.length - 1 : at;
      for (var i = 0; i <= end; i++) {
        light(svg.querySelector('.box[data-box="' + boxes[i] + '"]'));
        if (i > 0) light(svg.querySelector('.arrow[data-arrow="' + arrows[i - 1] + '"]'));
      }
      light(way);
      numbers(way, "facts").forEach(function (fact) {
        var row = document.getElementById("v" + number + "-fact-" + fact);
        if (!row) return;
        light(row);
        row.closest("details").open = true;
      });
    }

    function choose(box) {
      var again = chosen === box;
      clear();
      if (again) return;
      chosen = box;
      var element = svg.querySelector('.box[data-box="' + box + '"]');
      element.setAttribute("aria-pressed", "true");
      svg.classList.add("following");
      light(element);
      ways.forEach(function (way) { lightWay(way, box); });
      all(article, 'a[href="#' + element.id + '"]').forEach(function (link) {
        light(link.closest("tr"));
      });
    }

    all(svg, ".box:not(.rest)").forEach(function (box) {
      onUse(box, "button", function () { choose(box.getAttribute("data-box")); });
    });
    all(article, 'a[href^="#v' + number + '-box-"]').forEach(function (link) {
      link.addEventListener("click", function () {
        var box = document.getElementById(link.getAttribute("href").slice(1));
        if (chosen !== box.getAttribute("data-box")) choose(box.getAttribute("data-box"));
      });
    });
    article.querySelector(".hint").hidden = false;
    return clear;
  }

  // ---- tables ----

  function key(row, column) {
    var cell = row.cells[column];
    var given = cell.getAttribute("data-sort");
    return given === null ? cell.textContent.trim() : Number(given);
  }

  function compare(a, b) {
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a).localeCompare(String(b), "en", { numeric: true });
  }

  function sortBy(table, heading) {
    var column = heading.cellIndex;
    var down = heading.getAttribute("aria-sort") === "ascending";
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    rows.sort(function (a, b) {
      var order = compare(key(a, column), key(b, column));
      return down ? -order : order;
    });
    all(table, "th").forEach(function (other) { other.removeAttribute("aria-sort"); });
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    rows.forEach(function (row) { table.tBodies[0].appendChild(row); });
  }

  all(document, "table.sorted").forEach(function (table) {
    all(table, "th").forEach(function (heading) {
      onUse(heading, null, function () { sortBy(table, heading); });
    });
  });

  // ---- the page ----

  var clears = all(document, "article").map(follower).filter(Boolean);
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") clears.forEach(function (clear) { clear(); });
  });

  var unfolded = [];
  window.addEventListener("beforeprint", function () {
    unfolded = all(document, "details:not([open])");
    unfolded.forEach(function (element) { element.open = true; });
  });
  window.addEventListener("afterprint", function () {
    unfolded.forEach(function (element) { element.open = false; });
    unfolded = [];
  });
})();
