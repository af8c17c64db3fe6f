// Whoever signs out leaves nothing of any register on the device; what is not sent yet is asked about first. And where
// somebody else is signed in by now, the former's registers go.
import "./register-store.js";

const store = globalThis.registerStore;
const place = document.querySelector("[data-me]");
const { me } = place.dataset;
const dialog = place.querySelector("dialog");
const unsent = async () => (await store.waiting()).filter((row) => row.owner === Number(me)).length;

async function sendFirst() {
  await import("./register-send.js");
  await globalThis.registerSend.deliver();
  return unsent();
}

function ask(n, form) {
  const say = (text) => { dialog.querySelector("p").textContent = text.replace("{n}", n); };
  say(dialog.dataset.say);
  dialog.returnValue = "";
  dialog.onclose = async () => {
    if (dialog.returnValue === "lose") leave(form);
    if (dialog.returnValue !== "send") return;
    n = await sendFirst();
    if (!n) return leave(form);
    say(dialog.dataset.failed);
    dialog.showModal();
  };
  dialog.showModal();
}

async function leave(form) {
  await store.wipe();
  form.submit();
}

// Before app.js, which switches off the button of a form that is sent.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.getAttribute("action") !== "/sign-out" || store.owner() === null) return;
  event.preventDefault();
  const n = await unsent().catch(() => 0);
  if (n) ask(n, form);
  else leave(form);
}, true);

if (store.owner() !== null && store.owner() !== me) store.disown();
