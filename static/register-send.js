// Sends what was marked, in order, until the server has said of each that it has it. The server knows marks and notes by
// their id, so what is sent twice counts once. Pages import this file and the worker takes it by importScripts.
globalThis.registerSend ??= (() => {
  const store = globalThis.registerStore;
  const PATIENCE = 15_000;
  const AT_ONCE = 100;
  const SOON = 2_000;
  const LATEST = 60_000;
  const tell = new BroadcastChannel("registers");
  const inPage = typeof document !== "undefined";

  // fine | no_network | signed_out | somebody_else | trouble; and the meeting whose marks are under way.
  let status = "fine";
  let sending = null;
  function say(news) {
    ({ status = status, sending = sending } = news);
    tell.postMessage({ status, sending });
    if (inPage) document.dispatchEvent(new Event("registers"));
  }

  class Stop extends Error {
    constructor(why) {
      super(why);
      this.why = why;
    }
  }

  // Resolves to { status, told }; `told` is null where the answer is none of ours, as that of a hotspot's sign-in page.
  async function ask(url, options = {}) {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(url, { cache: "no-store", ...options, signal: stop.signal });
      const told = /json/.test(answer.headers.get("Content-Type")) ? await answer.json() : null;
      // From 502 on it is a proxy that speaks, because the server does not.
      if (answer.redirected || answer.status >= 502 || (answer.ok && !told)) throw new Stop("no_network");
      return { status: answer.status, told };
    } catch {
      throw new Stop("no_network");
    } finally {
      clearTimeout(late);
    }
  }

  async function keeper() {
    const { status: said, told } = await ask("/teach/keeper");
    if (said === 401) throw new Stop("signed_out");
    if (said !== 200 || !told.person) throw new Stop("trouble");
    return told;
  }

  // A device's clock may jump when the network comes back. As long as the page is the same one, the time since the tap is
  // measured and not taken from that clock.
  function when({ at, page, tick }) {
    const measured = page === performance.timeOrigin ? Date.now() - (performance.now() - tick) : at;
    return new Date(measured).toISOString();
  }

  function parcel(rows, by, device) {
    const marks = rows.filter((row) => row.kind === "mark");
    const notes = rows.filter((row) => row.kind === "note");
    return {
      by,
      device,
      sent_at: new Date().toISOString(),
      marks: marks.map((row) => ({ id: row.id, person: row.person, mark: row.mark, marked_at: when(row) })),
      notes: notes.map((row) => ({ id: row.id, text: row.text, made_at: when(row) })),
    };
  }

  // Whom somebody else has marked otherwise since we did. What we know we said is left out from then on.
  function overruled(state, mine, device) {
    const news = [];
    for (const { person, name, stands } of state.rows) {
      const ours = mine[person];
      if (!ours || !stands || stands.id === ours.id || stands.device === device) continue;
      delete mine[person];
      if (stands.mark !== ours.mark) news.push(met(state.meeting, person, name, "theirs", ours, stands));
    }
    return news;
  }

  const met = (meeting, person, name, kind, mine, other) =>
    ({ key: `${meeting}.${person}`, meeting, person, name, kind, mine, other });

  function refused(row, name, reasons) {
    const hour = new Intl.DateTimeFormat("zh", { hour: "numeric", minute: "2-digit", hourCycle: "h23" });
    const mine = { mark: row.mark, at: hour.format(row.at), text: row.text };
    return { key: row.id, meeting: row.meeting, person: row.person, name, kind: "refused", mine, reasons };
  }

  // Make of the server's answer what this device now knows.
  function understood(rows, told, device) {
    const outcomes = new Map(told.outcomes.map((outcome) => [outcome.id, outcome]));
    const names = new Map(told.rows.map((row) => [row.person, row.name]));
    const noted = new Set(told.notes.map((note) => note.id));
    return ({ mine: before }) => {
      const [mine, news, done] = [{ ...before }, [], []];
      for (const row of rows) {
        const outcome = outcomes.get(row.id);
        if (row.kind === "note" ? !noted.has(row.id) : !outcome) continue;
        done.push(row.seq);
        if (row.kind === "note") continue;
        const name = names.get(row.person) ?? row.name;
        const { other } = outcome;
        if (outcome.outcome === "refused") news.push(refused(row, name, outcome.reasons));
        else if (outcome.outcome === "saved") {
          mine[row.person] = outcome.mine;
          // Somebody had marked before us, and we did not know it.
          const isNews = other && other.id !== row.over && other.device !== device && other.mark !== row.mark;
          if (isNews) news.push(met(told.meeting, row.person, name, "mine", outcome.mine, other));
        } else if (other && other.device !== device) {
          delete mine[row.person];
          if (other.mark !== row.mark) news.push(met(told.meeting, row.person, name, "theirs", outcome.mine, other));
        }
      }
      return { mine, news: [...news, ...overruled(told, mine, device)], done };
    };
  }

  // Hand over the first marks of one meeting. Says whether the server has dealt with them.
  async function handOver(rows, who, device) {
    const { meeting } = rows[0];
    const headers = { "Content-Type": "application/json", "X-CSRFToken": who.csrf_token };
    const body = JSON.stringify(parcel(rows, who.person, device));
    const { status: said, told } = await ask(`/teach/meetings/${meeting}/marks`, { method: "POST", headers, body });
    if (said === 200 && told.outcomes) {
      await store.see(told, understood(rows, told, device));
      return "taken";
    }
    if (said === 401) throw new Stop("signed_out");
    if (said === 400 || told?.code === "parcel_of_somebody_else") return "stale";
    if ([413, 422].includes(said) && rows.length > 1) return "fewer";
    if ([403, 404, 410, 413, 422].includes(said)) {
      await store.giveUp(rows, rows.map((row) => refused(row, row.name, told ? [told] : [])));
      return "taken";
    }
    return "trouble";
  }

  // Send everything that waits and is ours, and say whether there was anything. A meeting whose marks the server cannot
  // take holds up no other.
  async function round() {
    const stuck = new Set();
    let [who, isFresh, most] = [null, false, AT_ONCE];
    const device = await store.device();
    for (;;) {
      const all = await store.waiting();
      if (!all.length) return who !== null;
      if (!who) [who, isFresh] = [await keeper(), true];
      const ours = all.filter((row) => row.owner === who.person && !stuck.has(row.meeting));
      if (!ours.length) throw new Stop(stuck.size ? "trouble" : "somebody_else");
      const { meeting } = ours[0];
      const rows = ours.filter((row) => row.meeting === meeting).slice(0, most);
      say({ sending: meeting });
      const fate = await handOver(rows, who, device);
      if (fate === "stale" && !isFresh) who = null;
      else if (fate === "fewer") most = 1;
      else if (fate !== "taken") stuck.add(meeting);
      isFresh = false;
      const left = fate === "taken" && new Set((await store.waiting()).map((row) => row.seq));
      // The server has answered and said nothing of these: they are tried again later, and not for ever now.
      if (left && rows.every((row) => left.has(row.seq))) stuck.add(meeting);
    }
  }

  const alone = (act) => navigator.locks ? navigator.locks.request("registers", act) : act();

  let timer;
  let pause = SOON;
  let isBusy = false;
  let isWanted = false;

  // Send what waits now. Resolves to the status; where something stays behind, a page tries again by itself.
  async function deliver() {
    if (isBusy) {
      isWanted = true;
      return status;
    }
    [isBusy, isWanted] = [true, false];
    clearTimeout(timer);
    try {
      const isHeard = await alone(round);
      pause = SOON;
      // Who had nothing to send does not know whether there is network.
      say(isHeard ? { status: "fine", sending: null } : { sending: null });
    } catch (error) {
      say({ status: error.why ?? "trouble", sending: null });
      if (inPage) timer = setTimeout(deliver, pause);
      pause = Math.min(2 * pause, LATEST);
      if (inPage) wakeLater();
    } finally {
      isBusy = false;
    }
    return isWanted ? deliver() : status;
  }

  // Where the browser has it, the worker is woken when the network is back, also after the page was closed. And a browser
  // that runs out of room is to throw away something else.
  async function wakeLater() {
    navigator.storage?.persist?.().catch(() => {});
    const registration = await navigator.serviceWorker?.getRegistration("/teach");
    await registration?.sync?.register("registers").catch(() => {});
  }

  // Take over how a register stands, and see whether somebody has marked otherwise than we had.
  async function take(told) {
    const device = await store.device();
    await store.see(told, ({ mine: before }) => {
      const mine = { ...before };
      return { mine, news: overruled(told, mine, device) };
    });
  }

  // Ask how a register stands, so that the marks of other devices show.
  async function look(meeting) {
    try {
      const { status: said, told } = await ask(`/teach/meetings/${meeting}/marks`);
      if (said === 401) throw new Stop("signed_out");
      if (said !== 200) throw new Stop("trouble");
      await take(told);
      say({ status: "fine" });
    } catch (error) {
      say({ status: error.why ?? "trouble" });
    }
  }

  tell.onmessage = ({ data }) => {
    ({ status, sending } = data);
    if (inPage) document.dispatchEvent(new Event("registers"));
  };

  return { deliver, look, take, changed: () => say({}), status: () => status, sending: () => sending };
})();
