() => {
  // Every word that is shown, and what is cut where it stands: by the right edge of the sheet, or by a box that is too
  // small for its words.
  const says = (element) => (element.innerText || "").trim().slice(0, 30);
  const shown = [...document.querySelectorAll("body *")].filter((element) => element.checkVisibility());
  const main = document.querySelector("main");
  const read = (part, isTyped = () => false) => {
    const words = [];
    const nodes = document.createTreeWalker(part, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (nodes.nextNode()) {
      const { currentNode: node } = nodes;
      const parent = node.parentElement;
      const isDrawn = parent.closest("script, style, svg, select, textarea");
      if (parent.checkVisibility() && !isDrawn) words.push(isTyped(node) ? node.value : node.data ?? "");
    }
    return words.join("\n");
  };
  // A row is read with what was typed into it, which is drawn between its words.
  const isTyped = (node) => node instanceof HTMLInputElement && ["text", "number"].includes(node.type);
  const words = [main, ...document.querySelectorAll("aside")].map((part) => read(part));
  const chosen = shown.filter((element) => element.matches("select")).map((select) => select.selectedOptions[0]?.text);
  const wide = document.documentElement.scrollWidth - innerWidth;
  const cut = shown.filter((element) => {
    const { overflowX, overflowY } = getComputedStyle(element);
    const inX = overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
    const inY = overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1;
    return (inX || inY) && says(element);
  });
  const pressed = shown.filter((element) => element.matches("button, .button, nav a, [type=submit]"));
  return {
    page: getComputedStyle(document.body).page,
    text: [...words, ...chosen].join("\n"),
    rows: shown.filter((element) => element.matches("tbody tr")).map((row) => read(row, isTyped)),
    flaws: [
      ...(wide > 0 ? [`${wide} px wider than the sheet`] : []),
      ...cut.slice(0, 3).map((element) => `cut: ${element.tagName} ${says(element)}`),
      ...pressed.slice(0, 3).map((element) => `nobody can press paper: ${says(element)}`),
      ...(words.join("").trim() ? [] : ["an empty sheet"]),
    ],
  };
}
