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

  function models(data, chosen, open) {
    const columns = ["inside", "over_trained", "under_trained", "uncertain", "random_like"];
    const means = ["alpha", "alpha_weighted", "log_norm", "stable_rank"].filter(name => data.models.some(model => typeof model.summary[name] === "number"));
    const heading = name => element("th", { scope: "col", class: name === "model" ? "name" : name === "verdict" ? "" : "number" }, ...Page.breakable(name));
    return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Models side by side" }, element("table", { class: "compact" },
      element("thead", {}, element("tr", {}, ...["model", "verdict", ...columns.map(name => name.replace("_", "-")), ...means.map(name => `mean ${name}`)].map(heading))),
      element("tbody", {}, ...data.models.map((model, k) => element("tr", { class: "static", "aria-selected": k === chosen ? "true" : null },
        element("th", { scope: "row", class: "name" }, element("button", { type: "button", class: "link", onclick: () => open(k, false) }, model.name)), element("td", { class: "words" }, model.verdict),
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

  // How many layers differ, how many do not, of how many nobody can tell; and which labels changed.
  function sentences(difference) {
    const count = wanted => difference.rows.filter(row => row.clear === wanted).length;
    const [differ, unknown] = [count(true), count(null)];
    const changes = new Map();
    for (const row of difference.rows.filter(row => row.label_before !== row.label_after)) {
      const change = `${row.label_before || "without a label"} became ${row.label_after || "without a label"}`;
      changes.set(change, (changes.get(change) ?? 0) + 1);
    }
    const changed = [...changes.values()].reduce((sum, each) => sum + each, 0);
    const most = [...changes].sort((a, b) => b[1] - a[1]).map(([change, each]) => `${each} ${change}`);
    return [
      `Of ${difference.rows.length} shared layers, the alpha of ${differ} differs by more than the intervals of both, and of ${count(false)} it does not.`
        + (unknown > 0 ? ` ${unknown} cannot be compared: ${unknown === 1 ? "it lacks" : "they lack"} alpha or its interval in one of the models.` : ""),
      changed === 0 ? "No label changed." : `${changed} ${changed === 1 ? "label" : "labels"} changed: ${most.join(", ")}.`,
    ];
  }

  // The chosen model against the first; where the first is chosen, the second against it.
  function section(data, chosen, open) {
    const parts = [element("section", { class: "long" }, element("h2", {}, "Models side by side"), models(data, chosen, open))];
    const other = Math.max(1, chosen);
    const difference = data.differences[other - 1];
    parts.push(element("section", { class: "long", id: "against" }, element("h2", {}, `Against ${data.models[0].name}: ${data.models[other].name}`),
      ...(difference.rows.length ? sentences(difference) : ["The two models share no layer of the same name and shape."]).map(text => element("p", {}, text)),
      element("p", { class: "note" }, "How far the weights themselves went, layer by layer: heavytail compare with the same files and -o compare.html."),
      data.models.length > 2 ? element("p", { class: "note" }, "Choose another model above to compare that with the first.") : null,
      difference.figure ? Page.figure(difference.figure) : null,
      difference.rows.length ? element("details", {}, element("summary", {}, "Layer by layer"), ...rows(difference)) : null));
    return parts;
  }

  return { tabs, section };
})();
