// A part of a form that only one answer calls for: data-shown-when="name=value". Without this script it stays
// in sight under its own title. What was typed in it stays typed.
export function shownWhen() {
  for (const part of document.querySelectorAll("[data-shown-when]")) {
    const [name, value] = part.dataset.shownWhen.split("=");
    const form = part.closest("form");
    const isRefused = part.querySelector(".is-invalid") !== null;
    const show = () => { part.hidden = !isRefused && new FormData(form).get(name) !== value; };
    form.addEventListener("change", show);
    show();
  }
}
