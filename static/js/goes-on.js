// What waited for its sender to prove who they are goes on by itself.
export function goOn() {
  document.querySelector("form[data-goes-on]")?.requestSubmit();
}
