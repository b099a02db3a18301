// Leaving a page with text that was typed and not sent asks first.
export function guardUnsaved() {
  for (const form of document.querySelectorAll("form[data-guard]")) {
    let dirty = false;
    const state = form.querySelector("[data-unsaved]");
    form.addEventListener("input", () => {
      dirty = true;
      if (state) state.textContent = "Modifications non enregistrées";
    });
    form.addEventListener("submit", () => { dirty = false; });
    window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  }
}
