// Keeps the pages of door panels and boards, and what they are drawn with, for a start without network. No such page names
// a person. Every other address under /rooms is left to the browser.
importScripts("/static/worker-parts.js");

const PAGE = /^\/rooms\/(?:board|\d+\/panel)$/;
const FILES = ["/static/app.css", "/static/panel.css", "/static/panel.js", "/static/seal.svg"];
const { keep, keepAll, keptPage, file } = shelf("screens");

async function keepPage(address, answer) {
  const html = await answer.text();
  if (!answer.ok || answer.redirected || !html.includes("<main") || !html.includes("data-now=")) return;
  await keep(address, asPage(html));
}

async function page(event) {
  const { request } = event;
  try {
    const answer = await ask(request);
    if (hasSpoken(answer)) {
      event.waitUntil(keepPage(request.url, answer.clone()));
      return answer;
    }
  } catch {
    // No network, or no answer in time.
  }
  // A script that asks must hear that nobody answers.
  return request.mode === "navigate" ? keptPage(request.url) : Response.error();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (!isReading(request)) return;
  if (PAGE.test(pathname)) event.respondWith(page(event));
  else if (FILES.includes(pathname)) event.respondWith(file(event));
});

// The first page has come before there was a worker: fetch it and what it needs once more.
addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(fill());
});

async function fill() {
  await keepAll(FILES);
  const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const screens = open.map(({ url }) => url).filter((url) => PAGE.test(new URL(url).pathname));
  await Promise.all(screens.map(async (url) => keepPage(url, await ask(url))));
}
