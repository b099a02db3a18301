// « Tout choisir » in a table of things to act on, and how many are chosen.
export function selectAll() {
  for (const master of document.querySelectorAll("[data-select-all]")) {
    master.hidden = false;
    const boxes = () => document.querySelectorAll(`input[name="${master.dataset.selectAll}"]:not(:disabled)`);
    master.querySelector("input").addEventListener("change", (event) => {
      for (const box of boxes()) box.checked = event.target.checked;
    });
  }
  for (const line of document.querySelectorAll("[data-chosen]")) {
    const all = document.querySelectorAll(`input[name="${line.dataset.chosen}"]`);
    const show = () => {
      const count = [...all].filter((box) => box.checked).length;
      line.textContent = `${count}\u00a0${count < 2 ? "choisi" : "choisis"} sur ${all.length}.`;
    };
    line.closest("form").addEventListener("change", show);
    show();
  }
}
