// « Tout choisir » in a table of things to act on.
export function selectAll() {
  for (const master of document.querySelectorAll("[data-select-all]")) {
    master.hidden = false;
    const boxes = () => document.querySelectorAll(`input[name="${master.dataset.selectAll}"]:not(:disabled)`);
    master.querySelector("input").addEventListener("change", (event) => {
      for (const box of boxes()) box.checked = event.target.checked;
    });
  }
}
