// What every page has: elements, the state in the address, numbers as text, downloads.
const Page = (() => {
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) {
        made.addEventListener(key.slice(2), value);
      } else if (key === "class") {
        made.className = value;
      } else if (value !== null && value !== undefined && value !== false) {
        made.setAttribute(key, value === true ? "" : value);
      }
    }
    made.append(...children.filter(child => child !== null && child !== undefined));
    return made;
  }

  const state = new URLSearchParams(location.hash.slice(1));

  function remember(key, value) {
    if (value === null || value === undefined || value === "") {
      state.delete(key);
    } else {
      state.set(key, value);
    }
    const text = state.toString();
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
  }

  // A whole number of the address that is below a limit; null for anything else.
  function whole(key, below) {
    const text = state.get(key) ?? "";
    return /^\d{1,9}$/.test(text) && Number(text) < below ? Number(text) : null;
  }

  // Calls back, with the state before, when another address of this page is opened: a link, a bookmark.
  const followers = [];
  const follow = changed => followers.push(changed);
  window.addEventListener("hashchange", () => {
    const next = new URLSearchParams(location.hash.slice(1));
    const before = new URLSearchParams(state);
    if (next.toString() !== before.toString()) {
      [...state.keys()].forEach(key => state.delete(key));
      next.forEach((value, key) => state.set(key, value));
      followers.forEach(changed => changed(before));
    }
  });

  function number(value) {
    if (typeof value !== "number") {
      return value ?? "";
    }
    if (Number.isInteger(value) && Math.abs(value) < 1e7) {
      return String(value);
    }
    const size = Math.abs(value);
    return size >= 1e5 || size < 1e-3 ? value.toExponential(2).replace("e+", "e") : Number(value.toPrecision(4)).toString();
  }

  function download(name, type, text) {
    const address = URL.createObjectURL(new Blob([text], { type }));
    const link = element("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  function csv(columns, rows) {
    const cell = value => {
      const text = value === null || value === undefined ? "" : String(value);
      return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
    };
    return [columns, ...rows].map(row => row.map(cell).join(",")).join("\n") + "\n";
  }

  function figure(spec, className = "", heading = "h3") {
    const chart = element("div", { class: "chart", role: "img", "aria-label": `${spec.title}. ${spec.text}`, "data-kind": spec.kind });
    const made = element("figure", { class: className }, element(heading, {}, spec.title), chart, element("figcaption", {}, spec.text));
    Charts.show(chart, spec);
    return made;
  }

  function theme() {
    const button = document.getElementById("theme");
    const system = matchMedia("(prefers-color-scheme: dark)");
    const apply = () => {
      const chosen = state.get("t");
      const name = ["dark", "light"].includes(chosen) ? chosen : system.matches ? "dark" : "light";
      if (document.documentElement.dataset.theme === name) {
        return;
      }
      document.documentElement.dataset.theme = name;
      button.replaceChildren(element("span", { "aria-hidden": "true" }, "◐"), name === "dark" ? " Light" : " Dark");
      button.setAttribute("aria-label", name === "dark" ? "Use light colors" : "Use dark colors");
      Charts.redraw();
    };
    apply();
    system.addEventListener("change", apply);
    follow(apply);
    button.addEventListener("click", () => {
      remember("t", document.documentElement.dataset.theme === "dark" ? "light" : "dark");
      apply();
    });
    const skip = document.querySelector(".skip");
    skip?.addEventListener("click", event => {
      event.preventDefault(); // the address holds what is shown
      document.getElementById("main").focus();
    });
  }

  // A name of a column, which a narrow heading may break after its underscores.
  const breakable = name => name.split(/(?<=_)/).flatMap((part, k) => k > 0 ? [element("wbr"), part] : [part]);

  // A sentence whose words in backticks are code.
  const coded = text => text.split("`").map((part, k) => k % 2 ? element("code", {}, part) : part);

  const chip = word => word ? element("span", { class: `chip ${word}` }, word) : "";

  return { element, state, remember, whole, follow, number, download, csv, figure, theme, chip, coded, breakable };
})();
