// Saves answers while one types, and says truthfully where they are. What was typed waits in a queue of entries, one for
// each answer, in the order typed, and leaves it only after the server has said under the same key that it is saved.
// The protocol is that of cbreport/web/pages/autosave.py. Every page saves without this, too.

import "./cb.js";

const line = document.querySelector("[data-cb-line]");
export const words = line.dataset;
export const form = document.forms["cb-form"];
export const here = location.pathname;
export const bases = new Map(); // revisions of single answers where they are not the page's
const said = new Map(); // what was last noted of each answer
const PAUSE = 1000;
const LONGEST = 30000;
const OFTEN = 10; // answers in one save

export let queue = [];
export let cut = false; // whether the last save did not get through
let store = session();
let timer, sending, leaving, savedAt;
let trouble = ""; // why nothing is sent at this moment, in words
let wait = 0;
let others = false; // whether a colleague changed something on this page

const revision = () => Number(form.elements.revision.value);
const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(36)).join("");
const later = (name, ...given) => import("./recovering.js").then((found) => found[name](...given)).catch(() => stop());
export const about = (address, url = here) => (entry) => entry.url === url && entry.address === address;
export const addressOf = (name = "") => (/^(?:[adnct]|t[ln]):/.test(name) ? name.split(":")[1] : "");
export const fieldsAt = (address) => [...form.elements].filter((each) => addressOf(each.name) === address && each.type !== "file");
export const boxOf = (address) => fieldsAt(address)[0]?.closest("[data-cb-address]");
const waiting = () => queue.filter((entry) => !entry.conflict && !entry.refused);

// What waits lives as long as the tab, under a name that the next person at this computer does not have.
function session() {
  const name = `cb-outbox ${words.person}`;
  return {
    load: async () => JSON.parse(sessionStorage.getItem(name) ?? "[]"),
    async put(entries) {
      sessionStorage.setItem(name, JSON.stringify(entries));
      if (!entries.length) sessionStorage.removeItem(name);
    },
  };
}

export function drop(entry) {
  queue = queue.filter((each) => each !== entry);
  keep();
}

// Answers that must not stay on a device wait on the page only.
export async function keep() {
  try {
    await store.put(queue.filter((entry) => !entry.off));
  } catch {
    for (const entry of queue) entry.off = true; // no room, or not allowed
  }
}

// -- what was typed ---------------------------------------------------------------------------------------------------

function sent(address) {
  const fields = [];
  for (const { name, value, type, checked } of form.elements) {
    const own = addressOf(name) === address && type !== "file" && !/^t[ln]/.test(name);
    const row = name.startsWith("rows:") && address.startsWith(`${name.slice(5)}[${value}]`);
    const asked = name === "on-page" && value === address;
    if (row || asked || (own && (checked || !/radio|checkbox/.test(type)))) fields.push([name, value]);
  }
  return fields;
}

export function note(address) {
  let entry = queue.findLast(about(address));
  if (!entry || entry.key) {
    const box = boxOf(address);
    const label = box.querySelector("legend, label")?.innerText.slice(0, 200);
    const { id } = fieldsAt(address)[0];
    entry = { url: here, address, id, label, after: entry?.key, time: Date.now(), off: !!box.closest("[data-cb-off]") };
    entry.revision = bases.get(address) ?? revision();
    queue.push(entry);
  }
  delete entry.refused;
  entry.fields = sent(address);
  entry.writing = form.elements.writing.value;
  keep();
  say();
}

function typed({ type, target }) {
  const address = addressOf(target.name);
  if (!address || target.form !== form || target.type === "file") return;
  leaving = false;
  const now = JSON.stringify(sent(address));
  if (said.get(address) !== now) note(address);
  said.set(address, now);
  soon(type === "change" ? PAUSE / 5 : PAUSE);
}

// -- sending, one at a time -------------------------------------------------------------------------------------------

export function soon(pause = 0) {
  clearTimeout(timer);
  timer = setTimeout(send, Math.max(pause, wait));
}

// What goes together: answers of one page that follow each other, or those whose reply was lost, exactly as they were.
function next() {
  const [first, ...rest] = waiting();
  if (!first || first.key) return first ? queue.filter((entry) => entry.key === first.key) : [];
  const together = (each) => !each.key && !each.alone && ["url", "off", "writing"].every((name) => each[name] === first[name]);
  const end = first.alone ? 0 : rest.findIndex((each) => !together(each));
  const batch = [first, ...rest.slice(0, end < 0 ? OFTEN : Math.min(end, OFTEN))];
  const key = newKey();
  for (const entry of batch) Object.assign(entry, { key, match: form && first.url === here ? revision() : first.revision });
  return batch;
}

function bodyOf(batch) {
  const pairs = batch.flatMap(({ address, fields, revision, after }) => [
    ...fields,
    ["address", address],
    [`behind:${address}`, revision],
    ...(after ? [[`after:${address}`, after]] : []),
  ]);
  return new URLSearchParams([...pairs, ["writing", batch[0].writing], ["whole", "yes"]]);
}

