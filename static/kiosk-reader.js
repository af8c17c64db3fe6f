// A card reader is a keyboard that types fast: six characters or more, each at once after the one before, then Enter.
// Digits are held back until it is clear who types, so that a card is read whatever has the focus and lands in no field.
const FAST = 60;
const SHORTEST = 6;
const ENDS = new Set(["Enter", "Tab"]);

// `read` gets the number of a card; `type` gets what a person has typed, a moment later than it was.
export function hearCards(read, type) {
  let held = "";
  let last = 0;
  let timer;

  const release = () => {
    const text = held;
    held = "";
    if (text) type(text);
  };

  const isDigit = (event) =>
    /^[0-9Xx]$/.test(event.key) && !event.repeat && !event.isComposing && !event.ctrlKey && !event.altKey && !event.metaKey;

  addEventListener("keydown", (event) => {
    clearTimeout(timer);
    if (event.timeStamp - last > FAST) release();
    last = event.timeStamp;
    if (isDigit(event)) {
      held += event.key;
      timer = setTimeout(release, 2 * FAST);
    } else if (ENDS.has(event.key) && held.length >= SHORTEST) {
      const number = held.toUpperCase();
      held = "";
      read(number);
    } else if (event.key === "Shift") {
      timer = setTimeout(release, 2 * FAST);  // on the way to an X
      return;
    } else {
      release();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
}
