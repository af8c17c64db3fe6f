// The touch screen in the hall. Its pages work by plain links and forms. With this file they are fetched and shown in
// place, so that the history keeps one entry and nobody can go back to another person's page; who walks away is asked
// and then forgotten; and where the network fails, what was shown last stays and says so.
import { posted, send } from "./kiosk-net.js";
import { lay, type } from "./kiosk-pad.js";
import { announce, dismiss, question } from "./kiosk-parts.js";
import { deliver, keep } from "./kiosk-queue.js";
import { hearCards } from "./kiosk-reader.js";
import { hearTaps } from "./kiosk-taps.js";

const WELCOME = "/kiosk";
// Stands in sessionStorage while somebody is here. A reload keeps it, and a browser that starts anew has none.
const HERE = "kiosk-visit";
const SLOW = 500;
// The server ends a visit it has not heard of for two minutes; who only reads or types is made known to it before.
const TELL = 45_000;

const root = document.documentElement;
// Also who has shown no card, but only chosen larger text or another language.
const isVisited = (page) => page.dataset.kioskVisit === "yes";
const isSomebodyHere = () => isVisited(root);

let here = location.href;   // the address of what is shown
let home = null;            // the welcome page as a visitor sees it, for when there is no network
let asking = null;          // stops the request that is under way
let isActing = false;       // and that request does something
let reading = null;         // the card whose reading is under way
let isLost = false;         // the server did not answer last time
let isOwed = false;         // the server may believe that somebody is here who has gone
let isUsed = false;         // somebody has touched the screen since the last reset
let touchedAt = performance.now();
let toldAt = touchedAt;

const parse = (html) => new DOMParser().parseFromString(html, "text/html");

function show(page, { isQuiet = false } = {}) {
  const { letter } = document.activeElement?.dataset ?? {};
  for (const name of root.getAttributeNames()) root.removeAttribute(name);
  for (const { name, value } of page.documentElement.attributes) root.setAttribute(name, value);
  document.title = page.title;
  document.body.replaceWith(page.body);
  dress();
  if (!isQuiet) arrive(document.querySelector(`[data-letter="${letter}"]`));
}

// Make a page that has just come ready: what needs a script, the pad, the banner.
function dress() {
  for (const hidden of document.querySelectorAll("[data-scripted], [data-print]")) hidden.hidden = false;
  lay();
  if (isSomebodyHere()) sessionStorage.setItem(HERE, "yes");
  else sessionStorage.removeItem(HERE);
  if (isLost) sayLost();
  document.dispatchEvent(new Event("kiosk:shown"));
}

// Stand at the top of a page that somebody has asked for, and say its heading. Who spells stays on the letter.
function arrive(letter) {
  scrollTo({ top: 0, behavior: "instant" });
  const place = letter ?? document.querySelector("main h1");
  if (letter) letter.setAttribute("aria-describedby", "found");
  else place?.setAttribute("tabindex", "-1");
  place?.focus({ preventScroll: true });
}

const sayLost = () => announce("offline", { shown: root.dataset.shown ?? "" });

async function fetched(url, options, stop) {
  const { answer, text } = await send(url, options, stop);
  if (answer.status === 204) return null;
  const page = parse(text);
  // Not a page of ours: the address leads elsewhere, or something before the server has answered in its place.
  if (!page.documentElement.dataset.kioskLevel) throw new Error(`no page of the kiosk: ${answer.url}`);
  return { page, url: answer.url };
}

// Ask for a page and show it. While something is done a second tap does nothing; while a page is only fetched the newer
// tap counts.
async function go(url, options = {}, failed = sayFailed) {
  if (asking && isActing) return;
  const isAct = options.method === "POST";
  const mine = begin(isAct);
  const slow = setTimeout(announce, SLOW, "waiting");
  let found = null;
  let hasFailed = false;
  try {
    if (isOwed) await leave(mine);
    found = await fetched(url, options, mine);
  } catch {
    hasFailed = true;
  }
  clearTimeout(slow);
  // Meanwhile another card was read, or everything reset: this answer is for somebody who is not here any more.
  if (asking !== mine) return;
  asking = null;
  dismiss("waiting");
  touchedAt = toldAt = performance.now();
  if (hasFailed) failed(isAct);
  else if (found) receive(found, isAct);
}

function begin(isAct) {
  giveUp();
  isActing = isAct;
  asking = new AbortController();
  return asking;
}

const sayFailed = (isAct) => question(isAct ? "unsent" : "unopened");

function receive({ page, url }, isAct) {
  const isSomebodys = isVisited(page.documentElement);
  const isBegun = isSomebodyHere() || isAct;
  const hasEnded = isSomebodyHere() && !isSomebodys && new URL(url).pathname === WELCOME;
  // Nobody has come in, yet the server shows somebody: they left while it could not be told.
  if ((isSomebodys && !isBegun) || hasEnded) return reset();
  here = url;
  show(page);
}

