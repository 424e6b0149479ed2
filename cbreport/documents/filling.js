// A page to fill in that stands alone. It needs no line and no server: answers are kept as a draft in this browser, where
// that works, and saved to a file, which is brought back. Conditions are evaluated as on the pages of the report
// (cbreport/answering/live.py); what is hidden is saved all the same.

(() => {
  const { made, words, name } = JSON.parse(document.getElementById("data").textContent);
  const fields = [...document.querySelectorAll("[data-part]")];
  const byPlace = new Map(fields.map((field) => [place(field.dataset.at, field.dataset.part), field]));
  const byAddress = new Map(fields.map(({ dataset: { at } }) => [at, []]));
  const status = document.getElementById("status");
  const drafts = `cbreport ${made.key}`;
  let unsaved = false;

  function place(address, part) {
    return `${address} ${part}`;
  }

  function read(field) {
    if (field.tagName === "FIELDSET") return field.querySelector(":checked")?.value ?? "";
    return field.type === "checkbox" ? (field.checked ? "true" : "") : field.value;
  }

  function write(field, text) {
    if (field.tagName === "FIELDSET") {
      for (const each of field.querySelectorAll("input")) each.checked = each.value === text;
    } else if (field.type === "checkbox") field.checked = text === "true";
    else field.value = text;
  }

  for (const field of fields) byAddress.get(field.dataset.at).push(field);
  const sent = new Map(fields.map((field) => [field, first(field)]));

  // What stood there when the page was made, whatever a browser has put back since.
  function first(field) {
    if (field.tagName === "FIELDSET") return field.querySelector("[checked]")?.value ?? "";
    if (field.type === "checkbox") return field.defaultChecked ? "true" : "";
    if (field.tagName === "SELECT") return field.querySelector("[selected]")?.value ?? "";
    return field.defaultValue;
  }

  // Conditions

  let known, boxes;
  const blank = (text) => text.trim() === "";
  const number = (text) => (/^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN);

  function value(address, type) {
    const own = byAddress.get(address) ?? [];
    if (own.some((field) => field.dataset.part === "non-answer" && read(field))) return { answered: true, texts: [] };
    const parts = own.filter(({ dataset: { part } }) => !/^(comment|non-answer|currency)$|^(beside|in):/.test(part));
    const ticked = ({ dataset: { part } }) => part.slice("option:".length);
    const chosen = parts.filter((field) => !blank(read(field)));
    const texts = chosen.map((field) => (type === "choose-many" ? ticked(field) : read(field).trim()));
    return { answered: texts.length > 0, texts };
  }

  function compare({ at, type, operator, operand, kept }) {
    const wanted = operator !== "answered" || operand[0] === "true";
    if (!shown(at)) return !wanted;
    if ((byAddress.get(at) ?? []).every((field) => read(field) === sent.get(field))) return kept;
    const { answered, texts } = value(at, type);
    if (operator === "answered") return wanted === answered;
    if (!texts.length) return false;
    if (type === "choose-many") return operator === "includes" ? texts.includes(operand[0]) : operator === "not-equals";
    const measured = /^(integer|year|decimal)$/.test(type);
    const [text] = texts;
    const order = (other) => {
      const [left, right] = measured || !Number.isNaN(number(text)) ? [number(text), number(other)] : [text, other];
      return left === right ? 0 : left > right ? 1 : left < right ? -1 : NaN;
    };
    if (operator === "at-least") return order(operand[0]) >= 0;
    if (operator === "at-most") return order(operand[0]) <= 0;
    const same = (other) => (measured ? order(other) === 0 : text === other);
    return operator === "not-equals" ? !same(operand[0]) : operand.some(same);
  }

  function rowThere({ row, kept, stays }) {
    const own = fields.filter(({ dataset }) => dataset.at.startsWith(`${row}.`));
    if (own.every((field) => read(field) === sent.get(field))) return kept;
    return stays || own.some((field) => field.dataset.part !== "currency" && !blank(read(field)));
  }

  function holds(condition) {
    if (typeof condition === "boolean") return condition;
    if (condition.all) return condition.all.every(holds);
    if (condition.any) return condition.any.some(holds);
    if (condition.not) return !holds(condition.not);
    if (condition.shown) return shown(condition.shown);
    return condition.row ? rowThere(condition) : compare(condition);
  }

  // What is not shown counts as blank, and so does everything inside of it.
  function shown(address) {
    if (!known.has(address)) {
      const outer = address.split("[")[0];
      const box = boxes.get(address);
      const section = box?.closest("section");
      const above = outer === address ? !section?.dataset.cbWhen || holds(JSON.parse(section.dataset.cbWhen)) : shown(outer);
      known.set(address, above && (!box?.dataset.cbWhen || holds(JSON.parse(box.dataset.cbWhen))));
    }
    return known.get(address);
  }

  function show() {
    known = new Map();
    boxes = new Map([...document.querySelectorAll("[data-cb-address]")].map((box) => [box.dataset.cbAddress, box]));
    for (const box of document.querySelectorAll("[data-cb-when]")) {
      box.hidden = box.dataset.cbAddress ? !shown(box.dataset.cbAddress) : !holds(JSON.parse(box.dataset.cbWhen));
    }
  }

  // Drafts and files

  function texts() {
    const found = {};
    for (const field of fields) (found[field.dataset.at] ??= {})[field.dataset.part] = read(field);
    return found;
  }

  function take(from) {
    for (const [address, parts] of Object.entries(from)) {
      for (const [part, text] of Object.entries(parts)) {
        const field = byPlace.get(place(address, part));
        if (field && typeof text === "string") write(field, text);
      }
    }
    show();
  }

  function keep() {
    try {
      localStorage.setItem(drafts, JSON.stringify(texts()));
      status.textContent = words.kept;
    } catch {
      status.textContent = words.notKept;
    }
  }

  let waiting;
  function changed() {
    unsaved = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, 300);
  }

  function save() {
    const content = JSON.stringify({ "cbreport-filled": 1, made, texts: texts() }, null, 1);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    unsaved = false;
    status.textContent = words.saved;
  }

  async function open({ target }) {
    try {
      const data = JSON.parse(await target.files[0].text());
      if (data["cbreport-filled"] !== 1 || data.made.key !== made.key) throw new Error("another file");
      take(data.texts);
      changed();
      status.textContent = words.opened;
    } catch {
      status.textContent = words.notOpened;
    }
    target.value = "";
  }

  function forget() {
    if (!confirm(words.sure)) return;
    clearTimeout(waiting);
    try {
      localStorage.removeItem(drafts);
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
    for (const [field, text] of sent) write(field, text);
    show();
    unsaved = false;
    status.textContent = words.forgotten;
  }

  for (const [field, text] of sent) write(field, text);
  try {
    const draft = JSON.parse(localStorage.getItem(drafts));
    if (draft) {
      take(draft);
      unsaved = true;
      status.textContent = words.found;
    }
  } catch {
    status.textContent = words.notKept;
  }
  show();
  document.addEventListener("input", ({ target }) => target.closest("[data-part]") && changed());
  document.addEventListener("change", show);
  document.getElementById("save").addEventListener("click", save);
  document.getElementById("open").addEventListener("change", open);
  document.getElementById("forget").addEventListener("click", forget);
  addEventListener("pagehide", () => unsaved && keep());
  addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
  // Not before everything works: where this script fails, the page says that it cannot save.
  for (const each of document.querySelectorAll(".scripted, .unscripted")) each.hidden = !each.hidden;
})();
