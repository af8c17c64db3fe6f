// Pads of digits and letters. Each key is a button that the server would answer; here it types at once into the field of
// the page that is marked data-pad.
const FIELDS = "input:is([type=text], [type=password], [type=search], [type=tel], :not([type]))";

const padField = () => document.querySelector("input[data-pad]");

function write(field, text, from = field.selectionStart, to = field.selectionEnd) {
  const length = field.value.length - (to - from) + text.length;
  if (field.maxLength >= 0 && length > field.maxLength) return;
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// Type what came from a keyboard into the field that has the focus, or else into that of the pad.
export function type(text) {
  const focused = document.activeElement;
  const field = focused?.matches(FIELDS) ? focused : padField();
  if (!field) return;
  field.focus();
  write(field, text);
}

const keys = {
  back(field) {
    const { selectionStart: from, selectionEnd: to } = field;
    write(field, "", from === to ? Math.max(0, from - 1) : from, to);
  },
  clear(field) {
    write(field, "", 0, field.value.length);
  },
};

// A key acts when the finger leaves it, as a click does.
export function press(key) {
  const field = padField();
  if (!field) return;
  if (keys[key]) keys[key](field);
  else write(field, key);
}

// Let a pad that has just come type after what stands in its field already.
export function lay() {
  const field = padField();
  field?.setSelectionRange(field.value.length, field.value.length);
}
