// Several models side by side, and the layers of one against those of the first.
const Comparison = (() => {
  const { element, number, chip } = Page;

  function tabs(data, chosen, open) {
    const made = element("div", { class: "tabs", role: "tablist", "aria-label": "Models" }, ...data.models.map((model, k) =>
      element("button", { type: "button", role: "tab", "aria-selected": k === chosen ? "true" : "false", tabindex: k === chosen ? "0" : "-1", onclick: () => { open(k, false); document.querySelector('[role="tab"][aria-selected="true"]').focus(); } }, model.name)));
    made.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) {
        event.preventDefault();
        made.children[(chosen + step + data.models.length) % data.models.length].click();
      }
    });
    return made;
  }

  function models(data, chosen) {
    const columns = ["inside", "over_trained", "under_trained", "uncertain", "random_like"];
    const means = ["alpha", "alpha_weighted", "log_norm", "stable_rank"].filter(name => data.models.some(model => typeof model.summary[name] === "number"));
    const heading = name => element("th", { scope: "col" }, element("button", { type: "button", tabindex: "-1" }, name.replace("_", "-")));
    return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Models side by side" }, element("table", {},
      element("thead", {}, element("tr", {}, ...["model", "verdict", ...columns, ...means.map(name => `mean ${name}`)].map(heading))),
      element("tbody", {}, ...data.models.map((model, k) => element("tr", { class: "static", "aria-selected": k === chosen ? "true" : null },
        element("th", { scope: "row", class: "name" }, element("button", { type: "button", tabindex: "-1" }, model.name)), element("td", { class: "name" }, model.verdict),
        ...columns.map(name => element("td", { class: "number" }, String(model.labels[name]))),
        ...means.map(name => element("td", { class: "number" }, number(model.summary[name]))))))));
  }

  function rows(difference) {
    const most = 100;
    const sorted = difference.rows.filter(row => row.difference !== null)
      .sort((a, b) => (b.clear === true) - (a.clear === true) || Math.abs(b.difference) - Math.abs(a.difference));
    const heading = name => element("th", { scope: "col" }, element("button", { type: "button", tabindex: "-1" }, name));
    const table = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Differences by layer" }, element("table", {},
      element("thead", {}, element("tr", {}, ...["layer", "first", "this", "difference", "beyond both intervals", "label, first", "label, this"].map(heading))),
      element("tbody", {}, ...sorted.slice(0, most).map(row => element("tr", { class: "static" },
        element("td", { class: "name" }, row.slice === null ? row.name : `${row.name} slice ${row.slice}`),
        element("td", { class: "number" }, number(row.before)), element("td", { class: "number" }, number(row.after)),
        element("td", { class: "number" }, `${row.difference > 0 ? "+" : ""}${number(row.difference)}`),
        element("td", {}, row.clear === null ? "unknown" : row.clear ? "yes" : "no"),
        element("td", {}, chip(row.label_before)), element("td", {}, chip(row.label_after)))))));
    return sorted.length > most ? [table, element("p", { class: "note" }, `${sorted.length - most} layers of smaller difference are left out.`)] : [table];
  }

  function section(data, chosen) {
    const parts = [element("section", { class: "long" }, element("h2", {}, "Models side by side"), models(data, chosen))];
    if (chosen > 0) {
      const difference = data.differences[chosen - 1];
      const clear = difference.rows.filter(row => row.clear === true).length;
      const first = data.models[0].name;
      parts.push(element("section", { class: "long" }, element("h2", {}, `Against ${first}`),
        difference.rows.length
          ? element("p", {}, `Of ${difference.rows.length} shared layers, the alpha of ${clear} differs by more than the intervals of both.`)
          : element("p", {}, "The two models share no layer of the same name and shape."),
        ...(difference.figure ? [Page.figure(difference.figure)] : []),
        ...(difference.rows.length ? [element("details", {}, element("summary", {}, "Layer by layer"), ...rows(difference))] : [])));
    }
    return parts;
  }

  return { tabs, section };
})();
