// What a page is to weak eyes and an unsteady hand, measured where it is shown. Each question returns flaws as words.
"use strict";
window.looks = (() => {
  const ACTS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=link], [tabindex]";
  const FIELDS = "input:not([type=hidden]), select, textarea";
  const MAIN_ACTS = "main :is(.button-main, .button-wait, .button-draw)";
  const style = (element, pseudo) => getComputedStyle(element, pseudo);
  const all = (selector) => [...document.querySelectorAll(selector)].filter(isSeen);

  // Staff who sit here all day may have it denser, unless they choose otherwise; a kiosk is poked at in passing.
  function norms() {
    const { classList, dataset } = document.documentElement;
    const dense = classList.contains("staff") && dataset.size === "standard";
    const kiosk = "kioskLevel" in dataset;
    return {
      text: dataset.size === "huge" ? 30 : dense ? 16 : 18, lineHeight: 1.3, contrast: dense ? 4.5 : 7, edge: 3, ring: 2,
      mainAct: kiosk ? 96 : 60, target: kiosk ? 96 : 44,
    };
  }

  // Half a pixel is how finely a browser lays out, not a flaw.
  const less = (value, least) => value < least - 0.5;
  const round = (value) => Math.round(value * 10) / 10;

  function name(element) {
    const classes = element.getAttribute("class")?.trim().split(/\s+/).join(".") ?? "";
    const words = (element.matches(FIELDS) ? element.value : element.textContent).trim().replace(/\s+/g, " ").slice(0, 20);
    return `${element.localName}${classes && "." + classes}${element.name ? `[${element.name}]` : ""} "${words}"`;
  }

  function isSeen(element) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    const { width, height, right, bottom } = element.getBoundingClientRect();
    const scrolled = right + scrollX > 0 && bottom + scrollY > 0;
    return scrolled && width > 1 && height > 1 && !element.closest(".visually-hidden:not(:focus, :focus-within)");
  }

  const ancestors = function* (element) {
    for (let one = element; one; one = one.parentElement) yield one;
  };

  // Colours: [red, green, blue, alpha], whatever way the style writes them.
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const parsed = new Map();
  function colour(text) {
    if (!parsed.has(text)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = text;
      canvas.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
      parsed.set(text, [red, green, blue, alpha / 255]);
    }
    return parsed.get(text);
  }
  const over = (top, bottom) => [0, 1, 2].map((n) => top[n] * top[3] + bottom[n] * (1 - top[3])).concat(1);

  function luminance([...rgb]) {
    const [red, green, blue] = rgb.slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
  function ratio(one, other) {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  }

  // What may lie behind an element: one colour, or each colour of a pattern.
  function grounds(element) {
    const layers = [];
    for (const one of ancestors(element)) {
      const { backgroundColor, backgroundImage } = style(one);
      const pattern = backgroundImage.match(/(rgba?|color)\([^)]*\)/g);
      layers.push(pattern ?? [backgroundColor]);
      if (layers.at(-1).every((layer) => colour(layer)[3] === 1)) break;
    }
    const below = [[255, 255, 255, 1]];
    return layers.reverse().reduce((under, layer) => layer.flatMap((top) => under.map((ground) => over(colour(top), ground))), below);
  }
  const least = (text, element) => Math.min(...grounds(element).map((ground) => ratio(over(colour(text), ground), ground)));

  // Text
  function* texts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = new Set(all(FIELDS).filter((field) => !["checkbox", "radio"].includes(field.type)));
    while (walker.nextNode()) {
      const { data, parentElement } = walker.currentNode;
      // A picture that only repeats words has letters as strokes, and a list of options is drawn by the device.
      if (data.trim() && !parentElement.closest("script, style, option, svg[aria-hidden=true]")) found.add(parentElement);
    }
    for (const element of found) {
      if (!isSeen(element)) continue;
      yield [element, style(element), name(element)];
      for (const pseudo of ["::before", "::after", "::placeholder"]) {
        const drawn = style(element, pseudo);
        const speaks = pseudo === "::placeholder" ? element.placeholder : /["'][^"']*\S[^"']*["']/.test(drawn.content);
        if (speaks) yield [element, drawn, `${name(element)}${pseudo}`];
      }
    }
  }

  function* readable(norm) {
    for (const [element, { fontSize, lineHeight, color }, who] of texts()) {
      const size = parseFloat(fontSize);
      const contrast = least(color, element);
      const lines = parseFloat(lineHeight) / size;
      if (less(size, norm.text)) yield [`text of ${round(size)} px`, who];
      if (contrast < norm.contrast) yield [`text with contrast ${round(contrast)}`, who];
      // A single line that the device draws has no lines beneath it.
      if (!element.matches("select") && !who.endsWith("::placeholder") && !(lines >= norm.lineHeight - 0.001)) yield [`line height ${lineHeight === "normal" ? lineHeight : round(lines)}`, who];
      if ([...ancestors(element)].some((one) => style(one).opacity < 1)) yield ["text one can see through", who];
    }
    for (const paragraph of all("p + p")) {
      // Lines that say different things, as a name and a note under it, are no running text.
      if (paragraph.className !== paragraph.previousElementSibling.className) continue;
      const [{ fontSize, lineHeight }, before] = [style(paragraph), paragraph.previousElementSibling.getBoundingClientRect()];
      const lines = parseFloat(lineHeight) - parseFloat(fontSize);
      const gap = paragraph.getBoundingClientRect().top - before.bottom;
      if (gap > -1 && less(gap + lines, lines * norm.lineHeight)) yield ["paragraphs too close", name(paragraph)];
    }
  }

  // Targets
  // WCAG 2.5.8: the size of a link within a sentence is set by the line it stands in.
  function isInSentence(element) {
    if (element.localName !== "a" || style(element).display !== "inline") return false;
    const block = [...ancestors(element.parentElement)].find((one) => style(one).display !== "inline");
    const words = block.cloneNode(true);
    words.querySelectorAll("a, button, .visually-hidden").forEach((one) => one.remove());
    return /[\p{L}\p{N}]{2}/u.test(words.textContent);
  }

  function* targets(norm) {
    for (const element of all(ACTS)) {
      if (element.matches("[role=region], [tabindex='-1']") || isInSentence(element)) continue;
      const boxes = [element, ...(/checkbox|radio/.test(element.type) ? element.labels : [])].map((one) => one.getBoundingClientRect());
      const [width, height] = ["width", "height"].map((side) => Math.max(...boxes.map((box) => box[side])));
      const least = element.matches(MAIN_ACTS) ? norm.mainAct : norm.target;
      if (less(width, least) || less(height, least)) yield [`target of ${round(width)} x ${round(height)} px, not ${least}`, name(element)];
    }
  }

  function* edges(norm) {
    for (const element of all(`${FIELDS}, button, .button, summary`)) {
      const { borderTopColor, borderTopWidth, backgroundColor } = style(element);
      const outside = element.parentElement;
      const fill = colour(backgroundColor)[3] ? least(backgroundColor, outside) : 1;
      const border = parseFloat(borderTopWidth) && colour(borderTopColor)[3] ? least(borderTopColor, outside) : 1;
      // Words alone may be a button, as in a menu: then there is no edge to see.
      const needsEdge = element.matches(FIELDS) || fill > 1 || border > 1;
      if (needsEdge && Math.max(fill, border) < norm.edge) yield [`edge with contrast ${round(Math.max(fill, border))}`, name(element)];
    }
    for (const meter of all(".meter")) {
      const [{ backgroundColor, borderTopColor }, bar] = [style(meter), meter.firstElementChild];
      const inside = ratio(colour(style(bar).fill), colour(backgroundColor));
      if (Math.min(inside, least(borderTopColor, meter.parentElement)) < norm.edge) yield ["meter that pales", name(meter)];
    }
  }

  // What colour says, words or shapes say too.
  const shape = ({ fontWeight, textDecorationLine, borderBottomColor, outlineStyle }) =>
    [fontWeight, textDecorationLine, colour(borderBottomColor)[3] > 0, outlineStyle].join();
  function* coloured() {
    for (const word of all(".pill, .count, .notice, .field-error, .closed-note")) {
      if (!word.textContent.trim()) yield ["colour without words", name(word)];
    }
    for (const meter of all(".meter")) {
      if (!meter.parentElement.textContent.trim()) yield ["meter without words", name(meter)];
    }
    for (const field of all("[aria-invalid=true]")) {
      const about = (field.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id));
      if (!about.some((words) => words?.textContent.trim())) yield ["mistake without words", name(field)];
    }
    for (const link of all("main a[href]").filter(isInSentence)) {
      if (!style(link).textDecorationLine.includes("underline")) yield ["link in a sentence without underline", name(link)];
    }
    for (const chosen of all("[aria-current]:not([aria-current=false]), [aria-pressed=true], [aria-selected=true]")) {
      const siblings = [...(chosen.closest("li, tr") ?? chosen).parentElement.children].map((one) => one.matches(chosen.localName) ? one : one.querySelector(chosen.localName));
      const other = siblings.find((one) => one && one !== chosen && !one.matches("[aria-current], [aria-pressed=true], [aria-selected=true]"));
      if (!other || chosen.matches(".breadcrumb *")) continue;
      const [mine, others] = [grounds(chosen)[0], grounds(other)[0]];
      if (ratio(mine, others) < 3 && shape(style(chosen)) === shape(style(other))) yield ["chosen by colour alone", name(chosen)];
    }
  }

  // Room
  function* room() {
    const root = document.documentElement;
    const scrollers = "[role=region][tabindex='0']";
    if (root.scrollWidth > innerWidth) yield [`${root.scrollWidth - innerWidth} px too wide`, location.pathname];
    if ("kioskLevel" in root.dataset && root.scrollHeight > innerHeight) yield [`${root.scrollHeight - innerHeight} px too high`, location.pathname];
    for (const element of all("body *")) {
      const { overflowX, overflowY } = style(element);
      const hides = element.scrollWidth > element.clientWidth + 1 && overflowX !== "visible";
      const lowers = element.scrollHeight > element.clientHeight + 1 && overflowY !== "visible" && overflowY !== "auto";
      if (element.matches(`svg, svg *, ${scrollers}, input, textarea`)) continue;
      if ((hides || lowers) && element.clientWidth > 1) yield ["text cut off", name(element)];
      if (element.getBoundingClientRect().right > innerWidth + 1 && !element.closest(scrollers)) yield ["runs off to the right", name(element)];
    }
  }

  // Ten of a kind are one line.
  function lines(flaws) {
    const counted = new Map();
    for (const [flaw, who] of flaws) {
      const kind = `${flaw}: ${who.split(' "')[0]}`;
      counted.set(kind, { line: `${flaw}: ${who}`, times: (counted.get(kind)?.times ?? 0) + 1 });
    }
    return [...counted.values()].map(({ line, times }) => (times > 1 ? `${line} (${times} times)` : line));
  }

  return {
    // Whatever opens is opened; a menu lies over the page, so it is looked at by itself.
    open: () => document.querySelectorAll("details:not(.menu)").forEach((one) => { one.open = true; }),
    measure: () => {
      const norm = norms();
      return lines([readable, targets, edges, coloured, room].flatMap((question) => [...question(norm)]));
    },
    ACTS, norms, style, name, ancestors, least, less, lines,
  };
})();
