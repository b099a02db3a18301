// The editor of a situation. Without this, the same page works with its save button.
import { Autosave } from "./autosave.js";
import { Field } from "./field.js";
import { Passages } from "./passages.js";
import { Sender } from "./sending.js";
import { StateLine } from "./state-line.js";

const CALM_DOWN = 900;

function growing(area) {
  const grow = () => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  };
  area.addEventListener("input", grow);
  area.addEventListener("textset", grow);
  area.closest("details")?.addEventListener("toggle", grow);
  window.addEventListener("resize", grow);
  document.fonts.ready.then(grow); // our own type is wider than the one shown while it loads
  grow();
}

// Whoever is reading the map when it is refreshed stays on the link or button they were on.
function replaceKeepingFocus(place, nodes) {
  const acts = () => [...place.querySelectorAll("a, button")];
  const name = (act) => act.getAttribute("href") ?? act.textContent;
  const held = place.contains(document.activeElement) ? document.activeElement : null;
  const twin = held && acts().filter((act) => name(act) === name(held)).indexOf(held);
  place.replaceChildren(...nodes);
  if (held) acts().filter((act) => name(act) === name(held))[twin]?.focus({ preventScroll: true });
}

export function startEditor() {
  const form = document.querySelector("form[data-editor]");
  if (!form) return;
  const fields = [...form.querySelectorAll("[data-field]")].map((element) => new Field(element));
  const sender = new Sender(form);
  const line = new StateLine(form.querySelector("[data-state-line]"));
  line.at = form.dataset.at;
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
    clearTimeout(timer);
    timer = setTimeout(refreshMap, CALM_DOWN);
  };

  const autosave = new Autosave(form, { fields, sender, line, onSaved });
  const competences = JSON.parse(form.dataset.competences);
  for (const field of fields.filter((one) => one.element.dataset.passages)) {
    texts.set(field, new Passages(field, form, { autosave, sender, competences }));
  }
  for (const area of form.querySelectorAll("textarea")) growing(area);
  form.classList.add("is-live");

  form.addEventListener("click", (event) => {
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
