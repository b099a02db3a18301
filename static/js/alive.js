// A session that ends without activity: who reads or types is active, and who is not is warned in time.
const EVERY = 4 * 60;
const WARNED = 2 * 60;
const SIGNS = ["keydown", "pointerdown", "scroll", "input"];

const now = () => Date.now() / 1000;

function warning() {
  const notice = document.createElement("div");
  notice.className = "notice wait session-notice";
  notice.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = "Sans activité de votre part, votre session se ferme dans deux minutes.";
  const stay = document.createElement("button");
  stay.type = "button";
  stay.className = "btn btn-primary btn-sm";
  stay.textContent = "Rester connecté(e)";
  notice.append(words, stay);
  return notice;
}

export function keepSessionAlive() {
  const told = document.querySelector("meta[name=session-idle]");
  if (!told) return;
  const idle = Number(told.content);
  let known = now(); // when the server last heard of us
  let active = known;
  let notice = null;

  const tell = async () => {
    known = now();
    const answer = await fetch(told.dataset.alive, { redirect: "manual" }).catch(() => null);
    if (!answer?.ok) known = 0; // it did not hear: the next sign of activity tries again
    if (answer?.ok) notice?.remove();
    if (answer?.ok) notice = null;
  };
  const act = () => {
    active = now();
    if (active - known > EVERY) tell();
  };
  for (const sign of SIGNS) document.addEventListener(sign, act, { passive: true, capture: true });
  setInterval(() => {
    if (notice || now() - Math.max(known, active) < idle - WARNED) return;
    notice = warning();
    notice.querySelector("button").addEventListener("click", tell);
    document.querySelector("main").prepend(notice);
  }, 5000);
}
