// Keeps the pages of a report on a device of one's own, and takes everything off it.

import { NAME, done } from "./device.js";

const COPIES = "cb-pages ";
const ASSETS = "cb-assets";
const SCRIPTS = ["cb", "conditions", "comparing", "saving", "recovering", "translating", "device", "keeping", "going", "drafts"];

// A page as it may stay on a device, without private answers.
async function copy(url, person) {
  const answer = await fetch(url, { headers: { "Cb-Copy": "yes" } }).catch(() => null);
  const mine = answer?.ok && answer.headers.get("Cb-Person") === person && answer.headers.get("Cb-Keep") === "yes";
  if (mine) await (await caches.open(COPIES + person)).put(new URL(url, location).pathname, answer);
}

export async function keepPages({ person, device }) {
  await navigator.serviceWorker?.register(device);
  await navigator.storage?.persist?.();
  const base = device.replace(/sw\.js$/, "");
  await (await caches.open("cb-state")).put(`${base}cb-person`, new Response(person));
  const assets = await caches.open(ASSETS);
  const named = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map(({ href }) => href);
  for (const url of [...named, ...SCRIPTS.map((name) => new URL(`${name}.js`, import.meta.url).href)]) {
    if (!(await assets.match(url))) await assets.add(url).catch(() => {});
  }
  const copies = await caches.open(COPIES + person);
  const pages = [...document.querySelectorAll("[data-cb-pages]")].flatMap(({ href, dataset }) =>
    [...Array(Number(dataset.cbPages)).keys()].map((at) => new URL(href).pathname.replace(/\d+$/, at + 1)),
  );
  for (const url of [location.pathname, base, `${base}device`, ...pages]) if (!(await copies.match(url))) await copy(url, person);
}

// -- leaving ----------------------------------------------------------------------------------------------------------

export async function clear({ device }) {
  for (const name of await caches.keys()) if (name.startsWith("cb-")) await caches.delete(name);
  await done(indexedDB.deleteDatabase(NAME));
  const worker = await navigator.serviceWorker?.getRegistration(device ?? location.pathname);
  if (worker?.active?.scriptURL.endsWith("/sw.js")) await worker.unregister();
}
