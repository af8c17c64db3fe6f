// What our workers share: asking with patience, keeping, and marking what is kept. They take this file by importScripts,
// and the browser keeps it with them.
"use strict";

// Resolves to the answer; rejects where there is no network, or none in time.
async function ask(request, patience = 10_000, options = {}) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), patience);
  try {
    return await fetch(request, { ...options, signal: stop.signal });
  } finally {
    clearTimeout(late);
  }
}

// From 502 on it is a proxy that speaks, because the server does not.
const hasSpoken = (answer) => answer.status < 502;

const asPage = (html) => new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } });

// A kept page as its script knows it: not from now.
const marked = async (page) => asPage((await page.text()).replace("<html ", "<html data-kept "));

// One cache by its name, and a file out of the network or, where there is none, out of the cache.
function shelf(name) {
  const opened = () => caches.open(name);
  const keep = async (address, answer) => (await opened()).put(address, answer);
  const kept = async (address) => (await opened()).match(address);
  const keepAll = async (addresses) => (await opened()).addAll(addresses);
  const keptPage = async (address) => {
    const page = await kept(address);
    return page ? marked(page) : Response.error();
  };
  const file = async (event, patience) => {
    try {
      const answer = await ask(event.request, patience);
      if (answer.ok) event.waitUntil(keep(event.request, answer.clone()));
      return answer;
    } catch {
      return (await kept(event.request)) ?? Response.error();
    }
  };
  return { keep, kept, keepAll, keptPage, file };
}

// Whether a request is one of ours to read.
const isReading = ({ url, method }) => new URL(url).origin === location.origin && method === "GET";

addEventListener("activate", (event) => event.waitUntil(clients.claim()));
