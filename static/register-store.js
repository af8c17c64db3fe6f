// What a device keeps of registers: how they stood when it last heard, what was marked and is not sent yet, and where
// others marked otherwise. Pages import this file and the worker takes it by importScripts, so it gives one global name.
globalThis.registerStore ??= (() => {
  const NAME = "registers";
  const FLAG = "registers-of";
  let opened;

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        // In the order in which things were written down, which is the order in which they are sent.
        asked.result.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true });
        asked.result.createObjectStore("registers", { keyPath: "meeting" });
        asked.result.createObjectStore("news", { keyPath: "key" });
        asked.result.createObjectStore("device", { keyPath: "key" });
      };
      asked.onsuccess = () => {
        const forget = () => { opened = undefined; };
        // Whoever signs out wipes the device, also while another page is open.
        asked.result.onversionchange = () => { asked.result.close(); forget(); };
        asked.result.onclose = forget;
        resolve(asked.result);
      };
      asked.onerror = () => reject(asked.error);
    });
    opened.catch(() => { opened = undefined; });
    return opened;
  }

  const answered = (asked) => new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

  // Do something in one transaction; what was written is on the disk when this resolves.
  async function within(mode, act) {
    const all = (await open()).transaction(["outbox", "registers", "news", "device"], mode, { durability: "strict" });
    const done = new Promise((resolve, reject) => {
      all.oncomplete = resolve;
      all.onabort = () => reject(all.error ?? new Error("aborted"));
    });
    const [result] = await Promise.all([act((name) => all.objectStore(name)), done]);
    return result;
  }
  const read = (act) => within("readonly", act);
  const write = (act) => within("readwrite", act);

  // randomUUID lacks where the page came by plain http from another machine; getRandomValues is everywhere.
  const random = (digit) => (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16);
  const newId = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, random);

  const kind = () => /iPhone|iPad|Android|Macintosh|Windows|Linux/.exec(navigator.userAgent)?.[0] ?? "?";

  // Let the device be this person's. What somebody else marked here and did not send stays, without any names; the
  // registers that they had looked at go.
  async function claim(owner) {
    const { before, name } = await write(async (store) => {
      const device = store("device");
      const known = await answered(device.get("owner"));
      const named = (await answered(device.get("name"))) ?? { key: "name", value: `${kind()} ${newId().slice(0, 4)}` };
      device.put(named);
      if (known?.value !== owner) {
        await forget(store);
        device.put({ key: "owner", value: owner });
      }
      return { before: known?.value, name: named.value };
    });
    if (before !== owner) await dropPages(owner);
    localStorage.setItem(FLAG, owner);
    return name;
  }

  async function forget(store) {
    store("registers").clear();
    store("news").clear();
    for (const row of await answered(store("outbox").getAll())) store("outbox").put({ ...row, name: "" });
  }

  async function dropPages(butOf) {
    if (!globalThis.caches) return;
    const shelves = (await caches.keys()).filter((name) => name.startsWith("registers-") && name !== `registers-${butOf}`);
    await Promise.all(shelves.map((name) => caches.delete(name)));
  }

  const device = () => read(async (store) => (await answered(store("device").get("name")))?.value ?? "");

  // Everything that is not sent yet, of whomever, in order.
  const waiting = () => read((store) => answered(store("outbox").getAll()));

  const add = (rows) => write(async (store) => {
    for (const row of rows) {
      const when = { at: Date.now(), page: performance.timeOrigin, tick: performance.now() };
      store("outbox").add({ id: newId(), ...when, ...row });
    }
  });

  const register = (meeting) => read((store) => answered(store("registers").get(meeting)));
  const registers = () => read((store) => answered(store("registers").getAll()));

  // Put down how a register stands, unless something newer is known, and whom somebody else marked otherwise.
  // `act` gets what is known and returns what to keep of it: { mine, news, done }.
  const see = (state, act) => write(async (store) => {
    const known = (await answered(store("registers").get(state.meeting))) ?? { meeting: state.meeting, mine: {} };
    const { mine, news, done = [] } = act(known);
    const newest = known.state && known.state.at > state.at ? known.state : state;
    store("registers").put({ meeting: state.meeting, mine, state: newest });
    for (const one of news) store("news").put(one);
    for (const seq of done) store("outbox").delete(seq);
  });

  // What was not taken, and the server says nothing else of the register.
  const giveUp = (rows, news) => write(async (store) => {
    for (const one of news) store("news").put(one);
    for (const { seq } of rows) store("outbox").delete(seq);
  });

  const news = async (meeting) => (await read((store) => answered(store("news").getAll())))
    .filter((one) => one.meeting === meeting);
  const dropNews = (key) => write(async (store) => store("news").delete(key));

  // Keep no register but these; what is not sent yet stays.
  const keepOnly = (meetings) => write(async (store) => {
    for (const key of await answered(store("registers").getAllKeys())) {
      if (!meetings.includes(key)) store("registers").delete(key);
    }
  });

  // Let nothing on this device tell of any register.
  async function wipe() {
    await dropPages(null);
    (await opened)?.close();
    opened = undefined;
    await new Promise((resolve) => {
      const asked = indexedDB.deleteDatabase(NAME);
      asked.onsuccess = asked.onerror = asked.onblocked = resolve;
    });
    localStorage.removeItem(FLAG);
  }

  // Somebody else is signed in: the pages and registers of the former go, and what they have not sent stays.
  async function disown() {
    await dropPages(null);
    await write(async (store) => {
      await forget(store);
      store("device").delete("owner");
    });
    localStorage.removeItem(FLAG);
  }

  const owner = () => localStorage.getItem(FLAG);

  return {
    claim, device, waiting, add, register, registers, see, giveUp, news, dropNews, keepOnly, wipe, disown, owner,
  };
})();
