// The reading room. Without this, the same page works with its save button.
import { keptForm } from "../editor/kept-form.js";
import { readingKeys } from "./keys.js";
import { leaveWhenKept } from "./leaving.js";
import { wholeDossier } from "./whole.js";

const WIDE = "(min-width: 1100px)";
const LACKS = "Écrivez ce qui manque : la personne candidate doit pouvoir s’y préparer.";

function showProgress(form, { given, total, mark }) {
  for (const place of document.querySelectorAll("[data-given]")) place.textContent = given;
  form.querySelector("[data-progress]").value = given;
  const icon = document.querySelector(`template[data-icon="${mark}"]`).content.cloneNode(true);
  form.querySelector("[aria-current=true] [data-mark]").replaceChildren(icon);
  const send = document.querySelector("[data-send]");
  send?.classList.toggle("btn-primary", given === total);
  send?.classList.toggle("btn-quiet", given !== total);
}

function showFrames(form) {
  for (const fold of form.querySelectorAll("[data-frame]")) {
    fold.hidden = false;
    fold.addEventListener("toggle", () => {
      if (!fold.open || fold.querySelector("iframe")) return;
      const frame = document.createElement("iframe");
      frame.className = "annexe-frame";
      frame.title = fold.dataset.title;
      frame.src = fold.dataset.frame;
      fold.append(frame);
    });
  }
}

// What lacks is asked for when one goes on, not while one is still writing.
function lacksWords(fields) {
  const choice = fields.find((one) => one.name === "choice");
  const comment = fields.find((one) => one.name === "comment");
  if (choice?.value !== "not_acquired" || comment.value.trim()) return false;
  comment.showRefusal([LACKS]);
  comment.input.focus();
  return true;
}

export function startRoom() {
  const form = document.querySelector("form[data-reading-room]");
  if (!form) return;
  const page = document.querySelector("main");
  const rail = form.querySelector("[data-open-on-wide]");
  rail.open = matchMedia(WIDE).matches;
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  form.append(said);

  const { fields, autosave } = keptForm(form, { onSaved: (field, answer) => showProgress(form, answer) });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const next = event.submitter?.dataset.next;
    if (next && lacksWords(fields)) return;
    if ((await autosave.flush()) && next) location.assign(next);
  });
  leaveWhenKept(page.querySelectorAll("[data-leave]"), autosave);
  showFrames(form);
  wholeDossier(page);
  readingKeys(page, (words) => { said.textContent = words; });
  for (const button of page.querySelectorAll("[data-show]")) {
    button.hidden = false;
    button.addEventListener("click", () => document.getElementById(button.dataset.show).showModal());
  }
  autosave.start();
}
