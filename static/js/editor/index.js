// The editor of a situation. Without this, the same page works with its save button.
import { keptForm } from "./kept-form.js";
import { Passages } from "./passages.js";

const CALM_DOWN = 900;

// Whoever is reading the map when it is refreshed stays on the link or button they were on.
function replaceKeepingFocus(place, nodes) {
  const acts = () => [...place.querySelectorAll("a, button")];
  const name = (act) => act.getAttribute("href") ?? act.textContent;
  const held = place.contains(document.activeElement) ? document.activeElement : null;
  const twin = held && acts().filter((act) => name(act) === name(held)).indexOf(held);
  place.replaceChildren(...nodes);
  if (held) acts().filter((act) => name(act) === name(held))[twin]?.focus({ preventScroll: true });
}

// A link to an illustration that is folded opens it, and the cursor waits in its field.
function unfold(event, fold) {
  const area = fold?.querySelector("textarea");
  if (!area) return;
  event.preventDefault();
  fold.open = true;
  fold.scrollIntoView({ block: "center" });
  area.focus({ preventScroll: true });
}

export function startEditor() {
  const form = document.querySelector("form[data-editor]");
  if (!form) return;
  const texts = new Map();
  let timer;

  const refreshMap = async () => {
    const answer = await fetch(form.dataset.map, { redirect: "manual" }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString((await answer.json()).map, "text/html");
    replaceKeepingFocus(form.querySelector("[data-map]"), page.body.childNodes);
  };
  const onSaved = (field, answer) => {
    if (answer && texts.has(field) && !field.isTouched) texts.get(field).receive(answer.passages, field.value);
    if (answer) blocks?.follow(answer.blocks);
    clearTimeout(timer);
    timer = setTimeout(refreshMap, CALM_DOWN);
  };

  const { fields, sender, autosave } = keptForm(form, { onSaved });
  const blocks = fields.find((one) => one.name === "blocks");
  const competences = JSON.parse(form.dataset.competences);
  for (const field of fields.filter((one) => one.element.dataset.passages)) {
    texts.set(field, new Passages(field, form, { autosave, sender, competences }));
  }

  form.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#illustration-']");
    if (link) unfold(event, document.getElementById(link.hash.slice(1)));
    const button = event.target.closest("[data-link-competence]");
    if (button) form.lastText?.link(Number(button.dataset.linkCompetence));
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const isLeaving = event.submitter?.name === "back";
    if ((await autosave.flush()) && isLeaving) location.assign(form.dataset.return);
  });
  autosave.start();
}
