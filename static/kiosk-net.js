// Asking the server, and knowing whether it answers.

// After so long an answer is not awaited any more: whoever stands there thinks that the screen is dead.
const PATIENCE = 10_000;

// What "network" events tell: true when the server has answered, false when it has not.
const tell = (detail) => document.dispatchEvent(new CustomEvent("network", { detail }));

export const posted = (fields = {}) => ({ method: "POST", body: new URLSearchParams(fields) });

// Resolves to { answer, text }; rejects where there is no network, no answer in time, or only that of a proxy whose
// server is down. `stop` gives it up from outside, which says nothing about the network.
export async function send(url, options = {}, stop = new AbortController()) {
  let isLate = false;
  const late = setTimeout(() => { isLate = true; stop.abort(); }, PATIENCE);
  try {
    const answer = await fetch(url, { ...options, signal: stop.signal, cache: "no-store" });
    const text = await answer.text();
    if (answer.status >= 502) throw new Error(`no server behind ${url}`);
    tell(true);
    return { answer, text };
  } catch (error) {
    if (isLate || !stop.signal.aborted) tell(false);
    throw error;
  } finally {
    clearTimeout(late);
  }
}
