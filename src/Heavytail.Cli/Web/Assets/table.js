// A table of rows that can be searched, filtered, sorted and downloaded.
class LayerTable {
  static first = 200;
  static printed = ["name", "M", "N", "slice", "alpha", "num_spikes", "num_traps", "label"];

  constructor(model, onChoose) {
    this.model = model;
    this.onChoose = onChoose;
    this.index = new Map(model.columns.map((name, k) => [name, k]));
    this.numeric = new Set(model.numeric);
    const asked = new Set(Page.state.get("c")?.split(","));
    const known = model.columns.filter(name => asked.has(name));
    this.isOwn = known.length > 0;
    this.shown = this.isOwn ? known : model.shown;
    this.sort = this.index.has(Page.state.get("s")) ? Page.state.get("s") : null;
    this.descending = Page.state.get("d") === "1";
    this.query = Page.state.get("q") ?? "";
    this.labels = [...new Set(model.rows.map(row => row[this.index.get("label")]).filter(word => word))];
    this.label = this.labels.includes(Page.state.get("f")) ? Page.state.get("f") : "";
    this.most = LayerTable.first;
    this.narrow = matchMedia("(max-width: 600px)");
    const changed = () => this.body.isConnected ? this.draw() : this.narrow.removeEventListener("change", changed);
    this.narrow.addEventListener("change", changed);
    this.body = Page.element("tbody");
    this.head = Page.element("tr");
    this.count = Page.element("span", { class: "note", role: "status" });
    this.more = Page.element("button", { type: "button", onclick: () => { this.most = Infinity; this.draw(); } });
  }

  value(row, name) { return this.model.rows[row][this.index.get(name)]; }

  rows() {
    const query = this.query.trim().toLowerCase();
    const rows = this.model.rows.map((_, k) => k).filter(k =>
      (!query || String(this.value(k, "name")).toLowerCase().includes(query))
      && (!this.label || this.value(k, "label") === this.label));
    if (this.sort) {
      const sign = this.descending ? -1 : 1;
      rows.sort((a, b) => {
        const x = this.value(a, this.sort), y = this.value(b, this.sort);
        const missing = (x === null || x === "") - (y === null || y === "");
        return missing || (typeof x === "number" && typeof y === "number" ? sign * (x - y)
          : sign * String(x).localeCompare(String(y), "en", { numeric: true })) || a - b;
      });
    }
    return rows;
  }

  element() {
    const { element } = Page;
    const search = element("input", {
      type: "search", placeholder: "Search layers", "aria-label": "Search layers by name", value: this.query,
      oninput: event => { this.query = event.target.value; Page.remember("q", this.query); this.draw(); },
    });
    const filter = element("select", {
      "aria-label": "Show layers with a label",
      onchange: event => { this.label = event.target.value; Page.remember("f", this.label); this.draw(); },
    }, element("option", { value: "" }, "all labels"),
      ...this.labels.map(label => element("option", { value: label, selected: label === this.label }, label)));
    const columns = element("details", {}, element("summary", {}, "Columns"), element("div", { class: "choices" },
      ...this.model.columns.map(name => element("label", {}, element("input", {
        type: "checkbox", checked: this.shown.includes(name), onchange: event => this.choose(name, event.target.checked),
      }), " ", name))));
    const table = element("table", { "aria-label": "Layers" }, element("thead", {}, this.head), this.body);
    table.addEventListener("keydown", event => this.key(event));
    this.scroll = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of layers" }, table);
    const made = element("div", {}, element("div", { class: "tools" }, search, filter, this.count,
      element("span", { class: "end" },
        element("button", { type: "button", id: "csv", onclick: () => this.save("csv") }, "CSV"),
        element("button", { type: "button", id: "json", onclick: () => this.save("json") }, "JSON"))),
      columns, this.scroll, this.more);
    this.draw();
    return made;
  }

  choose(name, isShown) {
    this.shown = this.model.columns.filter(known => known === name ? isShown : this.shown.includes(known));
    this.isOwn = true;
    Page.remember("c", this.shown.join(","));
    this.draw();
  }

  // The columns in the order of drawing: where few fit, what matters most comes first.
  order() {
    const first = this.narrow.matches ? ["name", "alpha", "label"].filter(name => this.shown.includes(name)) : [];
    return [...first, ...this.shown.filter(name => !first.includes(name))];
  }

