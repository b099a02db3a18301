// The time kept in the interview room: « 12 minutes sur 45 », from the instant the server gave.
const PERIOD = 15_000;

function words(minutes) {
  return minutes > 1 ? `${minutes} minutes` : `${minutes} minute`;
}

function tell(element) {
  const since = new Date(element.dataset.elapsed);
  const minutes = Math.max(0, Math.floor((Date.now() - since) / 60_000));
  const planned = Number(element.dataset.planned);
  const over = minutes > planned ? `, ${words(minutes - planned)} de plus que prévu` : "";
  element.textContent = `${words(minutes)} sur ${planned}${over}`;
}

export function keepTime() {
  for (const element of document.querySelectorAll("[data-elapsed]")) {
    tell(element);
    setInterval(tell, PERIOD, element);
  }
}
