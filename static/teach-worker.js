// Opens registers without network: "My classes" and the registers of today and tomorrow as register-keep.js has put them
// away, each person's on a shelf of their own, of which a device has one at a time. And sends what was marked when the
// browser says that the network is back, also after the page was closed.
importScripts("/static/worker-parts.js", "/static/register-store.js", "/static/register-send.js");

const PAGES = /^\/teach(?:\/|$)/;
const OFFLINE = "/teach/offline";
const FILE = /^\/static\/[^?]+\.(?:css|js|svg|png)$/;
const SCRIPTS = ["register", "register-teach", "register-keep", "register-store", "register-send", "leaving", "app"];
const FILES = ["/static/app.css", "/static/seal.svg", ...SCRIPTS.map((name) => `/static/${name}.js`)];
// Whoever stands before a class does not wait long for a network that is there and does not work.
const PATIENCE = 5_000;
const files = shelf("teach-files");

async function keptPage(address) {
  const mine = (await caches.keys()).find((name) => name.startsWith("registers-"));
  if (!mine) return null;
  const pages = shelf(mine);
  const page = (await pages.kept(address)) ?? (await pages.kept(OFFLINE));
  return page ? marked(page) : null;
}

async function page(event) {
  const { pathname } = new URL(event.request.url);
  try {
    const answer = await ask(event.request, PATIENCE);
    if (hasSpoken(answer)) return answer;
  } catch {
    // No network, or no answer in time.
  }
  return (await keptPage(pathname)) ?? Response.error();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (!isReading(request)) return;
  if (request.mode === "navigate" && PAGES.test(pathname)) event.respondWith(page(event));
  else if (FILE.test(pathname)) event.respondWith(files.file(event, PATIENCE));
});

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(files.keepAll(FILES));
});

addEventListener("sync", (event) => {
  if (event.tag === "registers") event.waitUntil(send());
});

async function send() {
  const status = await registerSend.deliver();
  // The browser tries again by itself; who is signed out must come back first.
  if (["no_network", "trouble"].includes(status)) throw new Error(status);
}
