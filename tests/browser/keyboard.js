// The keyboard: what Tab comes to while somebody watches, and how each place shows that it has the focus.
"use strict";
window.keyboard = (() => {
  const { ACTS, norms, style, name, ancestors, least, less, lines } = window.looks;
  let walked = new Map();
  let plain = new Map();
  // What Tab must come to; a menu closes behind whoever leaves it, and then it can no longer be asked.
  let expected = [];
  const ring = (element) => {
    const { outlineStyle, outlineWidth, outlineColor, outlineOffset, boxShadow } = style(element);
    const [, shadowColor, shadow] = boxShadow.match(/^(rgba?\([^)]*\)) 0px 0px 0px (\d+)px$/) ?? [];
    const outline = outlineStyle === "none" ? {} : { outline: parseFloat(outlineWidth), outlineColor, offset: parseFloat(outlineOffset) };
    return { ...outline, ...(shadow ? { shadow: Number(shadow), shadowColor } : {}) };
  };

  // A box that is drawn by its label shows the ring there.
  const shownBy = (element) => [element, element.nextElementSibling, element.closest("label")].filter(Boolean);
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  function ringFlaw(element, norm) {
    const shown = shownBy(element).find((one) => !same(ring(one), plain.get(one)));
    if (!shown) return "focus does not show";
    const { outline = 0, outlineColor, offset = 0, shadow = 0, shadowColor } = ring(shown);
    const strong = [[outline, outlineColor], [shadow, shadowColor]]
      .filter(([width]) => width >= norm.ring)
      .some(([, drawn]) => least(drawn, shown.parentElement) >= norm.edge);
    if (!strong) return "focus hardly shows";
    return isCut(shown, Math.max(0, offset) + norm.ring) ? "focus ring cut off" : "";
  }

  function isCut(element, margin) {
    const box = element.getBoundingClientRect();
    const clips = [...ancestors(element.parentElement)].filter((one) => style(one).overflowX !== "visible" && one !== document.body);
    const frames = clips.map((one) => one.getBoundingClientRect()).concat({ left: 0, right: document.documentElement.clientWidth, top: -Infinity, bottom: Infinity });
    return frames.some(({ left, right, top, bottom }) => less(box.left - margin, left) || less(right, box.right + margin) || less(box.top - margin, top) || less(bottom, box.bottom + margin));
  }

  function isCovered(element) {
    const { left, top, width, height } = element.getClientRects()[0];
    const spots = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.8]].map(([x, y]) => document.elementFromPoint(left + width * x, top + height * y));
    const own = [element, ...(element.labels ?? [])];
    return spots.some((spot) => spot && !own.some((one) => one.contains(spot) || spot.contains(one)));
  }

  function comeTo({ target }) {
    if (walked.has(target)) return;
    // A browser tells of the focus before it brings into view what has it.
    target.scrollIntoView({ block: "nearest", inline: "nearest" });
    const flaw = ringFlaw(target, norms());
    walked.set(target, [flaw, isCovered(target) ? "covered while it has the focus" : ""].filter(Boolean));
  }

  // Of radio buttons with one name Tab comes to one; the arrows lead to the others.
  function stops(root) {
    const groups = new Set();
    return [...root.querySelectorAll(ACTS)].filter((element) => {
      if (element.disabled || element.tabIndex < 0 || !element.checkVisibility({ visibilityProperty: true })) return false;
      if (element.type !== "radio") return true;
      const known = groups.has(element.name);
      groups.add(element.name);
      return !known;
    });
  }

  // A day or a time is typed in parts, and Tab stops at each.
  const parts = (stop) => ({ date: 4, time: 4, "datetime-local": 7 })[stop.type] ?? 1;

  function watch(selector = "body") {
    const root = document.querySelector(selector);
    // Whoever has just opened a menu by its button stands there already, and Tab goes on from there.
    walked = new Map(root === document.body ? [] : [[document.activeElement, []]]);
    document.activeElement.blur();
    getSelection().collapse(root, 0);
    expected = stops(root);
    plain = new Map(expected.flatMap(shownBy).map((element) => [element, ring(element)]));
    document.addEventListener("focusin", comeTo);
    return expected.reduce((sum, stop) => sum + parts(stop), 0);
  }

  const came = (stop) => walked.has(stop) || (stop.type === "radio" && [...walked.keys()].some((one) => one.name === stop.name));

  function* reached() {
    document.removeEventListener("focusin", comeTo);
    for (const stop of expected) {
      if (!came(stop)) yield ["no way to it by keyboard", name(stop)];
      if (stop.tabIndex > 0) yield ["out of the order of the page", name(stop)];
    }
    for (const element of document.querySelectorAll("[onclick], [role=button]")) {
      if (element.tabIndex < 0) yield ["only for a mouse", name(element)];
    }
    for (const [element, flaws] of walked) for (const flaw of flaws) yield [flaw, name(element)];
  }

  return { watch, isComplete: () => expected.every(came), reached: () => lines(reached()) };
})();
