// Layers by depth and kind, a cell a layer, colored by what is chosen.
class LayerMap {

  constructor(model, onChoose) {
    this.model = model;
    this.onChoose = onChoose;
    this.index = new Map(model.columns.map((name, k) => [name, k]));
    this.views = {
      alpha: row => this.value(row, "alpha"),
      "interval width": row => {
        const low = this.value(row, "alpha_ci_low"), high = this.value(row, "alpha_ci_high");
        return low === null || high === null || low === undefined ? null : high - low;
      },
      traps: row => this.value(row, "num_traps"),
      label: row => this.value(row, "label"),
    };
    this.view = Object.hasOwn(this.views, Page.state.get("h") ?? "") ? Page.state.get("h") : "alpha";
    this.holder = Page.element("div", { class: "map", onscroll: () => this.hint() });
    this.legend = Page.element("div", { class: "legend" });
    new ResizeObserver(() => {
      if (this.holder.clientWidth > 0 && this.holder.clientWidth !== this.width) {
        this.draw();
      }
    }).observe(this.holder);
  }

  value(row, name) { return this.index.has(name) ? this.model.rows[row][this.index.get(name)] : null; }

  element() {
    const { element } = Page;
    const choice = element("select", {
      "aria-label": "What the map shows",
      onchange: event => { this.view = event.target.value; Page.remember("h", this.view === "alpha" ? null : this.view); this.draw(); },
    }, ...Object.keys(this.views).map(name => element("option", { value: name, selected: name === this.view }, name)));
    const made = element("div", {}, element("div", { class: "tools" }, element("label", {}, "Color by ", choice)), this.holder, this.legend);
    this.draw();
    return made;
  }

  // Alpha: below 2 toward vermilion, between 2 and 6 green, above toward amber. The rest: light to dark blue.
  color(value) {
    if (value === null || value === undefined || value === "") {
      return "var(--line)";
    }
    const mix = (from, to, share) => {
      const part = k => Math.round(from[k] + (to[k] - from[k]) * Math.min(1, Math.max(0, share)));
      return `rgb(${part(0)},${part(1)},${part(2)})`;
    };
    switch (this.view) {
      case "alpha":
        return value < 2 ? mix([244, 178, 140], [200, 70, 0], 2 * (2 - value))
          : value > 6 ? mix([248, 214, 132], [176, 117, 0], (value - 6) / 8)
          : mix([0, 120, 88], [150, 214, 190], (value - 2) / 4);
      case "interval width":
        return mix([222, 238, 248], [0, 66, 120], Math.log2(1 + value) / 5);
      case "traps":
        return value === 0 ? mix([222, 238, 248], [222, 238, 248], 0) : mix([236, 172, 208], [140, 30, 100], Math.log2(value) / 6);
      default:
        return `var(--${{ "over-trained": "over", "under-trained": "under", "random-like": "random" }[value] ?? value})`;
    }
  }

