// The code on the door renews itself; without a network the old one goes away when it is not good any more.
"use strict";
const frame = document.querySelector("[data-door-code]");
const lost = document.querySelector("[data-door-lost]");
const HALF_MINUTE = 30_000;
let good = Date.now();
let timer = 0;

async function renew() {
  clearTimeout(timer);
  let wait = 5_000;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("[data-door-code]");
    // The meeting is over or has been cancelled: the page says so itself.
    if (!next) return location.reload();
    frame.replaceChildren(...next.childNodes);
    frame.hidden = false;
    lost.hidden = true;
    good = Date.now();
    wait = Number(next.dataset.seconds) * 1000;
  } catch {
    lost.hidden = false;
    frame.hidden = Date.now() - good > 2 * HALF_MINUTE;
  }
  timer = setTimeout(renew, wait);
}

if (frame) {
  timer = setTimeout(renew, Number(frame.dataset.seconds) * 1000);
  // A phone that lay dark shows the present code when it is woken.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - good > HALF_MINUTE) renew();
  });
  // A screen that goes dark is of no use beside a door; where a device does not allow it, it just goes dark.
  navigator.wakeLock?.request("screen").catch(() => {});
}
