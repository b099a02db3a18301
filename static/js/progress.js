// Long work tells where it is, without a reload by hand, until it is over.
const SECONDS = 2;

export function followProgress() {
  const place = document.querySelector("[data-progress]");
  if (!place) return;
  setTimeout(async () => {
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "refresh" } }).catch(() => null);
    if (answer?.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(place.id);
      // whoever is about to press a button keeps it under their finger
      if (fresh && !place.contains(document.activeElement)) place.replaceWith(document.adoptNode(fresh));
    }
    followProgress();
  }, SECONDS * 1000);
}
