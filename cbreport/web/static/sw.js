// The worker of a device of one's own: it keeps pages that the server allows to keep, and shows them when there is no
// line. The network comes first always. Caches have no version in their names, and nothing is deleted when a new worker
// comes: a page that was kept by the old one stays until the same page has come anew, with the style and script it names.

const COPIES = "cb-pages ";
const ASSETS = "cb-assets";
const STATE = "cb-state";
const WHO = "cb-person"; // in STATE: whose pages came last

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { method, url, mode } = event.request;
  if (method !== "GET" || !url.startsWith(registration.scope)) return;
  if (new URL(url).pathname.startsWith(`${new URL(registration.scope).pathname}static/`)) event.respondWith(asset(event));
  else if (mode === "navigate") event.respondWith(page(event));
});

// A page of which something was saved.
addEventListener("message", (event) => event.waitUntil(copy(new URL(event.data, registration.scope))));

// Their names change with their contents.
async function asset(event) {
  const kept = await (await caches.open(ASSETS)).match(event.request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(event.request);
  if (answer.ok) event.waitUntil(put(ASSETS, event.request.url, answer.clone()));
  return answer;
}

async function page(event) {
  const url = new URL(event.request.url);
  try {
    const answer = await fetch(event.request);
    const ended = answer.headers.get("Cb-Drop"); // whose link has ended
    if (ended) await caches.delete(COPIES + ended);
    if (answer.ok && !answer.redirected) event.waitUntil(keep(url, answer.clone()));
    return answer;
  } catch (error) {
    const who = await person();
    const kept = who && (await (await caches.open(COPIES + who)).match(url.pathname, { ignoreVary: true }));
    if (kept) return kept;
    throw error;
  }
}

// A page that says what was just done, or that holds private answers, is not kept itself, but a copy made for it.
async function keep(url, answer) {
  const who = answer.headers.get("Cb-Person") ?? "";
  await put(STATE, WHO, new Response(who));
  const may = answer.headers.get("Cb-Keep");
  if (who && may) await (may === "yes" && !url.search ? keepCopy(url, answer) : copy(url));
}

async function copy(url) {
  await keepCopy(url, await fetch(url.pathname, { headers: { "Cb-Copy": "yes" } }));
}

async function keepCopy(url, answer) {
  const mine = answer.ok && answer.headers.get("Cb-Keep") === "yes" && answer.headers.get("Cb-Person") === (await person());
  if (mine) await put(COPIES + (await person()), url.pathname, answer);
}

// Whose pages came last; nobody's once everything was taken off the device.
async function person() {
  return (await caches.match(WHO, { cacheName: STATE }))?.text();
}

async function put(name, key, answer) {
  await (await caches.open(name)).put(key, answer);
}
