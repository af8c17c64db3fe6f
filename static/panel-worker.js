// Keeps the pages of door panels and boards, and what they are drawn with, for a start without network. No such page names
// a person. Every other address under /rooms is left to the browser.
const SHELF = "screens";
const PAGE = /^\/rooms\/(?:board|\d+\/panel)$/;
const FILES = ["/static/app.css", "/static/panel.css", "/static/panel.js", "/static/seal.svg"];
const PATIENCE = 10_000;

async function ask(request) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), PATIENCE);
  try {
    return await fetch(request, { signal: stop.signal });
  } finally {
    clearTimeout(late);
  }
}

const keep = async (address, answer) => (await caches.open(SHELF)).put(address, answer);
const kept = async (address) => (await caches.open(SHELF)).match(address);

async function keepPage(address, answer) {
  const html = await answer.text();
  if (!answer.ok || answer.redirected || !html.includes("<main") || !html.includes("data-now=")) return;
  await keep(address, new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } }));
}

async function keptPage(address) {
  const page = await kept(address);
  if (!page) return Response.error();
  // panel.js says of a page so marked how old it is.
  return new Response((await page.text()).replace("<html ", "<html data-kept "), { headers: page.headers });
}

async function page(event) {
  const { request } = event;
  try {
    const answer = await ask(request);
    // From 502 on it is a proxy that speaks, because the server does not.
    if (answer.status < 502) {
      event.waitUntil(keepPage(request.url, answer.clone()));
      return answer;
    }
  } catch {
    // No network, or no answer in time.
  }
  // A script that asks must hear that nobody answers.
  return request.mode === "navigate" ? keptPage(request.url) : Response.error();
}

async function file(event) {
  try {
    const answer = await ask(event.request);
    if (answer.ok) event.waitUntil(keep(event.request, answer.clone()));
    return answer;
  } catch {
    return (await kept(event.request)) ?? Response.error();
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.method !== "GET") return;
  if (PAGE.test(pathname)) event.respondWith(page(event));
  else if (FILES.includes(pathname)) event.respondWith(file(event));
});

// The first page has come before there was a worker: fetch it and what it needs once more.
addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(fill());
});

async function fill() {
  await (await caches.open(SHELF)).addAll(FILES);
  const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const screens = open.map(({ url }) => url).filter((url) => PAGE.test(new URL(url).pathname));
  await Promise.all(screens.map(async (url) => keepPage(url, await ask(url))));
}

addEventListener("activate", (event) => event.waitUntil(clients.claim()));
