// One layer of a report in a folder: its figures, and the way back.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { element } = Page;
  const main = document.getElementById("main");
  main.append(
    element("nav", { "aria-label": "layers" },
      element("a", { href: `../index.html#m=${data.model}&l=${data.row}` }, "all layers"),
      ...[[data.before, "← previous"], [data.after, "next →"]].filter(([page]) => page)
        .flatMap(([page, text]) => [" · ", element("a", { href: page }, text)])),
    element("p", { class: "note" }, data.file),
    element("h1", {}, data.name),
    element("ul", {}, ...data.sentences.map(sentence => element("li", {}, sentence))),
    data.figures.length ? element("div", { class: "plots" }, ...data.figures.map(figure => Page.figure(figure, "", "h2")))
      : element("p", { class: "note" }, "This layer has no spectrum to draw."));
  Page.theme();
  document.documentElement.dataset.ready = "true";
})();
