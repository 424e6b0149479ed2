// What pages do better with script: questions that depend on an answer, fields beside options, one press of a button.
// Every page works without it.
// Conditions (cbreport/web/live.py): the server has decided what other pages decide, and judged what is kept. What was
// touched is read and compared here as the server does when it is saved.

const BLANK = "\\t\\n \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const ENDS = new RegExp(`^[${BLANK}]+|[${BLANK}]+$`, "g");
const BLANKS = new RegExp(`[${BLANK}]+`, "g");
const PARTS = {
  date: [":day", ":month", ":year"],
  period: [":from:day", ":from:month", ":from:year", ":to:day", ":to:month", ":to:year"],
  money: [":amount", ":from", ":to", ":currency"],
  link: [":url", ":title"],
};

const named = (name) => [...document.getElementsByName(name)];

function untouched(control) {
  if (control.type === "radio" || control.type === "checkbox") return control.checked === control.defaultChecked;
  if (control.tagName !== "SELECT") return control.value === control.defaultValue;
  const before = [...control.options].map((each) => each.defaultSelected).lastIndexOf(true);
  return control.selectedIndex === Math.max(before, 0);
}

function tidy(text) {
  const plain = text.replace(/\r\n|\r|\u0085/g, "\n");
  return plain.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, "").replace(ENDS, "");
}

// Digits of every script as Western ones; each script has its ten in a row.
function western(text) {
  return text.replace(/\p{Nd}/gu, (digit) => {
    let first = digit.codePointAt(0);
    while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
    return String((digit.codePointAt(0) - first) % 10);
  });
}

function typedNumber(text) {
  const compact = text.replace(BLANKS, "");
  return /^[+-]?\p{Nd}+(\.\p{Nd}+)?$/u.test(compact) ? western(compact) : text;
}

function typedDate(day, month, year) {
  const parts = [year, month, day].map((part) => western(tidy(part)));
  if (!parts.some(Boolean)) return "";
  const [y, m, d] = parts.map(Number);
  const real = m >= 1 && m <= 12 && y >= 1 && d >= 1 && d <= new Date(Date.UTC(2000 + (y % 400), m, 0)).getUTCDate();
  if (/^\d{4}-\d{1,2}-\d{1,2}$/.test(parts.join("-")) && real) {
    return [parts[0], parts[1].padStart(2, "0"), parts[2].padStart(2, "0")].join("-");
  }
  return parts.map((part) => part.replace(/-/g, "–")).join("-");
}

// What the fields at an address hold: text, a list of codes, a whole number, or null for nothing.
function typed(address, type) {
  const texts = (PARTS[type] ?? [""]).map((part) => named(`a:${address}${part}`)[0]?.value ?? "");
  if (type === "choose-many") return named(`a:${address}`).filter((box) => box.checked).map((box) => box.value);
  if (["choose-one", "rating", "yes-no", "tick"].includes(type)) {
    const fields = named(`a:${address}`);
    return tidy((fields[0]?.tagName === "SELECT" ? fields[0] : fields.find((each) => each.checked))?.value ?? "");
  }
  if (type === "date") return typedDate(...texts);
  if (type === "money") return texts.slice(0, 3).map(tidy).join("");
  if (type === "period" || type === "link") return texts.map(tidy).join("");
  const text = tidy(texts[0]);
  if (!["integer", "year", "decimal"].includes(type)) return text;
  const number = typedNumber(text);
  return type !== "decimal" && /^[+-]?[0-9]{1,15}$/.test(number) ? { whole: number } : number;
}

