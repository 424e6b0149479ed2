// Questions that depend on an answer, on pages that have such. The server has decided what other pages decide, and judged
// what is kept (cbreport/answering/live.py). What was touched is read and compared here as the server does when it is saved;
// comparing.js is there, too, where dates, numbers or sizes are compared.

const ENDS = /^[^\S\ufeff]+|[^\S\ufeff]+$/g; // blanks as the server sees them
const PARTS = {
  date: [":day", ":month", ":year"],
  period: [":from:day", ":from:month", ":from:year", ":to:day", ":to:month", ":to:year"],
  money: [":amount", ":from", ":to", ":currency"],
  link: [":url", ":title"],
};

export const further = {};
const named = (name) => [...document.getElementsByName(name)];
const choosing = ({ type }) => /radio|checkbox/.test(type);
let dependent, known;

function untouched(control) {
  if (choosing(control)) return control.checked === control.defaultChecked;
  if (control.tagName !== "SELECT") return control.value === control.defaultValue;
  const before = [...control.options].map((each) => each.defaultSelected).lastIndexOf(true);
  return control.selectedIndex === Math.max(before, 0);
}

function tidy(text) {
  const plain = text.replace(/\r\n|\r|\u0085/g, "\n");
  return plain.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, "").replace(ENDS, "");
}

function compare({ at, type, operator, operand, kept }) {
  const wanted = operator !== "answered" || operand[0] === "true";
  if (!shown(at)) return !wanted;
  const [instead] = named(`n:${at}`);
  const fields = (PARTS[type] ?? [""]).flatMap((part) => named(`a:${at}${part}`));
  if ([...fields, ...(instead ? [instead] : [])].every(untouched)) return kept;
  const left = instead?.value;
  if (left && left !== "clear") return operator === "answered" && wanted;
  const there = left ? [] : fields.filter((field) => (choosing(field) ? field.checked : !isCurrency(field)));
  const texts = there.map(({ value }) => tidy(value));
  const value = texts.join("");
  if (operator === "answered") return wanted === (value !== "");
  if (!value) return false;
  if (type === "choose-many") return operator === "includes" ? texts.includes(operand[0]) : operator === "not-equals";
  if (/^at-|date|decimal|integer|year/.test(operator + type)) return further.satisfies?.(type, texts, operator, operand) ?? kept;
  if (operator === "not-equals") return value !== operand[0];
  return operator !== "includes" && operand.includes(value);
}

// A row of a group is there when something stands in it; an amount's currency alone is nothing.
const isCurrency = ({ name }) => name.endsWith(":currency");

function rowThere({ row, kept, stays }) {
  const own = [...document.querySelectorAll(`:is(input, select, textarea)[name*=":${CSS.escape(row)}."]`)];
  if (own.every(untouched)) return kept;
  return stays || own.some((control) => {
    if (control.type === "hidden" || isCurrency(control)) return false;
    if (control.name.startsWith("n:") && control.value === "clear") return false;
    return (!choosing(control) || control.checked) && tidy(control.value) !== "";
  });
}

function holds(condition) {
  if (typeof condition === "boolean") return condition;
  if (condition.all) return condition.all.every(holds);
  if (condition.any) return condition.any.some(holds);
  if (condition.not) return !holds(condition.not);
  if (condition.shown) return shown(condition.shown);
  return condition.row ? rowThere(condition) : compare(condition);
}

// What is not shown counts as blank, and so does everything in a matrix or group that is not shown.
function shown(address) {
  if (!known.has(address)) {
    const outer = address.split("[")[0];
    known.set(address, (outer === address || shown(outer)) && holds(dependent.get(address) ?? true));
  }
  return known.get(address);
}

// The conditions are read anew each time, because rows come and go.
export function show() {
  known = new Map();
  const boxes = [...document.querySelectorAll("[data-cb-when]")];
  dependent = new Map(boxes.map(({ dataset }) => [dataset.cbAddress, JSON.parse(dataset.cbWhen)]));
  for (const box of boxes) box.hidden = !shown(box.dataset.cbAddress);
  for (const box of document.querySelectorAll("[data-cb-with]")) box.hidden = !shown(box.dataset.cbWith);
}

show();
// Not before all that is hidden can be shown again: where this script fails, the page stays as it is without.
document.documentElement.classList.add("cb-scripted");
document.addEventListener("change", show);
addEventListener("pageshow", show); // a browser that goes back may put what was typed into the fields only now
