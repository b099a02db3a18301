// « 4 812 caractères sur 20 000 » under each long text, as the server counts them.
const format = new Intl.NumberFormat("fr-FR");

export function countCharacters(root = document) {
  for (const field of root.querySelectorAll("textarea[data-counter]")) {
    const limit = Number(field.dataset.counter);
    const line = document.createElement("span");
    line.className = "counter num";
    field.insertAdjacentElement("afterend", line);
    const show = () => {
      const length = [...field.value].length;
      line.textContent = `${format.format(length)} caractères sur ${format.format(limit)}`;
      line.classList.toggle("over-limit", length > limit);
    };
    field.addEventListener("input", show);
    show();
  }
}
