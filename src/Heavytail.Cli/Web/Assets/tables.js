// A page with a result about many models: what it says, figures, one table.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { element, number } = Page;
  const numeric = new Set(data.numeric);
  const body = element("tbody");
  let sort = -1, descending = false;

  // Columns for paper: from the left, those that say anything, as many as its width holds.
  const printed = (() => {
    let left = 640;
    return data.columns.map((name, k) => {
      const texts = data.rows.map(row => String(number(row[k] ?? ""))).filter(text => text);
      const words = [...name.split(/(?<=_)/), ...(numeric.has(name) ? texts : texts.flatMap(text => text.split(/\s+/)))];
      left -= texts.length === 0 ? 0 : name === "model" ? 110 : 10 + 6.4 * Math.max(...words.map(word => word.length));
      return texts.length > 0 && left >= 0;
    });
  })();
  const classOf = k => `${numeric.has(data.columns[k]) ? "number" : data.columns[k] === "model" ? "name" : ""} ${printed[k] ? "paper" : ""}`.trim();

  function draw() {
    const rows = data.rows.map((row, k) => ({ row, k }));
    if (sort >= 0) {
      const sign = descending ? -1 : 1;
      rows.sort((a, b) => {
        const x = a.row[sort], y = b.row[sort];
        return (x === null) - (y === null) || (typeof x === "number" && typeof y === "number" ? sign * (x - y)
          : sign * String(x).localeCompare(String(y), "en", { numeric: true })) || a.k - b.k;
      });
    }
    body.replaceChildren(...rows.map(({ row }) => element("tr", { class: "static" }, ...row.map((value, k) => {
      const cell = element("td", { class: classOf(k) });
      cell.append(number(value));
      return cell;
    }))));
    heads.forEach((head, k) => {
      const direction = k !== sort ? "none" : descending ? "descending" : "ascending";
      head.setAttribute("aria-sort", direction);
      head.firstChild.replaceChildren(...Page.breakable(data.columns[k]), direction === "ascending" ? " ↑" : direction === "descending" ? " ↓" : "");
    });
  }

  const heads = data.columns.map((name, k) => element("th", { scope: "col", class: classOf(k) },
    element("button", { type: "button", "data-column": name, onclick: () => { descending = sort === k && !descending; sort = k; draw(); } }, name)));
  const end = (data.answers[0] + " ").search(/[.:] (?=[A-Z`])|\. $/) + 1;
  const [first, ...others] = data.figures;
  const paths = text => text.split("`").map((part, k) => k % 2 ? element("b", {}, part) : part);
  document.getElementById("main").append(
    element("h1", {}, data.title),
    element("p", { class: "verdict" }, ...paths(data.answers[0].slice(0, end))),
    ...(end < data.answers[0].length ? [element("p", {}, ...paths(data.answers[0].slice(end)))] : []),
    ...(first ? [Page.figure(first, "lead-figure", "h2")] : []),
    ...(data.answers.length > 1 ? [element("section", { "aria-label": "In words" }, ...data.answers.slice(1).map(text => element("p", {}, ...paths(text))))] : []),
    ...(data.notes.length ? [element("section", {}, element("h2", {}, "Caution"), ...data.notes.map(text => element("p", {}, ...paths(text))))] : []),
    element("div", { class: "plots" }, ...others.map(figure => Page.figure(figure, "", "h2"))),
    element("section", { class: "long" }, element("h2", {}, "Numbers"),
      element("div", { class: "tools" }, element("span", { class: "end" },
        element("button", { type: "button", id: "csv", onclick: () => Page.download("numbers.csv", "text/csv", Page.csv(data.columns, data.rows)) }, "CSV"),
        element("button", { type: "button", id: "all-data", onclick: () => Page.download("data.json", "application/json", JSON.stringify(data) + "\n") }, "JSON"))),
      element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of numbers" },
        element("table", { class: "numbers", "aria-label": "Numbers" }, element("thead", {}, element("tr", {}, ...heads)), body)),
      printed.includes(false) ? element("p", { class: "note on-paper" }, "Paper has no room for all columns: the page has more.") : null),
    ...(data.options ? [element("section", {}, element("details", {}, element("summary", {}, "All options"), element("pre", {}, JSON.stringify(data.options, null, 1))))] : []));
  draw();
  Page.theme();
  document.getElementById("footer").textContent = `Made by heavytail ${data.tool.version}.`;
  document.documentElement.dataset.ready = "true";
})();
