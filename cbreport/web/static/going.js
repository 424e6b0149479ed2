// “Save and continue” without a line, on a device of one's own: on to the next page, of which a copy is kept here, while what
// was typed waits. Files, and answers that must not stay on a device, wait on the page only, so that it is not left then.

import { form, keep, queue, words } from "./saving.js";

export async function goOn(button) {
  const to = form.getAttribute(`data-cb-to-${button?.value}`);
  await keep();
  const stays = queue.some(({ off }) => off) || [...form.elements].some(({ files }) => files?.length);
  const copies = await caches.open(`cb-pages ${words.person}`);
  const kept = to && (await copies.match(new URL(to, location).pathname, { ignoreVary: true }));
  if (kept && !stays) return location.assign(to);
  const told = form.querySelector("[data-cb-offline]");
  const [here, missing] = told.children;
  told.hidden = false;
  missing.hidden = stays || !to;
  here.hidden = !missing.hidden;
  told.scrollIntoView({ block: "nearest" });
}
