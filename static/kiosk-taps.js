// What a tap does: a link and a form ask for a page in place, a key of a pad types, a button of the script acts.
import { posted } from "./kiosk-net.js";
import { press } from "./kiosk-pad.js";

const WELCOME = "/kiosk";

// Where an address leads, if it stays in the kiosk; `here` is that of the page it stands in.
function ours(address, here) {
  const url = new URL(address ?? "", here);
  const isOurs = url.origin === location.origin && `${url.pathname}/`.startsWith(`${WELCOME}/`);
  return isOurs ? url : null;
}

// `go` asks for an address; `acts` are named by data-act; `here` is a function, because pages change.
export function hearTaps({ go, acts, here }) {
  function follow(link) {
    const address = link.getAttribute("href");
    const url = ours(address, here());
    if (address.startsWith("#")) document.getElementById(address.slice(1))?.focus();
    else if (link.dataset.letter) spell(link, url);
    else if (url) go(url.href);
  }

  // Letters may be tapped faster than the server answers. Each is put to those before it, not to those of the answer.
  function spell(link, url) {
    const pad = link.closest("[data-spelt]");
    const { letter } = link.dataset;
    pad.dataset.spelt = letter === "back" ? pad.dataset.spelt.slice(0, -1) : pad.dataset.spelt + letter;
    url.searchParams.set("q", pad.dataset.spelt);
    go(url.href);
  }

  function submit(form, button) {
    const url = ours(button?.getAttribute("formaction") ?? form.getAttribute("action"), here());
    const fields = new URLSearchParams(new FormData(form));
    if (button?.name) fields.append(button.name, button.value);
    if (!url) return;
    if (url.pathname === "/kiosk/leave") acts.leave();
    else if (form.method === "post") go(url.href, posted(fields));
    else {
      url.search = fields;
      go(url.href);
    }
  }

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("a[href], button, dialog");
    if (!pressed) return;
    const { act, key, letter } = pressed.dataset;
    const isLink = pressed.matches("a");
    // The second click of a double click would press what has come in the place of the first.
    const isDouble = event.detail > 1 && !key && !letter;
    if (isDouble || key || isLink) event.preventDefault();
    if (isDouble) return;
    if (key) press(key);
    else if (isLink) follow(pressed);
    else if ("print" in pressed.dataset) acts.print();
    else if (act) {
      pressed.closest("dialog")?.close();
      acts[act]?.();
    }
  });

  document.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(event.target, event.submitter);
  });

  // Whatever opens another window or a menu of the browser.
  for (const way of ["auxclick", "contextmenu", "dragstart"]) addEventListener(way, (event) => event.preventDefault());
}
