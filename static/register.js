// A register on a phone. Each tap is written down on the device first, then sent, and said to be saved only when the
// server has said so; the page shows what the device knows and nothing else. Without this file the page is a plain form.
import "./register-store.js";
import "./register-send.js";
import { isKept, keep, known, start } from "./register-keep.js";

const store = globalThis.registerStore;
const sender = globalThis.registerSend;
const LOOK = 20_000;
const CALM = 1_000;
const THERE = ["present", "late"];

const form = document.querySelector("form[data-register]");
const { state: told, words } = known(document) ?? {};
const meeting = told?.meeting;
const me = Number(document.querySelector("[data-me]")?.dataset.me);
const find = (name) => document.querySelector(`[data-${name}]`);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

let state = told;
let device = "";
let waiting = [];       // what is not sent of this meeting, in order
let rest = [];          // whom the one tap for all has marked last
let asking = 0;         // whose row shows the button that clears
let tapped = { person: 0, at: 0 };
let isReady = false;
let isUnkept = false;   // the device had no room for what was tapped last

const rowOf = (person) => state.rows.find((row) => row.person === person);
const shownMark = (person) => (waiting.findLast((row) => row.person === person) ?? rowOf(person))?.mark ?? null;

// Writing down

async function mark(people, value) {
  const rows = people.map((person) => {
    const row = rowOf(person);
    const name = row?.name ?? form.querySelector(`[data-person="${person}"] legend`).textContent;
    return { kind: "mark", owner: me, meeting, person, name, mark: value, over: row?.stands?.id };
  });
  await write(rows);
}

async function write(rows) {
  try {
    await store.add(rows);
    isUnkept = false;
  } catch {
    isUnkept = true;
  }
  await changed();
  sender.deliver();
}

const changed = async () => { await load(); paint(); sender.changed(); };

async function load() {
  waiting = (await store.waiting()).filter((row) => row.meeting === meeting && row.owner === me);
  state = (await store.register(meeting))?.state ?? state;
}

// Showing

function paint() {
  for (const line of form.querySelectorAll("[data-person]")) paintRow(line, Number(line.dataset.person));
  paintTally();
  paintSummary();
  paintNotes();
  paintNews();
  paintTime();
}

function paintRow(line, person) {
  const row = rowOf(person);
  const value = shownMark(person);
  for (const radio of line.querySelectorAll("input[type=radio]")) radio.checked = radio.value === value;
  if (row) put(line.querySelector("[data-note]"), row.note);
  const [is, text] = howFar(person, row);
  const place = line.querySelector("[data-state]");
  place.dataset.is = is;
  put(place, text);
  paintClear(line, person);
}

function paintClear(line, person) {
  const clear = line.querySelector("[data-clear]");
  if (clear) clear.hidden = asking !== person || !isMade(person);
}

// A leave that was asked for stands without a mark; there is nothing to clear.
const isMade = (person) => Boolean((waiting.findLast((row) => row.person === person) ?? rowOf(person)?.stands)?.mark);

function howFar(person, row) {
  if (waiting.some((one) => one.person === person)) {
    return sender.sending() === meeting ? ["saving", words.saving] : ["waiting", words.waiting];
  }
  if (!row?.stands) return ["", ""];
  const isOurs = row.stands.device === device;
  return ["saved", fill(isOurs ? words.saved : words.by, row.stands)];
}

