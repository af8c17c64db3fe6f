// What the script has to say stands in a <template> of the page, in its language; here it is only shown and taken away.
const shown = (name) => document.querySelector(`body > [data-part="${name}"]`);

export function dismiss(name) {
  const old = shown(name);
  old?.close?.();  // gives the focus back to where it was
  old?.remove();
}

function add(name) {
  dismiss(name);
  const words = document.querySelector("#kiosk-parts")?.content.querySelector(`[data-part="${name}"]`);
  const fresh = words?.cloneNode(true);
  if (fresh) document.body.append(fresh);
  return fresh;
}

export function fill(place, values) {
  for (const [name, value] of Object.entries(values)) {
    for (const gap of place.querySelectorAll(`[data-fill="${name}"]`)) gap.textContent = value;
  }
}

// A strip that stays until it is dismissed.
export function announce(name, values = {}) {
  const strip = add(name);
  if (strip) fill(strip, values);
}

// A dialog; asked again while it is open it only gets new values.
export function question(name, values = {}) {
  const open = shown(name);
  const dialog = open?.open ? open : add(name);
  if (!dialog) return;
  fill(dialog, values);
  if (!dialog.open) dialog.showModal();
}
