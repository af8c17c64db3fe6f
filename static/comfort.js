// The crosshair: two lines through the whole window that meet at the pointer, or at what has the keyboard's focus.
"use strict";
(() => {
const [across, down] = ["across", "down"].map((way) => {
  const line = document.createElement("div");
  line.className = `crosshair crosshair-${way}`;
  line.setAttribute("aria-hidden", "true");
  document.body.append(line);
  return line;
});

function meet(x, y) {
  across.style.transform = `translateY(${y}px)`;
  down.style.transform = `translateX(${x}px)`;
  document.documentElement.classList.add("has-crosshair");
}

addEventListener("pointermove", (event) => meet(event.clientX, event.clientY), { passive: true });
document.addEventListener("focusin", ({ target }) => {
  if (!target.matches(":focus-visible")) return;
  const { left, top, width, height } = target.getBoundingClientRect();
  meet(left + width / 2, top + height / 2);
});
})();