// A number of any length as sign, digits and power of ten; null when the text is none.
function decimal(text) {
  const found = /^([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:e([+-]?\d+))?$/i.exec(western(text).replace(/_/g, ""));
  if (!found) return null;
  const fraction = found[3] ?? found[4] ?? "";
  const digits = ((found[2] ?? "") + fraction).replace(/^0+/, "");
  const size = digits.length + Number(found[5] ?? 0) - fraction.length;
  return { sign: digits ? (found[1] === "-" ? -1 : 1) : 0, size, digits };
}

// -1, 0 or 1; null when the two cannot be compared. Texts of ten characters compare as dates do.
function order(left, right) {
  const [a, b] = [decimal(left), decimal(right)];
  if (a && b) {
    if (a.sign !== b.sign || !a.sign) return Math.sign(a.sign - b.sign);
    if (a.size !== b.size) return a.sign * Math.sign(a.size - b.size);
    const [x, y] = [a.digits, b.digits].map((each) => each.padEnd(Math.max(a.digits.length, b.digits.length), "0"));
    return x === y ? 0 : x > y ? a.sign : -a.sign;
  }
  if ([...left].length !== 10 || [...right].length !== 10) return null;
  return left === right ? 0 : left > right ? 1 : -1;
}

function compare({ at, type, operator, operand, kept }) {
  const wanted = operator !== "answered" || operand[0] === "true";
  if (!shown(at)) return !wanted;
  const instead = named(`n:${at}`)[0];
  const controls = (PARTS[type] ?? [""]).flatMap((part) => named(`a:${at}${part}`));
  if ([...controls, ...(instead ? [instead] : [])].every(untouched)) return kept;
  if (instead && instead.value && instead.value !== "clear") return operator === "answered" && wanted;
  const value = instead && instead.value === "clear" ? "" : typed(at, type);
  if (operator === "answered") return wanted === (value.length !== 0);
  if (value.length === 0) return false;
  if (Array.isArray(value)) return operator === "includes" ? value.includes(operand[0]) : operator === "not-equals";
  const isNumber = type === "decimal" || Boolean(value.whole);
  return operator !== "includes" && satisfies(value.whole ?? value, operator, operand, isNumber);
}

function satisfies(value, operator, operand, isNumber) {
  if (isNumber && !decimal(value)) return false; // a decimal that cannot be read
  const same = (other) => (isNumber ? Boolean(decimal(other)) && order(value, other) === 0 : value === other);
  if (operator === "equals") return same(operand[0]);
  if (operator === "not-equals") return !same(operand[0]);
  if (operator === "one-of") return operand.some(same);
  const which = isNumber && !decimal(operand[0]) ? null : order(value, operand[0]);
  return which === 0 || which === (operator === "at-least" ? 1 : -1);
}

// A row of a group is there when something stands in it; an amount's currency alone is nothing.
function rowThere({ row, kept, stays }) {
  const own = [...document.querySelectorAll(`:is(input, select, textarea)[name*=":${CSS.escape(row)}."]`)];
  if (own.every(untouched)) return kept;
  return stays || own.some((control) => {
    if (control.type === "hidden" || control.name.endsWith(":currency")) return false;
    if (control.name.startsWith("n:") && control.value === "clear") return false;
    const chosen = control.type === "radio" || control.type === "checkbox" ? control.checked : true;
    return chosen && tidy(control.value) !== "";
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

const boxes = [...document.querySelectorAll("[data-cb-when]")];
const dependent = new Map(boxes.map((box) => [box.dataset.cbAddress, JSON.parse(box.dataset.cbWhen)]));
let known = new Map();

// What is not shown counts as blank, and so does everything in a matrix or group that is not shown.
function shown(address) {
  if (!known.has(address)) {
    const outer = address.split("[")[0];
    known.set(address, (outer === address || shown(outer)) && holds(dependent.get(address) ?? true));
  }
  return known.get(address);
}

function showDependent() {
  known = new Map();
  for (const box of boxes) box.hidden = !shown(box.dataset.cbAddress);
  for (const box of document.querySelectorAll("[data-cb-with]")) box.hidden = !shown(box.dataset.cbWith);
}

function showBeside() {
  for (const option of document.querySelectorAll("[data-aria-controls]")) {
    const beside = document.getElementById(option.dataset.ariaControls);
    if (!beside) continue;
    const kind = option.type === "radio" ? "radios" : "checkboxes";
    beside.classList.toggle(`govuk-${kind}__conditional--hidden`, !option.checked);
    // ARIA knows no expanded radio button; what appears follows it in reading order.
    if (option.type === "checkbox") option.setAttribute("aria-expanded", String(option.checked));
  }
}

function keepExclusive(changed) {
  if (changed.type !== "checkbox" || !changed.checked) return;
  const alone = changed.hasAttribute("data-cb-exclusive");
  for (const other of document.getElementsByName(changed.name)) {
    if (other !== changed && (alone || other.hasAttribute("data-cb-exclusive"))) other.checked = false;
  }
}

document.addEventListener("change", (event) => {
  keepExclusive(event.target);
  show();
});

// Without a connection the browser's error page would come, and what was typed would go.
document.addEventListener("submit", (event) => {
  const told = event.target.querySelector("[data-cb-offline]");
  if (!told) return;
  told.hidden = navigator.onLine;
  if (navigator.onLine) return;
  event.preventDefault();
  told.scrollIntoView({ block: "nearest" });
});

// A second press of a button that may act once only does nothing.
document.addEventListener("submit", (event) => {
  const once = event.target.querySelector("[data-cb-once]");
  if (!once) return;
  if (once.dataset.cbPressed) event.preventDefault();
  once.dataset.cbPressed = "yes";
});

function show() {
  showBeside();
  showDependent();
}

show();
// Not before all that is hidden can be shown again: where this script fails, the page stays as it is without.
document.documentElement.classList.add("cb-scripted");
document.body.classList.add("govuk-frontend-supported");
addEventListener("pageshow", show); // a browser that goes back may put what was typed into the fields only now

// Who followed a link to a question, or added a row, is there at once; otherwise what is wrong comes first. The browser
// goes to the link's target when the page is loaded and drops the focus then, so this waits for it.
function begin() {
  const linked = document.getElementById(location.hash.slice(1))?.closest("[data-cb-form] *");
  const fields = "input:not([type=hidden]), select, textarea";
  const field = linked?.matches(fields) ? linked : linked?.querySelector(fields);
  (field ?? document.getElementById("error-summary"))?.focus();
}
if (document.readyState === "complete") begin();
else addEventListener("load", () => requestAnimationFrame(begin));
