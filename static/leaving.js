// Whoever signs out leaves nothing of any register on the device; what is not sent yet is asked about first. And where
// somebody else is signed in by now, the former's registers go.
import "./register-store.js";

const store = globalThis.registerStore;
const place = document.querySelector("[data-me]");
const { me } = place.dataset;
const unsent = async () => (await store.waiting()).filter((row) => row.owner === Number(me)).length;

async function sendFirst() {
  await import("./register-send.js");
  await globalThis.registerSend.deliver();
  return unsent();
}

function ask(n, form, question = place.dataset.say) {
  place.hidden = false;
  place.querySelector("p").textContent = question.replace("{n}", n);
  place.focus();
  place.onclick = async ({ target }) => {
    const { leaving: answer } = target.dataset;
    if (answer) place.hidden = true;
    if (answer === "lose") leave(form);
    if (answer !== "send") return;
    n = await sendFirst();
    if (n) ask(n, form, place.dataset.failed);
    else leave(form);
  };
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
