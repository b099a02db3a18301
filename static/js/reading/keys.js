// The reading room by keyboard: A, P vote; S, R go on and back; D opens the whole dossier. Never while writing,
// and the arrows stay the browser’s: they scroll.
const WRITING = "textarea, input:not([type=radio]), select";

export function readingKeys() {
  const room = document.querySelector("[data-reading-room]");
  if (!room) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(WRITING)) return;
    const target = room.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!target) return;
    event.preventDefault();
    target.click();
    if (target.matches("input")) {
      target.focus();
      if (target.dataset.then) room.querySelector(target.dataset.then)?.focus();
    }
  });
}
