// What pages do better with script: fields beside options, one press of a button, a language changed in place. Every page
// works without it.

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
  showBeside();
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
  const once = event.submitter?.closest("[data-cb-once]");
  if (!once) return;
  if (once.dataset.cbPressed) event.preventDefault();
  once.dataset.cbPressed = "yes";
});

// The language changes where one is: at the question that one was at last, or that the address names.
let place;
addEventListener("focusin", ({ target }) => {
  place = target.closest("[id$=_box]")?.id ?? place;
});
addEventListener("click", ({ target }) => {
  const other = target.closest(".cb-languages :is(a, button)");
  if (!other) return;
  const name = other.href ? "href" : "formAction";
  other[name] = `${other[name].split("#")[0]}#${place ?? location.hash.slice(1)}`;
});

showBeside();
document.body.classList.add("govuk-frontend-supported");
addEventListener("pageshow", showBeside); // a browser that goes back may put what was typed into the fields only now

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