function giveUp() {
  asking?.abort();
  asking = null;
  dismiss("waiting");
}

async function leave(stop) {
  const { answer } = await send("/kiosk/leave", { ...posted(), keepalive: true }, stop);
  if (!answer.ok) throw new Error(`leave: ${answer.status}`);
  isOwed = false;
}

// Let nothing on this screen tell who was here; it needs no network.
function forget() {
  giveUp();
  isOwed = true;
  isUsed = false;
  touchedAt = performance.now();
  here = new URL(WELCOME, location).href;
  if (home) return show(parse(home));
  for (const child of [...document.body.children]) if (child.id !== "kiosk-parts") child.remove();
  [root.dataset.kioskLevel, root.dataset.kioskVisit] = ["none", "no"];
  dress();
}

// End whatever was going on. The page is loaded anew in the place of the old one, so that not even memory keeps it.
async function reset() {
  forget();
  const mine = begin(true);
  try {
    await leave(mine);
    if (asking === mine) location.replace(WELCOME);
  } catch {
    if (asking === mine) asking = null;
  }
}

async function stay() {
  dismiss("warning");
  touchedAt = toldAt = performance.now();
  if (!isSomebodyHere() || isOwed) return;
  const { answer } = await send("/kiosk/stay", posted()).catch(() => ({ answer: { ok: true } }));
  if (!answer.ok) reset();
}

// Once a second: has anybody been here lately?
function watch() {
  const still = (performance.now() - touchedAt) / 1000;
  const idle = Number(root.dataset.idle);
  const warn = Number(root.dataset.warn);
  if (still < idle) {
    dismiss("warning");
    if (isSomebodyHere() && touchedAt - toldAt > TELL) stay();
  } else if (!isSomebodyHere() && !isUsed) refresh();
  else if (still < idle + warn) question("warning", { seconds: Math.ceil(idle + warn - still) });
  else reset();
}

// Nobody has touched the welcome page: let its time and its list be those of now.
async function refresh() {
  touchedAt = performance.now();
  const found = await fetched(WELCOME, {}, new AbortController()).catch(() => null);
  if (!found || asking || isUsed || isSomebodyHere()) return;
  if (isVisited(found.page.documentElement)) return reset();
  home = found.page.documentElement.outerHTML;
  show(found.page, { isQuiet: true });
}

function readCard(number) {
  if (reading === number) return;  // held to the reader twice
  giveUp();
  dismiss("warning");
  [reading, isUsed] = [number, true];
  const form = document.querySelector("form[data-card-field]");
  const done = form ? go(form.action, posted(withCard(form, number))) : go("/kiosk/card", posted({ number }), () => keepCard(number));
  done.finally(() => {
    if (reading === number) reading = null;
  });
}

// Where a page asks for the card of somebody else, a card that is read is the answer, and who stands here stays.
function withCard(form, number) {
  const fields = new FormData(form);
  fields.set("number", number);
  return fields;
}

function keepCard(number) {
  if (isSomebodyHere()) forget();
  // The reading may have arrived, and only the answer not.
  [isOwed, isUsed] = [true, true];
  question(keep(number) ? "kept" : "unkept");
}

function printSlip() {
  print();
  touchedAt = performance.now();
}

// The reader listens first, so that what it types counts as nobody's touch.
hearCards(readCard, type);
hearTaps({ go, here: () => here, acts: { stay, leave: reset, print: printSlip } });

for (const touch of ["pointerdown", "keydown", "input"]) {
  addEventListener(touch, () => { touchedAt = performance.now(); isUsed = true; }, true);
}

document.addEventListener("network", ({ detail: isThere }) => {
  if (isThere !== isLost) return;
  isLost = !isThere;
  if (isLost) sayLost();
  else dismiss("offline");
  deliver(true);
  if (isThere && isOwed && !isUsed && !asking) reset();
});
addEventListener("online", () => deliver(true));

document.addEventListener("visibilitychange", watch);
setInterval(watch, 1000);

// However this document is left, nothing of it is left to come back to.
addEventListener("pagehide", () => { if (isSomebodyHere()) document.body.replaceChildren(); });
addEventListener("pageshow", (event) => { if (event.persisted) location.replace(WELCOME); });

if (isSomebodyHere() && sessionStorage.getItem(HERE) === null) reset();
else {
  if (!isSomebodyHere()) home = root.outerHTML;
  dress();
}
// The worker has given us what it keeps, because the server did not answer.
if ("kept" in root.dataset) document.dispatchEvent(new CustomEvent("network", { detail: false }));
else deliver();
// Plain http from another machine has no worker; then only a start without network does not work.
navigator.serviceWorker?.register("/kiosk/worker.js", { scope: WELCOME }).catch(() => {});
