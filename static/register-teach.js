// "My classes" on a phone: puts away the registers of today and tomorrow, and says what is not sent yet.
import "./register-store.js";
import "./register-send.js";
import { isKept, keep, letGo, start } from "./register-keep.js";

const store = globalThis.registerStore;
const sender = globalThis.registerSend;
const place = document.querySelector("[data-unsent]");
const me = Number(document.querySelector("[data-me]").dataset.me);
const registers = JSON.parse(place.dataset.registers);
const { words } = JSON.parse(document.querySelector("[data-words]").textContent);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

async function paint() {
  const waiting = await store.waiting();
  const mine = waiting.filter((row) => row.owner === me);
  const others = waiting.length - mine.length;
  const status = sender.status();
  const sentences = [];
  if (mine.length) sentences.push(fill({ signed_out: words.signed_out, trouble: words.trouble }[status] ?? words.unsent, { n: mine.length }));
  if (others) sentences.push(fill(words.somebody_else, { n: others }));
  if (isKept) sentences.push(words.kept);
  place.hidden = !sentences.length;
  const list = await Promise.all([...new Set(mine.map((row) => row.meeting))].map(async (meeting) => {
    const known = (await store.register(meeting))?.state;
    const link = Object.assign(document.createElement("a"), { href: `/teach/meetings/${meeting}/register` });
    link.textContent = known ? `${known.title} · ${known.when}` : words.register;
    const line = document.createElement("li");
    line.append(link, `${words.colon}${mine.filter((row) => row.meeting === meeting).length}`);
    return line;
  }));
  place.querySelector("p").textContent = sentences.join(" ");
  place.querySelector("ul").replaceChildren(...list);
  document.querySelector("[data-sign-in]").hidden = status !== "signed_out";
}

async function begin() {
  await store.claim(me);
  document.addEventListener("registers", paint);
  addEventListener("online", sender.deliver);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sender.deliver(); });
  await paint();
  if (isKept) return sender.deliver();
  await letGo(me, registers);
  await Promise.all([keep(me, ["/teach", "/teach/offline", ...registers]), sender.deliver()]);
}

start();
// A browser that keeps nothing shows the page as it is.
begin().catch(() => { place.hidden = true; });
