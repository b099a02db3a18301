// The deliberation as the members follow it: read again every few seconds, replaced only when it has changed,
// so that nothing flickers and whoever reads or holds the focus elsewhere is not disturbed.
const SECONDS = 4;
const LONGEST = 60;

export function followDeliberation() {
  let place = document.querySelector("[data-live]");
  if (!place) return;
  const told = document.querySelector("[data-live-state]");
  let pause = SECONDS;

  const read = async () => {
    const answer = document.hidden ? null : await fetch(location.href, { redirect: "manual" }).catch(() => null);
    if (answer?.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-live]");
      if (!fresh) return; // signed out, or no longer of this jury: a reload says so
      if (fresh.dataset.live !== place.dataset.live) {
        place.replaceWith(document.adoptNode(fresh));
        place = fresh;
      } else for (const part of place.querySelectorAll("[data-part]")) {
        const other = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
        if (other && other.innerHTML !== part.innerHTML) part.replaceChildren(...other.childNodes);
      }
      pause = SECONDS;
    } else if (!document.hidden) {
      pause = Math.min(pause * 2, LONGEST);
    }
    if (told) told.textContent = pause > SECONDS ? "Cette page ne reçoit plus de nouvelles : elle réessaie." : "";
    setTimeout(read, pause * 1000);
  };
  setTimeout(read, SECONDS * 1000);
}
