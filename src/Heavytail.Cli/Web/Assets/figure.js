// Draws a figure of the data as a chart of Plotly. A role has one color, and where roles are told apart, one symbol.
const Charts = (() => {
  const light = {
    data: "#0072b2", fit: "#d55e00", noise: "#70757d", spike: "#b07500", trap: "#b8508c", threshold: "#33383e",
    rival: "#009e73", range: "#009e73", inside: "#009e73", "over-trained": "#d55e00", "under-trained": "#b07500",
    uncertain: "#80868f", "random-like": "#3d97cf",
  };
  const dark = {
    data: "#5db4ec", fit: "#ff8a4c", noise: "#a0a7b0", spike: "#eab54a", trap: "#e79cc6", threshold: "#d3d7dc",
    rival: "#35c79b", range: "#35c79b", inside: "#35c79b", "over-trained": "#ff8a4c", "under-trained": "#eab54a",
    uncertain: "#a4acb5", "random-like": "#7cc4ef",
  };
  const symbols = {
    inside: "circle", "over-trained": "triangle-down", "under-trained": "triangle-up", uncertain: "circle-open",
    "random-like": "x-thin-open", spike: "diamond", trap: "star-diamond",
  };
  const groups = [["#0072b2", "#5db4ec"], ["#d55e00", "#ff8a4c"], ["#009e73", "#35c79b"], ["#b8508c", "#e79cc6"], ["#8a6d00", "#e0c34a"],
    ["#3d97cf", "#9bd3f5"], ["#5b5f97", "#a9adde"], ["#70757d", "#b6bcc4"]];
  const markers = ["circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "star", "hexagon"];
  const dashes = ["dot", "dash", "dashdot", "longdash", "longdashdot"];
  const pending = new Map();

  const isDark = () => document.documentElement.dataset.theme === "dark";
  const colorOf = role => (isDark() ? dark : light)[role] ?? "#888888";
  const colorFor = series => series.group === undefined ? colorOf(series.role) : groups[series.group % groups.length][isDark() ? 1 : 0];

  // Plotly reads tags in texts: names are shown as they are.
  const plain = text => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  const shorten = (text, most) => text.length <= most ? text : `${text.slice(0, most / 2 - 1)}…${text.slice(-most / 2)}`;

  // Names without the folders, the extension or the first parts that all of them have.
  function distinct(names) {
    if (names.length < 2) {
      return names;
    }
    const common = texts => {
      let k = 0;
      while (k < texts[0].length && texts.every(text => text[k] === texts[0][k])) {
        k++;
      }
      return texts[0].slice(0, k);
    };
    const start = common(names).replace(/[^./]*$/, "").length;
    const turned = names.map(name => [...name.slice(start)].reverse().join(""));
    const end = common(turned).replace(/[^.]*$/, "").length;
    const own = names.map(name => name.slice(start, name.length - end));
    return own.every(name => name) ? own : names;
  }

  function bars(series) {
    const edges = series.edges;
    const x = edges ? series.y.map((_, k) => (edges[k] + edges[k + 1]) / 2) : series.x;
    const width = series.y.map((_, k) => edges ? edges[k + 1] - edges[k] : series.high[k] - series.low[k]);
    return { type: "bar", x, width, y: series.y, marker: { color: colorFor(series), opacity: .45, line: { width: 0 } } };
  }

  // On a logarithmic axis Plotly cannot draw bars of a width in decades: their outline is a filled line of steps.
  function steps(series, floor) {
    const edges = series.edges;
    const x = [], y = [];
    series.y.forEach((value, k) => {
      const height = value > 0 ? value : floor;
      x.push(edges ? edges[k] : series.low[k], edges ? edges[k + 1] : series.high[k]);
      y.push(height, height);
    });
    return {
      type: "scatter", mode: "lines", x, y, line: { color: colorFor(series), width: 1.2 }, fill: "tozeroy",
      fillcolor: colorFor(series) + "38",
    };
  }

  function points(series) {
    const many = series.y.length > 300;
    const trace = {
      type: "scatter", mode: "markers", x: series.x, y: series.y,
      marker: { color: colorFor(series), size: many ? 4 : 7, symbol: series.group === undefined ? symbols[series.role] ?? "circle" : markers[series.group % markers.length],
        line: { width: (symbols[series.role] ?? "").endsWith("open") ? 1.5 : 0 } },
    };
    if (series.low && series.high) {
      trace.error_y = {
        type: "data", symmetric: false, width: 0, thickness: 1.1, color: colorFor(series) + "90",
        array: series.high.map((high, k) => high === null ? 0 : high - series.y[k]),
        arrayminus: series.low.map((low, k) => low === null ? 0 : series.y[k] - low),
      };
    }
    return trace;
  }

  function band(series) {
    return {
      type: "scatter", mode: "lines", line: { width: 0 }, fill: "toself", fillcolor: colorFor(series) + "28", hoverinfo: "skip",
      x: [...series.x, ...[...series.x].reverse()], y: [...series.high, ...[...series.low].reverse()],
    };
  }

  function trace(series, figure, rivals) {
    const isLine = series.style === "line" || series.style === "dashed";
    const floor = Math.min(...series.y.filter(value => value > 0)) / 3;
    const drawn = series.style === "bars" ? (figure.x.log || figure.y.log ? steps(series, floor) : bars(series))
      : series.style === "band" ? band(series)
      : isLine ? {
        type: "scatter", mode: "lines", x: series.x, y: series.y,
        line: {
          color: colorFor(series), width: 2,
          dash: series.role === "rival" ? dashes[rivals.length % dashes.length] : series.style === "dashed" ? "dash" : "solid",
        },
      } : points(series);
    if (series.role === "rival") {
      rivals.push(series);
    }
    if (series.group !== undefined) {
      drawn.legendgroup = String(series.group);
      drawn.showlegend = series.style === "points";
    }
    drawn.name = plain(series.name);
    const at = series.names ? series.names.map(plain)
      : figure.x.names ? (drawn.x ?? []).map(k => plain(figure.x.names[k] ?? "")) : null;
    if (at) {
      drawn.text = at.map(name => shorten(name, 64));
    }
    drawn.customdata = series.low && series.high && series.style !== "bars"
      ? series.y.map((_, k) => [series.low[k], series.high[k]]) : undefined;
    const interval = drawn.customdata ? "<br>interval %{customdata[0]:.4~g} to %{customdata[1]:.4~g}" : "";
    drawn.hovertemplate = (at ? "%{text}<br>" : "") + (figure.x.names ? "" : "%{x:.4~g}, ") + `%{y:.4~g}${interval}<extra>%{fullData.name}</extra>`;
    return drawn;
  }

  const pen = document.createElement("canvas").getContext("2d");
  function widthOf(text, size) {
    pen.font = `${size}px system-ui, "Liberation Sans", sans-serif`;
    return pen.measureText(text).width;
  }

  // The values that an axis has to hold, as far as the data say.
  function extent(figure, name) {
    const spec = figure[name];
    if (spec.range) {
      return [Math.min(...spec.range), Math.max(...spec.range)];
    }
    let low = Infinity, high = -Infinity;
    for (const series of figure.series) {
      const lists = name === "y" ? [series.y, series.style === "bars" ? null : series.low, series.style === "bars" ? null : series.high]
        : [series.edges ?? series.x, series.style === "bars" ? series.low : null, series.style === "bars" ? series.high : null];
      for (const value of lists.flatMap(list => list ?? [])) {
        if (value !== null && (!spec.log || value > 0)) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      }
    }
    return low <= high ? [low, high] : [1, 1];
  }

  // Ticks of one size: plain numbers where they are short, else powers of ten alone, which Plotly would write larger.
  function logTicks([low, high]) {
    const decades = Math.log10(high / low);
    const step = Math.ceil(decades / 8);
    if (decades < 3) {
      return { tickformat: "~g", ...(decades < .7 ? {} : { dtick: "D2" }) };
    }
    if (low >= 1e-4 && high < 1e6) {
      return { tickformat: "~g", dtick: step };
    }
    const first = step * Math.floor(Math.log10(low) / step);
    const powers = Array.from({ length: Math.ceil(decades / step) + 2 }, (_, k) => first + k * step);
    return { tickvals: powers.map(power => 10 ** power), ticktext: powers.map(power => power === 0 ? "1" : `10<sup>${power < 0 ? "−" : ""}${Math.abs(power)}</sup>`) };
  }

  // Names that fit beside each other are level; others are turned, and as many as there is room for.
  function nameTicks(names, room) {
    const own = distinct(names);
    const slot = room / (names.length + .4);
    const level = own.every(name => widthOf(name, 12) + 10 <= slot);
    const step = level ? 1 : Math.max(1, Math.ceil(22 / slot), Math.ceil(names.length / 20));
    const most = level ? Infinity : 18;
    const tickvals = names.map((_, k) => k).filter(k => k % step === 0);
    return {
      tickvals, ticktext: tickvals.map(k => plain(shorten(own[k], most))), tickangle: level ? 0 : -40,
      range: [-.7, names.length - .3],
    };
  }

  // An axis that counts few whole things has no ticks between them.
  function counts(figure, name) {
    const values = figure.series.flatMap(series => series[name] ?? []);
    return values.length > 0 && values.every(value => Number.isInteger(value)) && Math.max(...values) - Math.min(0, ...values) <= 12;
  }

  function axis(figure, name, room) {
    const spec = figure[name];
    const title = { text: plain(spec.label), font: { size: 12 }, standoff: 8 };
    const shown = {
      title, type: spec.log ? "log" : "linear", gridcolor: isDark() ? "#2c3238" : "#eceae6", zeroline: false, automargin: true,
      linecolor: isDark() ? "#59616a" : "#b9b5ad", ticks: "outside", tickcolor: isDark() ? "#59616a" : "#b9b5ad",
      exponentformat: "power", ticklen: 4,
    };
    if (spec.range) {
      shown.range = spec.log ? spec.range.map(Math.log10) : spec.range;
    }
    if (!spec.log && counts(figure, name)) {
      shown.dtick = 1;
    }
    return Object.assign(shown, spec.log ? logTicks(extent(figure, name)) : {}, spec.names ? nameTicks(spec.names, room) : {});
  }

  // Whether the text of a mark has more room to its left: at its right the picture ends.
  function isNearEnd(mark, figure, room) {
    const [low, high] = extent(figure, "x").map(value => figure.x.log ? Math.log10(value) : value);
    const at = figure.x.log ? Math.log10(mark.at) : mark.at;
    return high > low && (high - at) / (high - low) * room < widthOf(mark.name, 11) + 6 && at - low > high - at;
  }

  function layout(figure, room) {
    const shapes = [], annotations = [];
    let level = 0, beside = 0;
    for (const mark of figure.marks) {
      const own = mark.vertical ? "x" : "y", other = mark.vertical ? "y" : "x";
      const isBand = mark.to !== undefined && mark.to !== null;
      shapes.push({
        type: isBand ? "rect" : "line", layer: isBand ? "below" : "above",
        [`${own}ref`]: own, [`${other}ref`]: "paper", [`${own}0`]: mark.at, [`${own}1`]: isBand ? mark.to : mark.at,
        [`${other}0`]: 0, [`${other}1`]: 1, fillcolor: isBand ? colorOf(mark.role) + "20" : undefined,
        line: { width: isBand ? 0 : 1.3, color: colorOf(mark.role), dash: "dash" },
      });
      const log = mark.vertical ? figure.x.log : figure.y.log;
      const at = isBand && !mark.vertical ? mark.to : mark.at;
      const turned = mark.vertical && isNearEnd(mark, figure, room);
      annotations.push({
        text: plain(mark.name), showarrow: false, font: { size: 11, color: colorOf(mark.role) },
        [`${own}ref`]: own, [`${other}ref`]: "paper", [own]: log ? Math.log10(at) : at,
        [other]: 1, xanchor: mark.vertical && !turned ? "left" : "right", yanchor: "bottom",
        yshift: mark.vertical ? -14 * (1 + level) : 0, xshift: !mark.vertical ? -beside : turned ? -3 : 3,
      });
      beside += mark.vertical ? 0 : widthOf(mark.name, 11) + 12;
      level += mark.vertical ? 1 : 0;
    }
    return {
      shapes, annotations, xaxis: axis(figure, "x", room), yaxis: axis(figure, "y", room), margin: { l: 52, r: 12, t: 8, b: 46 },
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", hovermode: "closest", bargap: 0,
      font: { family: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif", size: 12, color: isDark() ? "#e9ebee" : "#1c2024" },
      legend: { orientation: "h", y: 1.02, yanchor: "bottom", x: 0, font: { size: 11 } },
      showlegend: figure.series.length > 1,
      modebar: { bgcolor: isDark() ? "#1c2024" : "#ffffff", color: isDark() ? "#a4acb5" : "#5d646d", activecolor: colorOf("data") },
      hoverlabel: { font: { size: 12 }, align: "left" },
    };
  }

  // Plotly is text until the first chart: tables can be used before it is compiled.
  function load() {
    const text = document.getElementById("plotly");
    if (text) {
      const script = document.createElement("script");
      script.textContent = text.textContent;
      text.remove();
      document.head.append(script);
    }
  }

  function draw(element, figure) {
    load();
    const rivals = [];
    const traces = figure.series.map(series => trace(series, figure, rivals));
    const room = Math.max(100, element.clientWidth - 76);
    return Plotly.react(element, traces, layout(figure, room), {
      responsive: true, displaylogo: false,
      displayModeBar: matchMedia("(pointer: coarse)").matches || innerWidth < 600 ? false : "hover",
      modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
      toImageButtonOptions: { format: "svg", filename: figure.kind },
    }).then(() => {
      element.dataset.drawn = "true";
      if (element.onLayer) {
        element.removeAllListeners?.("plotly_click");
        element.on("plotly_click", event => element.onLayer(event.points[0]));
      }
    });
  }

  const watcher = new IntersectionObserver(entries => {
    for (const entry of entries) {
      if (entry.isIntersecting && pending.has(entry.target)) {
        pending.delete(entry.target);
        watcher.unobserve(entry.target);
        setTimeout(() => entry.target.isConnected && draw(entry.target, entry.target.figure)); // what is there is shown first
      }
    }
  }, { rootMargin: "200px" });

  // A chart is drawn when it is about to be seen, or printed.
  function show(element, figure) {
    element.figure = figure;
    pending.set(element, figure);
    watcher.observe(element);
  }

  const all = () => [...document.querySelectorAll(".chart")].filter(element => element.figure);
  // On paper every chart is drawn, at the width of the paper: a drawing does not scale with its box. Paper is white.
  let onScreen;
  window.addEventListener("beforeprint", () => {
    document.documentElement.classList.add("printing");
    onScreen = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = "light";
    for (const element of all()) {
      pending.delete(element);
      draw(element, element.figure);
      Plotly.relayout(element, { width: element.clientWidth, height: element.clientHeight });
    }
  });
  window.addEventListener("afterprint", () => {
    document.documentElement.classList.remove("printing");
    document.documentElement.dataset.theme = onScreen;
    for (const element of all()) {
      Plotly.relayout(element, { width: null, height: null, autosize: true }).then(() => draw(element, element.figure));
    }
  });

  // How many names an axis can hold depends on its width.
  let resized;
  window.addEventListener("resize", () => {
    clearTimeout(resized);
    resized = setTimeout(redraw, 150);
  });

  function redraw() {
    for (const element of all()) {
      if (element.dataset.drawn) {
        draw(element, element.figure);
      }
    }
  }

  function forget(container) {
    for (const element of container.querySelectorAll(".chart")) {
      pending.delete(element);
      watcher.unobserve(element);
      if (element.dataset.drawn) {
        Plotly.purge(element);
      }
    }
  }

  return { show, redraw, forget, colorOf };
})();
