// The room by keyboard: A, P vote; C writes; J, K go on and back; D opens the whole dossier; ? lists the keys.
// Never while writing, and the arrows stay the browser’s: they scroll, and move between two answers.
const WRITING = "textarea, input:not([type=radio], [type=checkbox]), select";
const OFF = "touches-inactives";

function areOn() {
  try { return localStorage.getItem(OFF) === null; } catch { return true; }
}

function turn(isOn) {
  try {
    if (isOn) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch { /* nowhere to remember it: the keys stay as they are on the next page */ }
}

// press(target) does what a key asks of what it names, and says so.
export function readingKeys(page, say) {
  const box = page.querySelector("[data-keys-on]");
  box.checked = areOn();
  box.addEventListener("change", () => turn(box.checked));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches(WRITING)) return event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(WRITING) || !box.checked) return;
    const key = event.key.toLowerCase();
    const open = document.querySelector("dialog[open]");
    if (open) {
      if (key === "d" && open.id === "tout-le-dossier") { event.preventDefault(); open.close(); }
      return;
    }
    const target = [...page.querySelectorAll("[data-key]")].find((one) => one.dataset.key.split(" ").includes(key));
    const written = key === "c" ? page.querySelector("#id_comment") : null;
    if (!target && !written) return;
    event.preventDefault();
    if (written) { written.focus(); return; }
    target.click();
    if (!target.matches("input")) return;
    say(target.labels[0].querySelector("span").textContent);
    if (target.dataset.then) page.querySelector(target.dataset.then)?.focus();
  });
}