  draw() {
    const { blocks, kinds, places } = this.model.grid;
    this.width = this.holder.clientWidth;
    const whole = this.width || document.getElementById("main").clientWidth - 90;
    const most = Math.max(12, Math.min(30, Math.floor((.4 * whole - 14) / 7)));
    const left = 14 + 7 * Math.min(most, Math.max(...kinds.map(kind => kind.length))), top = 4;
    const room = whole - left - 12;
    const size = Math.floor(Math.min(38, Math.max(18, room / blocks.length)));
    const space = "http://www.w3.org/2000/svg";
    const make = (name, attributes, text) => {
      const made = document.createElementNS(space, name);
      for (const [key, value] of Object.entries(attributes)) {
        made.setAttribute(key, value);
      }
      if (text !== undefined) {
        made.textContent = text;
      }
      return made;
    };
    const width = left + blocks.length * size + 8, height = top + kinds.length * size + 24;
    const svg = make("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": `Map of ${this.model.rows.length} layers by depth and kind, colored by ${this.view}` });
    kinds.forEach((kind, k) => {
      const label = make("text", { x: left - 8, y: top + k * size + size / 2 + 4, "text-anchor": "end" }, kind.length > most ? `…${kind.slice(1 - most)}` : kind);
      svg.append(label);
    });
    this.cells = this.model.rows.map((_, row) => {
      const x = left + places[2 * row] * size, y = top + places[2 * row + 1] * size;
      const value = this.views[this.view](row);
      const said = `${this.value(row, "name")}: ${this.view} ${Page.number(value) === "" ? "none" : Page.number(value)}${
        this.doubt(row) ? `, ${this.doubt(row)}` : ""}`;
      const cell = make("rect", { x: x + 1, y: y + 1, width: size - 2, height: size - 2, rx: 4, role: "button", tabindex: row === 0 ? 0 : -1, "aria-label": said, "data-row": row });
      cell.style.fill = cell.style.stroke = this.color(value);
      cell.classList.toggle("unsure", this.doubt(row) !== "");
      cell.append(make("title", {}, said));
      cell.addEventListener("click", () => this.onChoose(row));
      cell.addEventListener("keydown", event => this.key(event, row));
      svg.append(cell);
      if (this.doubt(row) === "random-like") {
        svg.append(make("text", { x: x + size / 2, y: y + size / 2 + 4, "text-anchor": "middle", class: "sign" }, "×"));
      } else if (this.view === "alpha" && (value < 2 || value > 6) && typeof value === "number") {
        svg.append(make("text", { x: x + size / 2, y: y + size / 2 + 4, "text-anchor": "middle", class: "sign" }, value < 2 ? "▾" : "▴"));
      }
      return cell;
    });
    for (let k = 0; k < blocks.length; k += Math.max(1, Math.ceil(26 / size), Math.ceil(blocks.length / 40))) {
      svg.append(make("text", { x: left + k * size + size / 2, y: height - 6, "text-anchor": "middle" }, String(k + 1)));
    }
    this.holder.replaceChildren(svg);
    this.explain();
    this.mark(this.chosen);
    requestAnimationFrame(() => this.hint());
  }

  // Colors show estimates: those of layers that say nothing, or no more than noise, are outlines.
  doubt(row) {
    const label = this.value(row, "label");
    return this.view !== "label" && this.view !== "traps" && ["uncertain", "random-like"].includes(label) ? label : "";
  }

  // An edge that fades says that there is more beyond it.
  hint() {
    const { scrollLeft, clientWidth, scrollWidth } = this.holder;
    this.holder.classList.toggle("more-left", scrollLeft > 4);
    this.holder.classList.toggle("more-right", scrollLeft + clientWidth < scrollWidth - 4);
  }

  explain() {
    const entry = (value, text) => {
      const swatch = Page.element("i");
      swatch.style.background = this.color(value);
      return Page.element("span", {}, swatch, text);
    };
    const entries = {
      alpha: [[1.4, "▾ below 2"], [2.2, "2"], [4, "4"], [5.9, "6"], [8, "▴ above 6"], [14, "▴ far above"], [null, "no alpha"]],
      "interval width": [[.2, "narrow"], [3, "3"], [15, "15"], [40, "wide"], [null, "none"]],
      traps: [[0, "none"], [1, "1"], [8, "8"], [64, "64 or more"], [null, "not measured"]],
      label: ["inside", "over-trained", "under-trained", "uncertain", "random-like"].map(word => [word, word]),
    }[this.view];
    const unsure = [["uncertain", "", "an outline: too uncertain to judge"], ["random-like", "×", "an outline and ×: noise would have it too"]]
      .filter(([label]) => this.cells.some((_, row) => this.doubt(row) === label))
      .map(([, sign, text]) => Page.element("span", {}, Page.element("i", { class: "unsure" }, sign), text));
    this.legend.replaceChildren(...entries.map(([value, text]) => entry(value, text)), ...unsure);
  }

  key(event, row) {
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.onChoose(row);
    } else if (steps[event.key]) {
      event.preventDefault();
      const next = this.cells[Math.min(this.cells.length - 1, Math.max(0, row + steps[event.key]))];
      this.cells.forEach(cell => cell.setAttribute("tabindex", "-1"));
      next.setAttribute("tabindex", "0");
      next.focus();
    }
  }

  mark(row) {
    this.chosen = row;
    this.cells.forEach((cell, k) => cell.classList.toggle("chosen", k === row));
  }
}
