// « Copier »: what a field holds, in one press. Without this script the field is selected by hand.
export function copyOnDemand() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    const label = button.textContent;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(field.value);
        button.textContent = "Copié";
      } catch {
        field.select();
        button.textContent = "Sélectionné : copiez-le";
      }
      setTimeout(() => (button.textContent = label), 3000);
    });
  }
}
