// Conveniences only: every page works without this file.
"use strict";
document.documentElement.classList.add("js");

// A second click must not ask twice. The button is switched off after the form's data has been collected, and switched on
// again when the page is shown anew, because the back button brings the old page back as it was left.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.defaultPrevented || event.target.method === "get") return;
  setTimeout(() => { button.disabled = true; button.setAttribute("aria-busy", "true"); });
});
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[aria-busy]")) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
});

// A ticked filter applies at once; the page that follows stands where the old one stood, with the focus on the same box.
const PLACE = "filter-place";
const same = (box) => `[name="${CSS.escape(box.name)}"][value="${CSS.escape(box.value)}"]`;
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto-submit]");
  if (!form || !event.target.matches("[type=checkbox], [type=radio], select")) return;
  const box = event.target.matches("select") ? `[name="${CSS.escape(event.target.name)}"]` : same(event.target);
  sessionStorage.setItem(PLACE, JSON.stringify([location.pathname, scrollY, box]));
  form.requestSubmit();
});
const [path, top_, box] = JSON.parse(sessionStorage.getItem(PLACE) || "[]");
sessionStorage.removeItem(PLACE);

// Filters stand open beside the results and closed above them.
const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
const narrow = document.documentElement.clientWidth < 52 * rem;
const simple = document.documentElement.dataset.view === "simple";
for (const details of document.querySelectorAll("details.filters")) details.open = !(narrow || simple) || path === location.pathname;

if (path === location.pathname) {
  document.querySelector(`form[data-auto-submit] ${box}`)?.focus({ preventScroll: true });
  scrollTo({ top: top_, behavior: "instant" });
}

// A menu closes behind whoever leaves it, so that it covers nothing of what comes next.
document.addEventListener("focusin", ({ target }) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(target)) menu.open = false;
});

// Escape closes the menu one is in, and the focus goes back to what opened it.
document.addEventListener("keydown", ({ key, target }) => {
  const menu = key === "Escape" && target.closest("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
