// Reads the page aloud, sentence by sentence, with the sentence marked, by a voice of the device in the language of the page.
// Where there is no such voice nothing of this is shown. A click into the text while it reads goes on from there.
// Any element with data-aloud="toggle" or "stop" is a button of this; pages that replace their own content may have one.
"use strict";
(() => {
const words = document.currentScript.dataset;
const synth = window.speechSynthesis;
const root = document.documentElement;
if (!synth) return;

let state = "silent"; // or "reading" or "paused"
let voice, sentences = [], at = 0, turn = 0;
let utterance; // a browser forgets one that nobody holds, and then never says that it has ended

// A screen in the hall keeps nothing of anybody, not even how fast they listen.
const remembers = !("kioskLevel" in root.dataset);
let rate = Number((remembers && localStorage.getItem("aloud-rate")) || .9);

/* What is read */
const SILENT = "[aria-hidden=true], [data-aloud-bar], .breadcrumb, caption.visually-hidden, svg, code, script, style, template, select, textarea";
const BUTTON = "button, .button, .tile, summary";
const BLOCK = `${BUTTON}, label, legend, caption, p, li, dt, dd, h1, h2, h3, h4, td, th, article, section, div, fieldset, form, main, aside`;
const isShown = (element) => element.checkVisibility ? element.checkVisibility({ visibilityProperty: true }) : element.getClientRects().length > 0;

// A row of a table and a word with its value are one thing to listen to, whatever elements they are made of; in the
// grid of a week each cell is one, because it belongs to a day.
function unitOf(element) {
  const block = element.closest(BLOCK);
  if (block.matches(BUTTON)) return block;
  const row = element.closest(".week :is(td, th), tr");
  if (row) return row;
  let named = block;
  while (named.matches("dd") && named.previousElementSibling) named = named.previousElementSibling;
  return named;
}

function texts(part) {
  const found = [], walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, around = node.parentElement;
    if (node.data.trim() && !around.closest(SILENT) && isShown(around)) found.push(node);
  }
  return found;
}

// Between two boxes one draws breath; inside a line one does not.
function breath(before, node) {
  if (node.parentElement.closest("dd") !== before.parentElement.closest("dd")) return words.colon;
  if ([before, node].some(({ data }) => data.trim() === words.to.trim())) return " ";
  const box = (of) => { let e = of.parentElement; while (getComputedStyle(e).display === "inline") e = e.parentElement; return e; };
  return box(before) === box(node) ? " " : words.comma;
}

function announced(element) {
  if (element.matches(BUTTON)) return words.button;
  if (element.matches(".week tbody td")) return element.closest("table").tHead.rows[0].cells[element.cellIndex].innerText + words.colon;
  return element.matches("label") && !element.querySelector("[type=checkbox], [type=radio]") ? words.field : "";
}

function units() {
  const main = document.querySelector("main");
  const title = main.querySelector("h1");
  const nodes = [title, main, ...document.querySelectorAll("aside, .aside-folded > summary")].flatMap((part) => part ? texts(part) : []);
  const found = [];
  for (const node of new Set(nodes)) {
    const element = unitOf(node.parentElement);
    let last = found.at(-1);
    if (last?.element !== element) found.push(last = { element, text: "", pieces: [] });
    else last.text += breath(last.pieces.at(-1).node, node);
    last.pieces.push({ node, start: last.text.length });
    last.text += node.data;
  }
  return found;
}

/* A sentence ends at 。！？； or at . ! ? ; before a blank. */
const SENTENCE = /\S[^]*?(?:[\u3002\uff01\uff1f\uff1b]+|[.!?;](?=\s)|$)/g;

function sentencesOf({ element, text, pieces }) {
  return [...text.matchAll(SENTENCE)].map((found, number) => {
    const spoken = found[0].replace(/\s+/g, " ").replace(/([\d\u65e5]) ?– ?(?=\d)/g, `$1${words.to}`);
    const chosen = element.matches("label") && element.querySelector(":checked") ? words.chosen : "";
    return { element, spoken: (number ? "" : announced(element)) + spoken + chosen, range: rangeOf(pieces, found.index, found.index + found[0].length) };
  });
}

function rangeOf(pieces, start, end) {
  const range = new Range();
  const place = (offset) => {
    const piece = pieces.findLast((one) => one.start <= offset) ?? pieces[0];
    return [piece.node, Math.min(offset - piece.start, piece.node.length)];
  };
  range.setStart(...place(start));
  range.setEnd(...place(end));
  return range;
}

/* Reading */
function mark(sentence) {
  document.querySelector(".aloud-now")?.classList.remove("aloud-now");
  CSS.highlights?.delete("aloud");
  if (!sentence) return;
  if (CSS.highlights) CSS.highlights.set("aloud", new Highlight(sentence.range));
  else sentence.element.classList.add("aloud-now");
  sentence.element.scrollIntoView({ block: "nearest" });
}

function speak() {
  const sentence = sentences[at];
  if (!sentence?.element.isConnected) return stop();
  const mine = ++turn;
  if (synth.speaking || synth.pending) synth.cancel();
  mark(sentence);
  utterance = Object.assign(new SpeechSynthesisUtterance(sentence.spoken), { voice, lang: voice.lang, rate });
  utterance.onend = () => { if (mine === turn) { at += 1; speak(); } };
  utterance.onerror = () => { if (mine === turn) stop(); };
  synth.speak(utterance);
}

// Devices differ in what they make of pause(), so a pause is an end, and going on begins the sentence again.
function become(new_) {
  state = new_;
  show();
  if (state === "reading") return speak();
  turn += 1;
  synth.cancel();
}

function toggle() {
  const begins = state === "silent";
  if (begins) { sentences = units().flatMap(sentencesOf); at = 0; }
  become(state === "reading" ? "paused" : "reading");
  if (begins) focus("[data-aloud-bar] ");
}

function focus(where) {
  document.querySelector(`${where}[data-aloud=toggle]`)?.focus({ preventScroll: true });
}

function stop() {
  mark(null);
  become("silent");
}

/* The buttons */
function show() {
  const label = { silent: words.start, reading: words.pause, paused: words.goOn }[state];
  const wasInBar = document.activeElement?.closest("[data-aloud-bar]");
  for (const part of document.querySelectorAll("[data-aloud=toggle]")) part.hidden = !voice;
  for (const part of document.querySelectorAll("[data-aloud-bar], [data-aloud=stop]")) part.hidden = state === "silent";
  for (const part of document.querySelectorAll("[data-aloud=toggle] [data-aloud-label]")) if (part.textContent !== label) part.textContent = label;
  for (const part of document.querySelectorAll("[data-aloud-none]")) part.hidden = Boolean(voice);
  for (const part of document.querySelectorAll("[data-aloud-rate]")) part.ariaPressed = String(Number(part.dataset.aloudRate) === rate);
  root.classList.toggle("reading", state !== "silent");
  if (wasInBar && state === "silent") focus("");
}

// Of several voices one that needs no network, and for Chinese the common speech rather than a dialect.
function voiceNow() {
  const wanted = root.lang.slice(0, 2).toLowerCase();
  const speaks = (one) => one.lang.toLowerCase().replace("_", "-").replace(/^cmn/, "zh");
  const worth = (one) => 2 * /^zh-(hans-)?cn/.test(speaks(one)) + one.localService;
  return synth.getVoices().filter((one) => speaks(one).startsWith(wanted)).sort((a, b) => worth(b) - worth(a))[0];
}

function look() {
  voice = voiceNow();
  if (state !== "silent" && (!voice || !sentences[at]?.element.isConnected)) stop();
  show();
}

document.addEventListener("click", ({ target }) => {
  const speed = target.closest("[data-aloud-rate]");
  if (target.closest("[data-aloud=toggle]")) toggle();
  else if (target.closest("[data-aloud=stop]")) stop();
  else if (speed) {
    rate = Number(speed.dataset.aloudRate);
    if (remembers) localStorage.setItem("aloud-rate", rate);
    become(state);
  } else if (state !== "silent" && !target.closest("a, button, summary, label, input, select, textarea")) {
    const here = sentences.findIndex((sentence) => sentence.element.contains(target));
    if (here >= 0) { at = here; become("reading"); }
  }
});
addEventListener("keydown", ({ key }) => { if (key === "Escape" && state !== "silent") stop(); });
addEventListener("pagehide", stop);
synth.addEventListener?.("voiceschanged", look);
new MutationObserver(look).observe(root, { childList: true, subtree: true });
look();
})();
