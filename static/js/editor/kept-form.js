// A form whose fields save themselves, whatever it is about: the editor, the reading room, the closing.
import { Autosave } from "./autosave.js";
import { Field } from "./field.js";
import { Sender } from "./sending.js";
import { StateLine } from "./state-line.js";

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

// onSaved(field, answer) is told of each save. The caller starts the autosave once all is in place.
export function keptForm(form, { onSaved }) {
  const fields = [...form.querySelectorAll("[data-field]")].map((element) => new Field(element));
  const sender = new Sender(form);
  const line = new StateLine(form.querySelector("[data-state-line]"));
  line.at = form.dataset.at;
  const autosave = new Autosave(form, { fields, sender, line, onSaved });
  for (const area of form.querySelectorAll("textarea")) growing(area);
  form.classList.add("is-live");
  return { fields, sender, line, autosave };
}
