// Keeps what a kiosk needs to start without network: the welcome page as a visitor sees it, its styles and its scripts.
// Nothing of a visit passes through here: every other address is left to the browser.
importScripts("/static/worker-parts.js");

const WELCOME = "/kiosk";
const FILES = /^\/static\/[^?]+\.(?:css|js|svg)$/;
const { keep, keepAll, keptPage, file } = shelf("kiosk");

// The page itself says that nobody is signed in and nobody has chosen how it looks.
const isVisitors = (html) => html.includes('data-kiosk-level="none"') && html.includes('data-kiosk-visit="no"');

async function keepWelcome(answer) {
  const html = await answer.text();
  if (answer.ok && !answer.redirected && isVisitors(html)) await keep(WELCOME, asPage(html));
}

async function welcome(event) {
  try {
    const answer = await ask(event.request);
    if (hasSpoken(answer)) {
      event.waitUntil(keepWelcome(answer.clone()));
      return answer;
    }
  } catch {
    // No network, or no answer in time.
  }
  return keptPage(WELCOME);
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (!isReading(request)) return;
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
  await keepAll([...html.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, address]) => address));
}
