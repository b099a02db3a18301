// The whole dossier over the room, at the text that was asked for; closing it gives the place back.
async function fill(place, address) {
  const answer = await fetch(address, { redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const whole = page.querySelector("[data-whole]");
  if (!whole) return false;
  place.replaceChildren(document.adoptNode(whole));
  return true;
}

export function wholeDossier(page) {
  const dialog = page.querySelector("#tout-le-dossier");
  const place = dialog.querySelector("[data-whole-here]");
  let filled;
  for (const link of page.querySelectorAll("[data-whole-dossier]")) {
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      filled ??= fill(place, link.href);
      if (!(await filled)) {
        filled = undefined;
        location.assign(link.href); // the page itself, where its own words say what is wrong
        return;
      }
      dialog.showModal();
      place.focus();
      document.getElementById(new URL(link.href).hash.slice(1))?.scrollIntoView();
    });
  }
}
