// What closing would make of each block, told again each time the chair changes a verdict.
const listing = new Intl.ListFormat("fr", { type: "conjunction" });

function stillMissing(form, majority) {
  return majority.split(" ").filter((word) => word).flatMap((word) => {
    const [key, code, found] = word.split(":");
    const chosen = form.elements[`set_${key}`]?.value;
    const isAcquired = chosen ? chosen === "acquired" : found === "1";
    return isAcquired ? [] : [code];
  });
}

export function foreseeClosing() {
  const list = document.querySelector("[data-foreseen-done]");
  if (!list) return;
  const { foreseenDone: done, foreseenLeft: left } = list.dataset;
  const form = list.closest("form");
  const failed = left.startsWith("non") ? "stop" : "wait";
  form.addEventListener("change", () => {
    for (const tag of list.querySelectorAll("[data-majority]")) {
      const missing = stillMissing(form, tag.dataset.majority);
      const said = missing.length ? `${left} ${listing.format(missing)}` : done;
      if (tag.textContent === said) continue;
      tag.textContent = said;
      tag.classList.remove("ok", "wait", "stop");
      tag.classList.add(missing.length ? failed : "ok");
    }
  });
}
