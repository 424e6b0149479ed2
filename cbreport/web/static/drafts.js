// What waits on this device, one by one; and taking everything off it.

import { drop, kept, loaded, queue, words } from "./saving.js";

const box = document.querySelector("[data-cb-drafts]");
const unsent = document.querySelector("[data-cb-unsent]");

function item(entry) {
  const made = document.getElementById("cb-draft").content.firstElementChild.cloneNode(true);
  const text = entry.fields.filter(([name, value]) => value && /^[acdt]:/.test(name)).map(([, value]) => value);
  const style = { dateStyle: "medium", timeStyle: "short" };
  made.querySelector("[data-cb-label]").textContent = entry.label ?? entry.address;
  made.querySelector("[data-cb-since]").textContent = new Date(entry.time).toLocaleString(document.documentElement.lang, style);
  made.querySelector("[data-cb-text]").textContent = text.join("\n") || words.blank;
  made.querySelector("[data-cb-link]").href = entry.url;
  made.querySelector("button").addEventListener("click", () => {
    drop(entry);
    list();
  });
  return made;
}

function list() {
  if (box) {
    box.hidden = !queue.length;
    box.querySelector("[data-cb-list]").replaceChildren(...queue.map(item));
  }
  if (unsent) unsent.hidden = !queue.length;
}

function save({ target }) {
  const answers = queue.map(({ url, address, label, fields, time }) => ({ url, address, label, fields, time: new Date(time) }));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify({ answers }, null, 2)], { type: "application/json" }));
  link.download = target.dataset.cbFile;
  link.click();
}

async function leave(event) {
  event.preventDefault();
  const form = event.target;
  const { clear } = await import("./keeping.js");
  const waiting = [...queue, ...((await kept().elsewhere?.()) ?? [])];
  for (const entry of [...queue]) drop(entry);
  await clear(words).catch(() => {});
  for (const name of Object.keys(sessionStorage)) if (name.startsWith("cb-")) sessionStorage.removeItem(name);
  // Who only stops working offline keeps what waits as long as the window is open.
  if (!("cbLeave" in form.dataset) && waiting.length) {
    sessionStorage.setItem(`cb-outbox ${words.person}`, JSON.stringify(waiting));
  }
  for (const button of form.querySelectorAll("button[name]")) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
  }
  form.submit();
}

addEventListener("cb-queue", list);
document.querySelector("[data-cb-file]")?.addEventListener("click", save);
const clearing = document.querySelector("[data-cb-clear]");
clearing?.addEventListener("submit", leave);
await loaded;
list();
// Nothing would be lost, so nothing is asked.
if (clearing?.dataset.cbLeave !== undefined && !queue.length && !(await kept().elsewhere?.())?.length) clearing.requestSubmit();
