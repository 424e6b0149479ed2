// The same text in another language: with the first letter its field gets the name of its language, so that it is saved
// as that translation from then on; to choose another language takes it out of the first.

import { add, addressOf } from "./saving.js";

export function nameTranslation(select) {
  const text = document.getElementById(select.id.replace(/l$/, "n"));
  const name = `t:${addressOf(select.name)}:${select.value}`;
  if (!text.value || text.name === name) return;
  if (text.name.startsWith("t:")) add(text.name, "");
  text.name = name;
}

// Before anybody else hears of it.
addEventListener(
  "input",
  ({ target }) => {
    const [, box] = /^(.+_t)[ln]$/.exec(target.id) ?? [];
    if (box) nameTranslation(document.getElementById(`${box}l`));
  },
  true,
);