  classOf(name) {
    const kind = this.numeric.has(name) ? "number" : name === "name" ? "name" : "";
    const printed = this.isOwn ? this.shown.slice(0, 9) : LayerTable.printed;
    return printed.includes(name) ? `${kind} paper` : kind;
  }

  heading(name) {
    const direction = this.sort !== name ? "none" : this.descending ? "descending" : "ascending";
    const arrow = direction === "ascending" ? " ↑" : direction === "descending" ? " ↓" : "";
    return Page.element("th", { scope: "col", "aria-sort": direction, class: this.classOf(name) },
      Page.element("button", {
        type: "button", "data-column": name,
        onclick: () => {
          this.descending = this.sort === name ? !this.descending : false;
          this.sort = name;
          Page.remember("s", name);
          Page.remember("d", this.descending ? "1" : null);
          this.draw();
          this.head.querySelector(`[data-column="${name}"]`).focus();
        },
      }, name + arrow));
  }

  draw() {
    this.head.replaceChildren(...this.order().map(name => this.heading(name)));
    const rows = this.rows();
    const drawn = rows.slice(0, this.most);
    this.body.replaceChildren(...drawn.map(row => this.row(row)));
    this.count.textContent = rows.length === this.model.rows.length
      ? `${rows.length} rows` : `${rows.length} of ${this.model.rows.length} rows`;
    this.more.hidden = drawn.length === rows.length;
    this.more.textContent = `Show all ${rows.length} rows`;
    this.mark(this.chosen);
  }

  row(row) {
    const made = Page.element("tr", { tabindex: "0", "data-row": row, onclick: () => this.onChoose(row) });
    made.append(...this.order().map(name => {
      const value = this.value(row, name);
      const cell = Page.element("td", { class: this.classOf(name) });
      cell.append(name === "label" ? Page.chip(value) : Page.number(value));
      if (name === "alpha" && !this.isOwn) {
        cell.dataset.interval = this.interval(row);
      }
      if (typeof value === "number" && !Number.isInteger(value)) {
        cell.title = String(value);
      }
      return cell;
    }));
    return made;
  }

  // On paper the interval stands beside alpha: its columns are left out.
  interval(row) {
    const low = this.index.has("alpha_ci_low") ? this.value(row, "alpha_ci_low") : null;
    return low === null ? "" : ` (${Page.number(low)} to ${Page.number(this.value(row, "alpha_ci_high"))})`;
  }

  key(event) {
    const row = event.target.closest("tr[data-row]");
    if (!row || event.target !== row) {
      return;
    }
    const next = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
    if (next) {
      event.preventDefault();
      next.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.onChoose(Number(row.dataset.row));
    }
  }

  // The chosen row is on the page, and within its part that is seen, unless a filter leaves it out.
  mark(row) {
    const place = row === this.chosen ? -1 : this.rows().indexOf(row);
    this.chosen = row;
    if (place >= this.most) {
      this.most = LayerTable.first * Math.ceil((place + 1) / LayerTable.first);
      this.draw();
      return this.reveal();
    }
    for (const made of this.body.children) {
      const isChosen = Number(made.dataset.row) === row;
      if (isChosen) {
        made.setAttribute("aria-selected", "true");
      } else {
        made.removeAttribute("aria-selected");
      }
    }
    if (place >= 0) {
      this.reveal();
    }
  }

  reveal() {
    const row = this.body.querySelector('[aria-selected="true"]');
    const top = this.scroll?.scrollTop ?? 0, head = this.head.offsetHeight;
    if (row && (row.offsetTop < top + head || row.offsetTop + row.offsetHeight > top + this.scroll.clientHeight)) {
      this.scroll.scrollTop = row.offsetTop - head - 60;
    }
  }

  save(format) {
    const rows = this.rows().map(row => this.shown.map(name => this.value(row, name)));
    if (format === "csv") {
      Page.download("layers.csv", "text/csv", Page.csv(this.shown, rows));
    } else {
      const objects = rows.map(row => Object.fromEntries(this.shown.map((name, k) => [name, row[k]])));
      Page.download("layers.json", "application/json", JSON.stringify(objects, null, 1) + "\n");
    }
  }
}
