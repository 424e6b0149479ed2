// What pages do better with script: questions that depend on an answer, fields beside options, one press of a button.
// Every page works without it.
const root = document.documentElement;
root.classList.add("cb-scripted");
document.body.classList.add("govuk-frontend-supported");

// The value that a field on this page holds, as conditions compare it; undefined when the question is not on the page.
function valueAt(address) {
  const fields = [...document.getElementsByName(`a:${address}`)];
  if (!fields.length) return undefined;
  const instead = document.getElementsByName(`n:${address}`)[0];
  if (instead && instead.value && instead.value !== "clear") return { nonAnswer: true };
  const type = fields[0].type;
  if (type === "radio") return fields.find((field) => field.checked)?.value ?? "";
  if (type === "checkbox") {
    const chosen = fields.filter((field) => field.checked).map((field) => field.value);
    const kind = fields[0].closest("[data-cb-type]")?.dataset.cbType;
    return kind === "choose-many" ? chosen : chosen[0] ?? "";
  }
  return fields[0].value.trim();
}

function compare(value, operator, operand) {
  if (value === undefined) return null; // asked on another page: the server knows
  const blank = value === "" || value?.length === 0;
  if (operator === "answered") return (operand === "true") === !blank;
  if (blank || value.nonAnswer) return false;
  if (operator === "includes") return value.includes(operand);
  const same = (other) => value === other || (value !== "" && Number(value) === Number(other) && !Number.isNaN(Number(value)));
  if (operator === "equals") return same(operand);
  if (operator === "not-equals") return !same(operand);
  if (operator === "one-of") return operand.some(same);
  const numbers = [Number(value), Number(operand)];
  if (numbers.some(Number.isNaN)) return null;
  return operator === "at-least" ? numbers[0] >= numbers[1] : numbers[0] <= numbers[1];
}

// true, false, or null when this page cannot tell.
function holds(condition, row) {
  if (condition.all) return three(condition.all.map((each) => holds(each, row)), false);
  if (condition.any) return three(condition.any.map((each) => holds(each, row)), true);
  if (condition.not) {
    const inner = holds(condition.not, row);
    return inner === null ? null : !inner;
  }
  if (!condition.item) return null;
  const operator = Object.keys(condition).find((key) => key !== "item");
  const inRow = row ? `${row}.${condition.item}` : "";
  const address = inRow && document.getElementsByName(`a:${inRow}`).length ? inRow : condition.item;
  const box = document.querySelector(`[data-cb-address="${CSS.escape(address)}"]`);
  if (box?.hidden) return compare("", operator, condition[operator]);
  return compare(valueAt(address), operator, condition[operator]);
}

function three(results, decisive) {
  if (results.includes(decisive)) return decisive;
  return results.includes(null) ? null : !decisive;
}

const dependent = [...document.querySelectorAll("[data-cb-when]")].map((box) => ({
  box,
  condition: JSON.parse(box.dataset.cbWhen),
  row: /^(.*\])\./.exec(box.dataset.cbAddress)?.[1] ?? "",
}));

function showDependent() {
  // Twice, so that a question whose parent was just hidden follows it.
  for (let round = 0; round < 2; round += 1) {
    for (const { box, condition, row } of dependent) {
      const result = holds(condition, row);
      if (result !== null) box.hidden = !result;
    }
  }
}

function showBeside() {
  for (const option of document.querySelectorAll("[data-aria-controls]")) {
    const beside = document.getElementById(option.dataset.ariaControls);
    if (!beside) continue;
    beside.classList.toggle(`govuk-${option.type === "radio" ? "radios" : "checkboxes"}__conditional--hidden`, !option.checked);
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
  showBeside();
  showDependent();
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

showBeside();
showDependent();

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
