// Puts pages away for a time without network: "My classes" and registers, as teach-worker.js opens them.
import "./register-store.js";

const store = globalThis.registerStore;
const REGISTER = /^\/teach\/meetings\/(\d+)\/register$/;

export const isKept = "kept" in document.documentElement.dataset;

const inPage = (page, name) => page.querySelector(`[data-${name}]`);
export const known = (page) => JSON.parse(inPage(page, "known")?.textContent ?? "null");

// Keep these pages as they are for this person now. A register that is not open yet is asked for ahead of its time.
export async function keep(me, addresses) {
  if (!globalThis.caches) return;
  const shelf = await caches.open(`registers-${me}`);
  await Promise.all(addresses.map(async (address) => {
    const answer = await fetch(address, { headers: { "X-Ahead": "1" }, cache: "no-store" }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const html = await answer.text();
    const page = new DOMParser().parseFromString(html, "text/html");
    // Somebody else may have signed in meanwhile in another window.
    if (inPage(page, "me")?.dataset.me !== String(me) || store.owner() !== String(me)) return;
    await shelf.put(address, new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } }));
    const state = known(page)?.state;
    if (state) await store.see(state, ({ mine }) => ({ mine, news: [] }));
  }));
}

// Let go of registers that are over, so that no names stay longer than they are needed; but not of what waits.
export async function letGo(me, addresses) {
  const meetings = new Set((await store.waiting()).map((row) => row.meeting));
  for (const address of addresses) meetings.add(Number(REGISTER.exec(address)?.[1]));
  await store.keepOnly([...meetings]);
  if (!globalThis.caches) return;
  const shelf = await caches.open(`registers-${me}`);
  for (const request of await shelf.keys()) {
    const meeting = REGISTER.exec(new URL(request.url).pathname)?.[1];
    if (meeting && !meetings.has(Number(meeting))) await shelf.delete(request);
  }
}

// Where the page is not secure the browser has no worker; then the page says so.
export function start() {
  const insecure = document.querySelector("[data-insecure]");
  if (insecure) insecure.hidden = isSecureContext;
  navigator.serviceWorker?.register("/teach/worker.js", { scope: "/teach" }).catch(() => {});
}
