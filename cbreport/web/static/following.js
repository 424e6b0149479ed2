// Keeps the state of an export on its page up to date. Without script a link does.
// What changes on the way is shown only; a screen reader is told when the end has come.

const PAUSE = 3000;

async function follow() {
  const shown = document.getElementById("export");
  if (!shown?.hasAttribute("data-cb-following")) return;
  const answer = await fetch(location.href).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const now = page?.getElementById("export");
  if (now && !now.hasAttribute("data-cb-following")) {
    shown.replaceWith(now);
    document.querySelector("[data-cb-said]").textContent = now.querySelector("p").textContent.trim();
    return;
  }
  // The button and the link stay what they are, with the focus where it was.
  for (const part of now ? [".govuk-tag", ".cb-progress span"] : []) {
    shown.querySelector(part).textContent = now.querySelector(part).textContent;
  }
  if (now) {
    const [bar, fresh] = [shown, now].map((each) => each.querySelector("progress"));
    bar.max = fresh.max;
    bar.value = fresh.value;
  }
  setTimeout(follow, PAUSE);
}

setTimeout(follow, PAUSE);