// A reader says again whatever is written, so only what has changed is.
function put(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

function paintTally() {
  const people = state.rows.map(({ person, part }) => ({ part, mark: shownMark(person) }));
  const expected = people.filter(({ part }) => part === "expected");
  const count = (...marks) => expected.filter((one) => marks.includes(one.mark)).length;
  const others = people.filter(({ part, mark: value }) => part !== "expected" && THERE.includes(value)).length;
  const tally = { there: count(...THERE), leave: count("leave"), absent: count("absent"), unmarked: count(null), others, come: others };
  for (const place of document.querySelectorAll("[data-tally]")) {
    const { tally: name } = place.dataset;
    place.hidden = !tally[name] && ["leave", "absent", "others"].includes(name);
    put(place, fill(words.tally[name], { n: tally[name] }));
  }
  form.querySelector("[name=rest]").hidden = !tally.unmarked;
  find("undo").hidden = !stillRest().length;
}

function paintSummary() {
  const n = waiting.length;
  const status = sender.status();
  const place = find("summary");
  place.dataset.is = n || isUnkept ? "waiting" : "";
  let text = "";
  if (isUnkept) text = words.unkept;
  else if (n && sender.sending() === meeting) text = fill(words.sending, { n });
  else if (n) text = fill({ signed_out: words.signed_out, trouble: words.trouble, somebody_else: words.somebody_else }[status] ?? words.unsent, { n });
  else if (status === "signed_out") text = words.looks_signed_out;
  else if (status === "no_network") text = words.no_network;
  else if (state.rows.some((row) => row.stands?.device === device)) text = words.all_saved;
  place.hidden = !text;
  put(place, text);
  // A page that was put away may be older than this file.
  const needsNetwork = find("needs-network");
  if (needsNetwork) needsNetwork.hidden = status !== "no_network";
  find("sign-in").hidden = status !== "signed_out";
}

function paintNotes() {
  const list = find("notes");
  const notes = state.notes.map((note) => ({ ...note, below: `${note.at} · ${note.by}` }));
  const unsent = waiting.filter((row) => row.kind === "note").map((row) => ({ ...row, below: words.waiting }));
  const all = [...notes, ...unsent.filter((row) => !notes.some((note) => note.id === row.id))];
  const shown = JSON.stringify(all.map(({ id, below }) => [id, below]));
  if (list.dataset.shown === shown) return;
  list.dataset.shown = shown;
  list.replaceChildren(...all.map(({ text, below }) => element("li", [element("p", text), element("p", below, "muted")])));
}

function element(name, inside, kind = "") {
  const made = document.createElement(name);
  made.append(...[inside].flat());
  if (kind) made.className = kind;
  return made;
}

async function paintNews() {
  const news = await store.news(meeting);
  const section = find("news");
  const shown = JSON.stringify(news);
  if (section.dataset.shown === shown) return;
  section.dataset.shown = shown;
  find("news-list").replaceChildren(...news.map(item));
  section.hidden = !news.length;
  find("look").hidden = !news.length;
  put(find("look"), fill(words.look, { n: news.length }));
}

function item(one) {
  const word = (value) => words.marks[value ?? ""];
  const mine = one.mine.text ?? word(one.mine.mark);
  const reasons = (one.reasons ?? []).map(({ message, remedy }) => `${message} ${remedy}`).join(" ");
  const { other } = one;
  const values = { name: one.name, mine, mine_at: one.mine.at, by: other?.by, other: other && word(other.mark), other_at: other?.at, reasons };
  const acts = document.createElement("div");
  acts.className = "acts";
  const act = (label, then) => {
    const button = element("button", label, "button button-plain button-small");
    button.type = "button";
    button.onclick = async () => { await store.dropNews(one.key); await then?.(); await changed(); };
    acts.append(button);
  };
  if (one.kind === "theirs") act(fill(words.again, values), () => mark([one.person], one.mine.mark));
  if (one.kind === "mine") act(fill(words.instead, values), () => mark([one.person], other.mark));
  act(one.kind === "refused" ? words.seen : words.fine);
  return element("li", [element("p", fill(words[one.mine.text ? "note_refused" : one.kind], values)), acts]);
}

// A register that was fetched ahead of its time opens when its time has come.
function paintTime() {
  const notYet = find("not-yet");
  const isOpen = !notYet || Math.max(Date.now(), Date.parse(state.at)) >= Date.parse(state.opens_at);
  if (notYet) notYet.hidden = isOpen;
  for (const control of form.querySelectorAll("input[type=radio], [name=rest]")) control.disabled = !isOpen;
  const shown = [...form.querySelectorAll("[data-person]")].map((line) => Number(line.dataset.person));
  const isSame = state.rows.every(({ person }) => shown.includes(person));
  const newcomers = find("newcomers");
  newcomers.hidden = isSame || sender.status() === "no_network";
  put(newcomers.querySelector("span"), words.newcomers);
}

// Tapping

const unmarked = () => state.rows.filter((row) => row.part === "expected" && !shownMark(row.person)).map((row) => row.person);
// Of those whom the one tap has marked, whoever nobody has marked otherwise since.
const stillRest = () => rest.filter((person) => shownMark(person) === "present");

async function markRest() {
  rest = unmarked();
  await mark(rest, "present");
  find("undo").focus();
}

async function undo() {
  const people = stillRest();
  rest = [];
  await mark(people, null);
  form.querySelector("[name=rest]").focus();
}

// A tap before everything is ready waits for it.
const early = [];
const whenReady = (act) => (isReady ? act() : early.push(act));

form?.addEventListener("change", ({ target }) => {
  const line = target.closest("[data-person]");
  const { value } = target;
  if (line) whenReady(() => mark([Number(line.dataset.person)], value));
});

// A mark is cleared by two taps at two places: on the mark again, and on the button which that shows below. So neither a
// slip of the finger nor a second tap at once clears what was just set.
function tapAgain({ target, timeStamp }) {
  const line = target.closest("[data-person]");
  if (!line) return;
  const person = Number(line.dataset.person);
  if (target.closest("[data-clear]")) return clear(line, person);
  if (target.type !== "radio") return;
  const isAtOnce = tapped.person === person && timeStamp - tapped.at < CALM;
  tapped = { person, at: timeStamp };
  if (isAtOnce) return;
  const isAgain = target.value === shownMark(person);
  asking = isAgain && asking !== person ? person : 0;
  // Nothing but these: the mark that is just being tapped is not written down yet.
  for (const one of form.querySelectorAll("[data-person]")) paintClear(one, Number(one.dataset.person));
}

async function clear(line, person) {
  asking = 0;
  await mark([person], null);
  line.querySelector("input[type=radio]").focus();
}

function listen() {
  form.addEventListener("click", tapAgain);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // Enter sends the form by its first button, and everything that was tapped is on its way already.
    if (event.submitter?.name === "rest") markRest();
    else sender.deliver();
  });
  find("undo").addEventListener("click", undo);
  find("note-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = event.target.elements.text;
    const text = field.value.trim().replace(/\s+/g, " ");
    field.value = "";
    if (text) write([{ kind: "note", owner: me, meeting, text }]);
  });
  document.addEventListener("registers", refresh);
  addEventListener("online", hear);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) hear(); });
  setInterval(() => { if (!document.hidden) hear(); }, LOOK);
}

async function refresh() {
  await load();
  paint();
}

async function hear() {
  await sender.deliver();
  await sender.look(meeting);
  if (sender.status() === "fine") find("kept-note").hidden = true;
}

async function begin() {
  device = await store.claim(me);
  if (!isKept) await sender.take(told);
  await load();
  form.classList.add("register-live");
  find("kept-note").hidden = !isKept;
  isReady = true;
  for (const act of early) await act();
  listen();
  paint();
  if (isKept) return hear();
  await Promise.all([keep(me, [location.pathname, "/teach", "/teach/offline"]), sender.deliver()]);
}

async function beginAhead() {
  await store.claim(me);
  await keep(me, [location.pathname, "/teach", "/teach/offline"]);
}

start();
// A browser that keeps nothing leaves the plain form. A register that is closed has no bar, and nothing to send.
if (form && find("undo")) begin().catch((error) => { if (isReady) throw error; });
else if (!isKept) beginAhead().catch(() => {});