async function send() {
  if (sending || leaving) return;
  const batch = next();
  if (!batch.length) return say();
  const [{ key, url, match }] = batch;
  sending = true;
  say();
  await keep();
  try {
    const answer = await fetch(url, {
      method: "PUT",
      headers: { "If-Match": `"${match}"`, "Idempotency-Key": key, "Cb-Person": words.person },
      body: bodyOf(batch),
      redirect: "manual",
      signal: AbortSignal.timeout(LONGEST),
    });
    const { status } = answer;
    cut = false;
    const read = /json/.test(answer.headers.get("Content-Type"));
    const told = read ? await answer.json() : {};
    if (told.key === key) await arrived(batch, told);
    else if (status === 403 && read) stop(told.detail);
    else if ([0, 200, 401, 403, 404].includes(status)) stop(words.signIn);
    else if ([400, 409, 413, 422, 428].includes(status)) await later("refuse", batch, told.detail);
    else stop();
  } catch {
    cut = true;
    stop();
  }
  sending = false;
  await keep();
  if (waiting().length) soon();
  say();
}

// It is tried again after a while, and at once when the line is back or the window is looked at.
function stop(why) {
  trouble = why ?? " ";
  wait = Math.min(wait ? wait * 2 : PAUSE, LONGEST) * (0.8 + Math.random() / 5);
}

async function arrived(batch, { revision: made, time, saved, changed, conflicts = [] }) {
  const [{ url }] = batch;
  trouble = "";
  wait = 0;
  savedAt = time || savedAt;
  queue = queue.filter((entry) => !(batch.includes(entry) && saved.includes(entry.address)));
  for (const entry of queue.filter((each) => each.url === url && !each.key)) {
    if (saved.includes(entry.address)) Object.assign(entry, { revision: made, after: null });
  }
  if (form && url === here) {
    // Undecided, it stays as far behind as it was, so that the page asks again whichever way it is saved.
    for (const { address } of conflicts) if (!bases.has(address)) bases.set(address, revision());
    moveOn(made, saved, changed);
  }
  if (conflicts.length) await later("compare", url, conflicts);
  store.saved?.(url);
}

// The page goes on to the revision that was made, but for answers that colleagues changed: it still shows the old ones.
function moveOn(made, saved, changed) {
  const now = revision();
  for (const { address, theirs } of changed) {
    if (!bases.has(address) && boxOf(address)) {
      bases.set(address, now);
      others = true;
      later("tell", address, theirs);
    }
  }
  for (const address of saved) made < now ? bases.set(address, made) : bases.delete(address);
  form.elements.revision.value = Math.max(made, now);
}

// -- what is said -----------------------------------------------------------------------------------------------------

function say() {
  const open = queue.find((entry) => entry.conflict);
  const count = queue.length;
  if (!count) trouble = "";
  let text = trouble || queue.find((entry) => entry.refused)?.refused || (open ? words.conflict : "");
  if (trouble) text += ` ${queue.some((each) => each.off) ? words.page : store.words ?? words.tab}`;
  if (!count && savedAt) text = words.saved + (others ? ` ${words.changed}` : "");
  const style = { timeStyle: "short", hourCycle: "h23" };
  const time = () => new Date(savedAt).toLocaleTimeString(document.documentElement.lang, style);
  text = text.replace("{count}", count).replace("{time}", time).trim();
  const [state, busy, link] = line.children;
  if (state.textContent !== text) state.textContent = text;
  busy.hidden = text || !count;
  link.hidden = !open;
  link.href = `${open?.url}#${open?.id}`;
  dispatchEvent(new Event("cb-queue"));
}

// -- saving by the form: it carries everything, and its key stands for what waits -------------------------------------

export function add(name, value) {
  const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
  field.dataset.cbAdded = "";
  form.append(field);
}

function submitted(event) {
  if (event.defaultPrevented || event.target !== form) return;
  leaving = true;
  clearTimeout(timer);
  const key = newKey();
  for (const old of form.querySelectorAll("[data-cb-added]:not([name^='t:'])")) old.remove();
  add("key", key);
  for (const [address, at] of bases) add(`behind:${address}`, at);
  const match = revision();
  for (const entry of queue.filter((each) => each.url === here)) {
    const { address } = entry;
    const newer = queue.findLast(about(address));
    if (newer !== entry) {
      newer.after = entry.key;
      drop(entry);
    } else {
      if (entry.after || entry.key) add(`after:${address}`, entry.after || entry.key);
      Object.assign(entry, { key, match, conflict: null, refused: null });
    }
  }
  keep();
}

// -- beginning --------------------------------------------------------------------------------------------------------

async function begin() {
  if (words.device) store = (await import("./device.js")).open(words, store);
  queue = [...(await store.load().catch(() => [])), ...queue];
  const mine = queue.filter((entry) => form && entry.url === here);
  if (mine.length) await later("restore", mine);
  line.hidden = false;
  keep();
  say();
  soon();
}

function again({ type }) {
  if (type === "pageshow") leaving = false;
  wait = 0;
  if (queue.length) soon();
}

if (form) {
  if (form.querySelector("[name^='tl:']")) import("./translating.js");
  addEventListener("input", typed);
  addEventListener("change", typed);
  document.addEventListener("submit", submitted);
}
for (const sign of ["online", "focus", "pageshow"]) addEventListener(sign, again);
addEventListener("beforeunload", (event) => {
  if (!leaving && queue.some((entry) => entry.off)) event.preventDefault();
});
export const kept = () => store;
export const loaded = begin();
