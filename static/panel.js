// A screen that nobody operates, beside a door or in the hall. Every half minute it asks for its own page and puts the
// main part in the place of the old one. Without network it goes on with what it knows, which is today and tomorrow: each
// element says from when and until when it holds. One timer, and nothing that grows.
const PERIOD = 30_000;
const PATIENCE = 10_000;
const TICK = 5_000;
const TURN = 15_000;
const MINUTE = 60_000;
const SKEW = "screen-skew";

// How far the server's clock is ahead of this device's, which may be wrong.
let skew = 0;
let asked = -Infinity;
let turned = performance.now();
let isAsking = false;

const main = () => document.querySelector("main[data-now]");
const known = () => Number(main().dataset.now);
const now = () => Date.now() + skew;

function remember() {
  skew = known() - Date.now();
  try { localStorage.setItem(SKEW, skew); } catch { /* a device that keeps nothing asks the network */ }
}

function recall() {
  try { skew = Number(localStorage.getItem(SKEW)); } catch { skew = 0; }
}

function wallTime(moment) {
  const style = { timeZone: main().dataset.zone, hour: "numeric", minute: "2-digit", hourCycle: "h23" };
  const parts = new Intl.DateTimeFormat("en", style).formatToParts(moment);
  const part = (type) => parts.find((one) => one.type === type).value;
  return `${Number(part("hour"))}:${part("minute")}`;
}

function show() {
  const at = now();
  for (const element of document.querySelectorAll("[data-from]")) {
    const { from, until } = element.dataset;
    element.hidden = at < Number(from) || (until !== undefined && at >= Number(until));
  }
  document.querySelector("[data-clock]").textContent = wallTime(at);
  sayAge(at - known());
}

function sayAge(age) {
  const words = document.querySelector("[data-stale]");
  const minutes = Math.floor(age / MINUTE);
  words.hidden = minutes < 1 && !isKept();
  if (words.hidden) return;
  const [text, n] = minutes < 120 ? [words.dataset.minutes, Math.max(1, minutes)] : [words.dataset.hours, Math.floor(minutes / 60)];
  const said = text.replace("{time}", wallTime(known())).replace("{n}", n);
  // A reader says it again whenever it is written.
  if (words.textContent !== said) words.textContent = said;
}

// panel-worker.js marks a page that it has kept and that is not from now.
const isKept = () => "kept" in document.documentElement.dataset;

async function page() {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(location.href, { cache: "no-store", signal: stop.signal });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } finally {
    clearTimeout(late);
  }
}

async function ask() {
  if (isAsking) return;
  isAsking = true;
  asked = performance.now();
  try {
    const fresh = await page();
    main().replaceWith(document.adoptNode(fresh.querySelector("main[data-now]")));
    document.title = fresh.title;
    delete document.documentElement.dataset.kept;
    remember();
  } catch {
    // No network, no server, or no page of ours: what is there stays and says how old it is.
  } finally {
    isAsking = false;
    show();
  }
}

// A board that is longer than its screen turns its pages; a phone is turned by whoever holds it.
function turn() {
  if (!main().matches(".screen-board") || innerWidth < 1000 || performance.now() - turned < TURN) return;
  turned = performance.now();
  const isAtEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 1;
  scrollTo({ top: isAtEnd ? 0 : scrollY + innerHeight * 0.9, behavior: "instant" });
}

function tick() {
  if (performance.now() - asked >= PERIOD) ask();
  show();
  turn();
}

if (isKept()) {
  recall();
} else {
  remember();
  asked = performance.now();
}
navigator.serviceWorker?.register("/rooms/panel-worker.js").catch(() => {});
addEventListener("online", ask);
setInterval(tick, TICK);
tick();
