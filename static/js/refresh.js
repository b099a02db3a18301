// A document « en préparation » appears when it is ready, without a reload by hand.
const SECONDS = 2;
const TRIES = 30;

export function refreshWhilePreparing(tries = TRIES) {
  const waiting = document.querySelectorAll("[data-refresh]");
  for (const note of document.querySelectorAll("[data-by-itself]")) {
    note.hidden = false;
    if (!tries) note.textContent = "rechargez la page dans quelques minutes";
  }
  if (!waiting.length || !tries) return;
  setTimeout(async () => {
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "refresh" } }).catch(() => null);
    if (answer?.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const place of waiting) {
        const fresh = page.getElementById(place.id);
        if (fresh && !fresh.hasAttribute("data-refresh")) place.replaceWith(document.adoptNode(fresh));
      }
    }
    refreshWhilePreparing(tries - 1);
  }, SECONDS * 1000);
}
