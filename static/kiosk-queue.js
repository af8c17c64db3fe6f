// Cards that were read without network: kept on this device, and sent when there is one until the server has said of
// each that it has it. The server knows them by `id`, so what is sent twice counts once.
import { send } from "./kiosk-net.js";

const KEY = "kiosk-sign-ins";
const MOST = 2000;
const AT_ONCE = 100;
// The number of an identity card is not left lying on a screen in a hall.
const ID_NUMBER = 18;
const AGAIN = 10 * 60_000;
const SOON = 5_000;
const LATEST = 60_000;

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

function keepAll(signIns) {
  if (signIns.length) localStorage.setItem(KEY, JSON.stringify(signIns));
  else localStorage.removeItem(KEY);
}

// randomUUID lacks where the page came by plain http from another machine; getRandomValues is everywhere.
const random = (digit) => (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16);
const newId = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, random);

// Says whether the reading is safe. Who holds the card before the reader twice is kept once.
export function keep(number) {
  if (number.length >= ID_NUMBER) return false;
  const signIns = kept();
  const at = Date.now();
  if (signIns.some((known) => known.number === number && Math.abs(at - known.at) < AGAIN)) return true;
  if (signIns.length >= MOST) return false;
  try {
    keepAll([...signIns, { id: newId(), number, at, page: performance.timeOrigin, tick: performance.now() }]);
    return true;
  } catch {
    return false;
  }
}

// A device that starts without network often believes in a wrong year, and jumps when the network comes back. As long
// as the page is the same one, the time since the reading is measured and not taken from that clock.
function sayWhen({ id, number, at, page, tick }) {
  const measured = page === performance.timeOrigin ? Date.now() - (performance.now() - tick) : at;
  return { id, number, at: new Date(measured).toISOString() };
}

// The server is there, and does not take what it was sent.
class NotTaken extends Error {}

async function handOver(signIns) {
  const body = JSON.stringify({ sent_at: new Date().toISOString(), sign_ins: signIns.map(sayWhen) });
  const headers = { "Content-Type": "application/json" };
  const { answer, text } = await send("/kiosk/sign-ins", { method: "POST", headers, body });
  if (!answer.ok) throw new NotTaken();
  const done = new Set(JSON.parse(text).outcomes.map((outcome) => outcome.id));
  // Read anew, because a card may have been read meanwhile.
  keepAll(kept().filter((signIn) => !done.has(signIn.id)));
  if (signIns.some((signIn) => !done.has(signIn.id))) throw new NotTaken();
}

let timer;
let pause = SOON;
let batch = AT_ONCE;
let isSending = false;

// One that the server cannot take must not hold up the rest: fewer at a time, and the first go to the end.
function sendOtherwise() {
  const signIns = kept();
  keepAll([...signIns.slice(batch), ...signIns.slice(0, batch)]);
  batch = Math.ceil(Math.min(batch, signIns.length) / 2) || AT_ONCE;
}

// Send what is kept; with `probe` ask also where nothing is, to notice that the network is back.
export async function deliver(probe = false) {
  clearTimeout(timer);
  if (isSending) return;
  isSending = true;
  try {
    if (probe && !kept().length) await handOver([]);
    for (let first = kept().slice(0, batch); first.length; first = kept().slice(0, batch)) await handOver(first);
    [pause, batch] = [SOON, AT_ONCE];
  } catch (error) {
    timer = setTimeout(deliver, pause, true);
    pause = Math.min(2 * pause, LATEST);
    if (error instanceof NotTaken) sendOtherwise();
  } finally {
    isSending = false;
  }
}
