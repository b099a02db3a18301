// On a narrow screen the entries slide: the one we are under is brought in sight.
export function showCurrentEntry() {
  const current = document.querySelector(".top nav [aria-current]");
  const nav = current?.closest("nav");
  if (nav) nav.scrollLeft = current.offsetLeft - (nav.clientWidth - current.offsetWidth) / 2;
}
