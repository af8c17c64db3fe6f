// The touch screen in the hall. Its pages work by plain links and forms. With this file they are fetched and shown in
// place, so that the history keeps one entry and nobody can go back to another person's page; who walks away is asked
// and then forgotten; and where the network fails, what was shown last stays and says so.
import { posted, send } from "./kiosk-net.js";
import { lay, press, type } from "./kiosk-pad.js";
import { announce, dismiss, question } from "./kiosk-parts.js";
import { deliver, keep } from "./kiosk-queue.js";
import { hearCards } from "./kiosk-reader.js";

const WELCOME = "/kiosk";
// Stands in sessionStorage while somebody is here. A reload keeps it, and a browser that starts anew has none.
const HERE = "kiosk-visit";
const SLOW = 500;
// The server ends a visit it has not heard of for two minutes; who only reads or types is made known to it before.
const TELL = 45_000;

const root = document.documentElement;
const isSomebodyHere = () => root.dataset.kioskLevel !== "none";

let here = location.href;   // the address of what is shown
let home = null;            // the welcome page as a visitor sees it, for when there is no network
let asking = null;          // stops the request that is under way
let reading = null;         // the card whose reading is under way
let isLost = false;         // the server did not answer last time
let isOwed = false;         // the server may believe that somebody is here who has gone
let isUsed = false;         // somebody has touched the screen since the last reset
let touchedAt = performance.now();
let toldAt = touchedAt;

const parse = (html) => new DOMParser().parseFromString(html, "text/html");

function show(page, { isQuiet = false } = {}) {
  for (const name of root.getAttributeNames()) root.removeAttribute(name);
  for (const { name, value } of page.documentElement.attributes) root.setAttribute(name, value);
  document.title = page.title;
  document.body.replaceWith(page.body);
  dress(isQuiet);
}

// Make a page that has just come ready: what needs a script, the pads, the banner, and where the focus is.
function dress(isQuiet) {
  for (const hidden of document.querySelectorAll("[data-scripted]")) hidden.hidden = false;
  lay();
  if (isSomebodyHere()) sessionStorage.setItem(HERE, "yes");
  else sessionStorage.removeItem(HERE);
  if (isLost) sayLost();
  document.dispatchEvent(new Event("kiosk:shown"));
  if (isQuiet) return;
  scrollTo({ top: 0, behavior: "instant" });
  const heading = document.querySelector("main h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
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

// Ask for a page and show it. One at a time: a second tap sends nothing.
async function go(url, options = {}, failed = sayFailed) {
  if (asking) return;
  const mine = asking = new AbortController();
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
  if (hasFailed) failed(options.method === "POST");
  else if (found) receive(found, options.method === "POST");
}

const sayFailed = (isAct) => question(isAct ? "unsent" : "unopened");

function receive({ page, url }, isAct) {
  const isSomebodys = page.documentElement.dataset.kioskLevel !== "none";
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
  here = WELCOME;
  if (home) return show(parse(home));
  for (const child of [...document.body.children]) if (child.id !== "kiosk-parts") child.remove();
  root.dataset.kioskLevel = "none";
  dress(true);
}

// End whatever was going on. The page is loaded anew in the place of the old one, so that not even memory keeps it.
async function reset() {
  forget();
  const mine = asking = new AbortController();
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
  if (found.page.documentElement.dataset.kioskLevel !== "none") return reset();
  home = found.page.documentElement.outerHTML;
  show(found.page, { isQuiet: true });
}

function readCard(number) {
  if (reading === number) return;  // held to the reader twice
  giveUp();
  dismiss("warning");
  [reading, isUsed] = [number, true];
  go("/kiosk/card", posted({ number }), () => keepCard(number)).finally(() => {
    if (reading === number) reading = null;
  });
}

function keepCard(number) {
  if (isSomebodyHere()) forget();
  // The reading may have arrived, and only the answer not.
  [isOwed, isUsed] = [true, true];
  question(keep(number) ? "kept" : "unkept");
}

// Where a link or a form leads, if it stays in the kiosk.
function ours(address) {
  const url = new URL(address ?? "", here);
  const isOurs = url.origin === location.origin && `${url.pathname}/`.startsWith(`${WELCOME}/`);
  return isOurs ? url : null;
}

function follow(link) {
  const address = link.getAttribute("href");
  if (address.startsWith("#")) document.getElementById(address.slice(1))?.focus();
  else if (ours(address)) go(ours(address).href);
}

function submit(form, button) {
  const url = ours(button?.getAttribute("formaction") ?? form.getAttribute("action"));
  if (!url) return;
  if (url.pathname === "/kiosk/leave") return reset();
  const fields = new URLSearchParams(new FormData(form));
  if (button?.name) fields.append(button.name, button.value);
  if (form.method === "post") return go(url.href, posted(fields));
  url.search = fields;
  return go(url.href);
}

function printSlip() {
  print();
  touchedAt = performance.now();
}

const acts = { stay, leave: reset, print: printSlip };

// The reader listens first, so that what it types counts as nobody's touch.
hearCards(readCard, type);

for (const touch of ["pointerdown", "keydown", "input"]) {
  addEventListener(touch, () => { touchedAt = performance.now(); isUsed = true; }, true);
}

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("a[href], button, dialog");
  if (!pressed) return;
  const { act, key } = pressed.dataset;
  // The second click of a double click would press what has come in the place of the first.
  if (event.detail > 1 && !key) event.preventDefault();
  else if (key) {
    event.preventDefault();
    press(key);
  } else if (act) {
    pressed.closest("dialog")?.close();
    acts[act]?.();
  } else if (pressed.matches("a")) {
    event.preventDefault();
    follow(pressed);
  }
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  submit(event.target, event.submitter);
});

// Whatever opens another window or a menu of the browser.
for (const way of ["auxclick", "contextmenu", "dragstart"]) addEventListener(way, (event) => event.preventDefault());

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
  dress(true);
}
// The worker has given us what it keeps, because the server did not answer.
if ("kept" in root.dataset) document.dispatchEvent(new CustomEvent("network", { detail: false }));
else deliver();
navigator.serviceWorker?.register("/kiosk/worker.js", { scope: WELCOME });
