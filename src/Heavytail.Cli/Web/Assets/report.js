// The report: models, what they come to, their layers, and the chosen layer.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { element, state, remember, number, chip } = Page;
  const main = document.getElementById("main");
  const several = data.models.length > 1;
  let table, map, model, panel, chosen;

  const at = (row, name) => {
    const k = model.columns.indexOf(name);
    return k < 0 ? null : model.rows[row][k];
  };
  const nameOf = row => `${at(row, "name")}${at(row, "slice") === null ? "" : ` slice ${at(row, "slice")}`}`;

  function lead(labels, summary) {
    const counts = [
      ["layers", summary.layers, ""], ["inside", labels.inside, "inside"], ["over-trained", labels.over_trained, "over-trained"],
      ["under-trained", labels.under_trained, "under-trained"], ["uncertain", labels.uncertain, "uncertain"],
      ["random-like", labels.random_like, "random-like"],
      ...(labels.without_alpha > 0 ? [["without alpha", labels.without_alpha, ""]] : []),
    ];
    return element("ul", { class: "lead", "aria-label": "Layers by label" }, ...counts.map(([name, count, label]) =>
      element("li", {}, element("b", { class: count > 0 ? label : "dim" }, String(count ?? 0)), element("span", {}, name))));
  }

  // What the colors of the map come to, beside what the labels say.
  function estimates() {
    const within = model.rows.filter((_, row) => at(row, "alpha") >= 2 && at(row, "alpha") <= 6).length;
    const sure = model.labels.inside;
    return within === 0 ? "" : ` ${within} point ${within === 1 ? "estimate lies" : "estimates lie"} between 2 and 6; ${
      sure === within ? "all" : sure === 0 ? "none" : sure} of them for sure.`;
  }

  function overview() {
    return [
      element("p", { class: "verdict" }, `${model.verdict[0].toUpperCase()}${model.verdict.slice(1)}.`),
      lead(model.labels, model.summary),
      element("section", { "aria-label": "What the labels say" }, ...model.sentences.map(text => {
        const end = text.search(/^[a-z-]+: /) === 0 ? text.indexOf(":") + 1 : 0;
        return element("p", {}, element("b", {}, text.slice(0, end)), text.slice(end));
      })),
    ];
  }

  function findings() {
    const list = element("ul", { class: "findings" }, ...model.findings.map(finding => {
      const name = finding.row === null ? null : nameOf(finding.row);
      return element("li", {}, element("span", {}, element("span", { class: `chip ${finding.severity}` }, finding.kind)),
        element("span", {}, name === null ? null : element("button", { type: "button", class: "link", onclick: () => choose(finding.row, true) }, name),
          name === null ? "" : ": ", finding.text));
    }));
    const omitted = model.omitted.map(group => `${group.count} more of severity ${group.severity} are left out; the table has all layers.`);
    return element("section", {}, element("h2", {}, "Findings"),
      element("p", { class: "note" }, "What stands out, the gravest first. A label needs an interval that lies beyond the limit; an uncertain layer is no finding."),
      model.findings.length ? list : element("p", {}, "Nothing stands out beyond what uncertainty allows."),
      ...omitted.map(text => element("p", { class: "note" }, text)));
  }

  function charts() {
    const rows = new Map(model.rows.map((_, row) => [nameOf(row), row]).reverse());
    const missing = model.figures.some(figure => figure.kind === "alpha-null") ? null
      : element("div", { class: "absent" }, element("h3", {}, "Alpha against alpha of the permuted layer"),
        element("p", {}, ...Page.coded("Not computed: `heavytail report --randomize` puts the entries of each layer in random order, and shows which alphas noise of the same entries would have.")));
    return [element("div", { class: "plots" }, ...model.figures.map(figure => {
      const drawn = Page.figure(figure, figure.kind === "alpha-depth" ? "wide" : "");
      drawn.querySelector(".chart").onLayer = point => {
        const row = figure.x.names ? point.x : rows.get(figure.series[point.curveNumber]?.names?.[point.pointNumber]);
        if (row !== undefined) {
          choose(row, true);
        }
      };
      return drawn;
    }), missing)];
  }

  function facts(row) {
    const pairs = [
      ["alpha", `${number(at(row, "alpha"))}${at(row, "alpha_ci_low") === null ? "" : ` (${number(at(row, "alpha_ci_low"))} to ${number(at(row, "alpha_ci_high"))})`}`],
      ["shape", `${number(at(row, "N"))} × ${number(at(row, "M"))}${at(row, "rf") > 1 ? `, ${at(row, "rf")} slices` : ""}`],
      ["spikes beyond noise", number(at(row, "num_spikes"))], ["eigenvalues in the tail", `${number(at(row, "num_pl_spikes"))} of ${number(at(row, "num_evals"))}`],
      ["D", number(at(row, "D"))], ["traps", `${number(at(row, "num_traps"))}${at(row, "trap_at") ? `: ${at(row, "trap_at")}` : ""}`],
      ["phase", at(row, "phase")], ["Δλ_min", number(at(row, "delta_lambda_min"))], ["alpha of noise", number(at(row, "alpha_null"))],
      ["status", at(row, "status") === "success" ? "" : at(row, "status")], ["note", at(row, "note")],
    ].filter(([, value]) => value !== null && value !== "" && value !== "null");
    return element("dl", { class: "facts" }, ...pairs.map(([name, value]) =>
      element("div", {}, element("dt", {}, name), element("dd", {}, String(value)))));
  }

  // Figures of layers are packed: those of a few layers at a time are unpacked when one of them is chosen.
  const unpacked = new Map();
  function figuresOf(row) {
    const text = model.layers[Math.floor(row / model.chunk)];
    if (!text) {
      return Promise.resolve([]);
    }
    if (!unpacked.has(text)) {
      const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      unpacked.clear();
      unpacked.set(text, new Response(stream).json());
    }
    return unpacked.get(text).then(layers => layers[row % model.chunk]);
  }

  async function layer(row) {
    chosen = row;
    const own = model;
    const figures = await figuresOf(row);
    if (chosen !== row || own !== model) {
      return;
    }
    Charts.forget(panel);
    const focused = panel.contains(document.activeElement) ? document.activeElement.id : "";
    const step = by => choose(Math.min(model.rows.length - 1, Math.max(0, row + by)), false);
    panel.replaceChildren(
      element("div", { class: "tools" }, element("h2", {}, nameOf(row)), " ", chip(at(row, "label")),
        element("span", { class: "end" },
          element("button", { type: "button", id: "previous", onclick: () => step(-1), "aria-label": "Previous layer" }, "←"),
          element("button", { type: "button", id: "next", onclick: () => step(1), "aria-label": "Next layer" }, "→"))),
      facts(row),
      figures.length ? element("div", { class: "plots" }, ...figures.map(figure => Page.figure(figure)))
        : model.pages[row] ? element("p", {}, element("a", { href: model.pages[row] }, "Figures of this layer"))
        : element("p", { class: "note" }, ...Page.coded(model.layers.length ? "This layer has no spectrum to draw."
          : `Above ${data.limit} layers this page has no figures of layers; \`heavytail report --report-dir\` writes a file for each.`)));
    if (focused) {
      document.getElementById(focused)?.focus({ preventScroll: true });
    }
  }

  // The layer that is shown unless one is chosen: that of the first finding, else the one with most eigenvalues.
  function foremost() {
    const counts = model.rows.map((_, row) => at(row, "num_evals") ?? 0);
    return model.findings.find(finding => finding.row !== null)?.row ?? counts.indexOf(Math.max(...counts));
  }

  async function show(row) {
    table.mark(row);
    map.mark(row);
    await layer(row);
  }

  async function choose(row, scroll) {
    remember("l", row);
    await show(row);
    if (scroll) {
      panel.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth", block: "start" });
    }
  }

  function skipped() {
    if (!model.skipped.length) {
      return null;
    }
    const reasons = new Map();
    model.skipped.forEach(tensor => reasons.set(tensor.reason, (reasons.get(tensor.reason) ?? 0) + 1));
    const most = 500;
    return element("section", { class: "long" }, element("details", {},
      element("summary", {}, `${model.skipped.length} tensors are not in the table: ${[...reasons].map(([reason, count]) => `${count} ${reason}`).join(", ")}`),
      element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Tensors that were left out" }, element("table", {}, element("thead", {}, element("tr", {}, ...["name", "shape", "dtype", "reason", "explanation"].map(name => element("th", { scope: "col", style: null }, element("button", { type: "button", tabindex: "-1" }, name))))),
        element("tbody", {}, ...model.skipped.slice(0, most).map(tensor => element("tr", { class: "static" }, ...["name", "shape", "dtype", "reason", "explanation"].map(name =>
          element("td", { class: name === "name" || name === "explanation" ? "name" : "" }, typeof tensor[name] === "string" ? tensor[name] : JSON.stringify(tensor[name])))))))),
      model.skipped.length > most ? element("p", { class: "note" }, ...Page.coded(`and ${model.skipped.length - most} more; \`heavytail describe\` lists all`)) : null));
  }

  function environment() {
    const rows = [
      ["file", model.path], ["format", model.format],
      ...model.files.map(file => ["sha-256", `${file.sha256 ?? "not computed"} (${file.size.toLocaleString("en")} bytes${model.files.length > 1 ? `, ${file.path}` : ""})`]),
      ["heavytail", data.tool.version], ["convention", data.options.convention], ["measures", (data.options.measures ?? []).join(", ")],
      ["machine", `${data.environment.system}, ${data.environment.architecture}`], ["runtime", `${data.environment.runtime}, ${data.environment.kernels} kernels`],
    ].filter(([, value]) => value);
    return element("section", {}, element("h2", {}, "How this was made"), element("dl", { class: "rows" },
      ...rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, String(value))])),
    element("details", {}, element("summary", {}, "All options"), element("pre", {}, JSON.stringify(data.options, null, 1))),
    element("button", { type: "button", id: "all-data", onclick: () => Page.download("report.json", "application/json", JSON.stringify(data) + "\n") }, "All data of this page as JSON"));
  }

  function open(index, keep) {
    model = data.models[index];
    Charts.forget(main);
    remember("m", index === 0 ? null : index);
    const asked = keep ? Page.whole("l", model.rows.length) : null;
    remember("l", asked);
    panel = element("section", { id: "layer", "aria-live": "polite", "aria-label": "The chosen layer" });
    table = model.rows.length ? new LayerTable(model, row => choose(row, true)) : null;
    map = model.rows.length ? new LayerMap(model, row => choose(row, true)) : null;
    const parts = [
      element("h1", {}, several ? `${data.models.length} models` : model.name),
      ...(several ? [Comparison.tabs(data, index, open), ...Comparison.section(data, index, open), element("h2", { class: "model" }, model.name)] : []),
      ...overview(),
      model.complete && data.complete ? null : element("p", { class: "notice" }, "The analysis was interrupted: layers are missing."),
      ...[...data.errors, ...model.errors].map(error => element("p", { class: "notice" }, [error.path, error.tensor, error.message].filter(text => text).join(": "))),
    ];
    if (model.rows.length) {
      parts.push(
        element("section", {}, element("h2", {}, "Layers by depth and kind"), element("p", { class: "note" }, `Each cell is a layer; choose one to see its spectrum.${estimates()}`), map.element()),
        ...charts(), findings(),
        element("section", { id: "layers", class: "long" }, element("h2", {}, "Layers"), table.element()), panel);
    } else {
      parts.push(element("p", { class: "notice" }, "No layer was analyzed."), findings());
    }
    main.replaceChildren(...[...parts, skipped(), environment()].filter(part => part));
    document.title = `${several ? `${data.models.length} models` : model.name} – heavytail report`;
    if (model.rows.length) {
      show(asked ?? foremost());
    }
  }

  const openAddress = () => open(Page.whole("m", data.models.length) ?? 0, true);

  Page.theme();
  openAddress();
  Page.follow(before => {
    // Where only the chosen layer is another, the page stays as it is.
    const rest = address => [...address].filter(([key]) => key !== "l" && key !== "t").sort().join("&");
    const row = Page.whole("l", model.rows.length);
    if (rest(before) !== rest(state) || (row === null && before.has("l"))) {
      openAddress();
    } else if (row !== null) {
      choose(row, true);
    }
  });
  document.getElementById("footer").textContent = `Made by heavytail ${data.tool.version}. Alpha is the exponent of the power law that the largest eigenvalues follow; between 2 and 6 a layer counts as well trained.`;
  document.documentElement.dataset.ready = "true";
})();
