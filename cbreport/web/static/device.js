// On a device of one's own: what waits is kept in a database of the browser, each window's queue apart, under a name of the
// person that tells nobody who she is. Pages to read and fill in without a line are kept by the worker, and by keeping.js
// where the pages of a report are listed.

import { cut, form } from "./saving.js";

export const NAME = "cb-outbox";
const QUIET = 3000; // after the last save, before the page is kept anew

export const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

// The database is closed after each use, so that another window can take everything off the device.
async function use(work) {
  const asked = indexedDB.open(NAME);
  asked.onupgradeneeded = () => asked.result.createObjectStore("queues", { keyPath: ["person", "tab"] });
  const database = await done(asked);
  try {
    const change = database.transaction("queues", "readwrite", { durability: "strict" });
    const result = await work(change.objectStore("queues"));
    change.commit?.();
    await new Promise((resolve, reject) => Object.assign(change, { oncomplete: resolve, onabort: reject }));
    return result;
  } finally {
    database.close();
  }
}

// A lock as long as the window lives tells which queues are somebody's. A window that was duplicated has the name of
// the first one, and gets another.
async function ownName() {
  const name = sessionStorage.getItem("cb-tab") ?? crypto.randomUUID();
  const taken = await new Promise((resolve) => {
    const held = () => {
      resolve(true);
      return new Promise(() => {});
    };
    navigator.locks.request(`cb-tab ${name}`, { signal: AbortSignal.timeout(1500) }, held).catch(() => resolve(false));
  });
  if (!taken) sessionStorage.removeItem("cb-tab");
  else sessionStorage.setItem("cb-tab", name);
  return taken ? name : ownName();
}

// The pages of a report are kept where they are listed, and everything once after each new release.
async function begin(words) {
  const keeping = new URL("keeping.js", import.meta.url);
  const listed = document.querySelector("[data-cb-pages], [data-cb-drafts]");
  if (listed || !(await caches.match(keeping, { ignoreVary: true }))) (await import(keeping)).keepPages(words);
}

// Without a line, what is kept here leads on.
addEventListener(
  "submit",
  (event) => {
    if (event.target !== form || (navigator.onLine && !cut)) return;
    event.preventDefault();
    event.stopPropagation();
    import("./going.js").then(({ goOn }) => goOn(event.submitter));
  },
  true,
);

export function open(words, session) {
  if (!window.isSecureContext) return session;
  const { person } = words;
  let tab, timer;
  let oldest = 0;
  let last = Promise.resolve();
  begin(words);
  return {
    get words() {
      const style = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" };
      const since = new Date(oldest).toLocaleString(document.documentElement.lang, style);
      return words.kept.replace("{since}", since);
    },

    // Its own queue, those of windows that are gone, and what the window had kept before the device was one's own.
    async load() {
      tab = await ownName();
      const { held } = await navigator.locks.query();
      const alive = new Set(held.map(({ name }) => name));
      const before = await session.load();
      const entries = await use(async (store) => {
        const all = (await done(store.getAll())).filter((each) => each.person === person);
        const mine = all.filter((each) => each.tab === tab || !alive.has(`cb-tab ${each.tab}`));
        for (const each of mine) store.delete([person, each.tab]);
        const found = [...mine.flatMap((each) => each.entries), ...before].sort((a, b) => a.time - b.time);
        if (found.length) store.put({ person, tab, entries: found });
        return found;
      });
      await session.put([]);
      oldest = entries[0]?.time;
      return entries;
    },

    async put(entries) {
      if (!tab) return; // they are put when the others have been read
      oldest = Math.min(...entries.map(({ time }) => time));
      const put = () => use((store) => (entries.length ? store.put({ person, tab, entries }) : store.delete([person, tab])));
      last = last.then(put, put); // in the order asked for
      await last;
    },

    async elsewhere() {
      const all = await use((store) => done(store.getAll()));
      return all.filter((each) => each.person === person && each.tab !== tab).flatMap(({ entries }) => entries);
    },

    // The page that was saved is kept anew.
    saved(url) {
      clearTimeout(timer);
      timer = setTimeout(() => navigator.serviceWorker?.controller?.postMessage(url), QUIET);
    },
  };
}
