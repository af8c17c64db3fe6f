// Keeps what a kiosk needs to start without network: the welcome page as a visitor sees it, its styles and its scripts.
// Nothing of a visit passes through here: every other address is left to the browser.
const SHELF = "kiosk";
const WELCOME = "/kiosk";
const FILES = /^\/static\/[^?]+\.(?:css|js|svg)$/;
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

// The page itself says that nobody is signed in and nobody has chosen how it looks.
const isVisitors = (html) => html.includes('data-kiosk-level="none"') && html.includes('data-kiosk-visit="no"');

async function keepWelcome(answer) {
  const html = await answer.text();
  if (!answer.ok || answer.redirected || !isVisitors(html)) return;
  await keep(WELCOME, new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } }));
}

async function keptWelcome() {
  const page = await caches.match(WELCOME);
  if (!page) return Response.error();
  // kiosk.js says of a page so marked that it is not from now.
  return new Response((await page.text()).replace("<html ", "<html data-kept "), { headers: page.headers });
}

async function welcome(event) {
  try {
    const answer = await ask(event.request);
    // From 502 on it is a proxy that speaks, because the server does not.
    if (answer.status < 502) {
      event.waitUntil(keepWelcome(answer.clone()));
      return answer;
    }
  } catch {
    // No network, or no answer in time.
  }
  return keptWelcome();
}

async function file(event) {
  try {
    const answer = await ask(event.request);
    if (answer.ok) event.waitUntil(keep(event.request, answer.clone()));
    return answer;
  } catch {
    return (await caches.match(event.request)) ?? Response.error();
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.method !== "GET") return;
  if (request.mode === "navigate" && pathname === WELCOME) event.respondWith(welcome(event));
  else if (FILES.test(pathname)) event.respondWith(file(event));
});

// The first page has come before there was a worker: fetch it and what it needs once more.
addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(fill());
});

async function fill() {
  const answer = await ask(WELCOME);
  const html = await answer.clone().text();
  await keepWelcome(answer);
  const files = [...html.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, address]) => address);
  await (await caches.open(SHELF)).addAll(files);
}

addEventListener("activate", (event) => event.waitUntil(clients.claim()));
