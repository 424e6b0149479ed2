// What a page does only now and then: it shows two versions of an answer, and puts what was kept back into its fields.

import { about, bases, boxOf, drop, fieldsAt, form, here, note, queue, soon, words } from "./saving.js";

const { nameTranslation } = form?.querySelector("[name^='tl:']") ? await import("./translating.js") : {};

function drawn(template, address, texts) {
  const made = document.getElementById(template).content.firstElementChild.cloneNode(true);
  for (const [name, text] of Object.entries(texts)) {
    const place = made.querySelector(`[data-cb-${name}]`);
    if (text) place.textContent = text;
    else place.remove();
  }
  boxOf(address).append(made);
  return made;
}

export function tell(address, theirs) {
  drawn("cb-changed", address, { theirs: theirs || words.blank });
}

// One answer that cannot be kept must not hold up the others: each is sent alone then.
export function refuse(batch, why) {
  for (const entry of batch) {
    delete entry.key;
    if (batch.length > 1) entry.alone = true;
    else entry.refused = why ?? " ";
  }
}

// -- two versions of one answer ---------------------------------------------------------------------------------------

export function compare(url, conflicts) {
  for (const conflict of conflicts) {
    const [first, newer] = queue.filter(about(conflict.address, url));
    if (newer) drop(first);
    const entry = Object.assign(newer ?? first, { key: null, conflict });
    if (form && url === here) ask(entry);
  }
}

function ask(entry) {
  const { address, conflict } = entry;
  const { mine, theirs, own, when } = conflict;
  for (const old of boxOf(address).querySelectorAll(".cb-conflict")) old.remove();
  const who = (own ? words.own : words.colleague).replace("{time}", when);
  const asked = drawn("cb-conflict", address, { mine: mine || words.blank, theirs: theirs || words.blank, who });
  asked.querySelector("[value=both]").hidden = !conflict.both;
  asked.addEventListener("click", ({ target }) => {
    if (!target.value) return;
    decide(entry, target.value);
    asked.remove();
  });
}

function decide(entry, choice) {
  const { address, conflict } = entry;
  delete entry.conflict;
  bases.set(address, conflict.revision);
  entry.revision = conflict.revision;
  if (choice !== "mine") fill(address, choice === "both" ? conflict.both : conflict.fields);
  if (choice === "theirs") drop(entry);
  else note(address);
  fieldsAt(address)[0].focus();
  soon();
}

// -- what was kept comes back into its fields -------------------------------------------------------------------------

function fill(address, fields) {
  for (const [name, value] of fields) {
    const select = document.getElementById(`${fieldsAt(address).find((each) => each.name.startsWith("tl:"))?.id}`);
    if (!name.startsWith("t:") || !select || form.elements[name]) continue;
    document.getElementById(select.id.replace(/l$/, "n")).value = value;
    select.value = name.split(":")[2];
    nameTranslation(select);
  }
  for (const field of fieldsAt(address)) {
    const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (/radio|checkbox/.test(field.type)) field.checked = values.includes(field.value);
    else if (!/^t[ln]:/.test(field.name)) field.value = values[0] ?? "";
  }
  document.dispatchEvent(new Event("change")); // what depends on it
}

// A row that was begun and is not saved: the blank row of the page becomes that row.
function adoptRow(address) {
  const [, group, key] = /^([^[]+)\[([^\]]+)]/.exec(address) ?? [];
  const fresh = document.querySelector(`[id$=_new] > [name="rows:${group}"]`)?.value;
  if (!fresh) return;
  for (const element of form.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      if (attribute.value.includes(fresh)) attribute.value = attribute.value.replaceAll(fresh, key);
    }
  }
}

export function restore(entries) {
  for (const entry of entries) {
    const { address } = entry;
    if (!queue.includes(entry)) continue; // it was sent while this was on its way
    if (!fieldsAt(address).length) adoptRow(address);
    if (!fieldsAt(address).length) continue;
    bases.set(address, entry.revision);
    fill(address, entry.fields);
    if (entry.conflict) ask(entry);
  }
}
