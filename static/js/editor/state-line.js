// « Enregistré à 14 h 32 »: one line that says what is true now, seen and announced.
const SENTENCES = {
  saving: () => "Enregistrement…",
  saved: ({ at }) => (at ? `✓ Enregistré ${at}` : ""),
  offline: ({ isKept }) => `Non enregistré : hors ligne, ${isKept ? "conservé sur cet appareil" : "ne fermez pas cette page"}`,
  server: ({ isKept }) =>
    `Non enregistré : le service ne répond pas, ${isKept ? "conservé sur cet appareil" : "ne fermez pas cette page"}. Nouvel essai dans un instant`,
  session: ({ isKept }) => `Non enregistré : votre session a expiré, ${isKept ? "texte conservé sur cet appareil" : "ne fermez pas cette page"}.`,
  other: ({ isKept }) =>
    `Non enregistré : une autre personne s’est connectée dans ce navigateur. ${isKept ? "Votre texte est conservé sur cet appareil" : "Ne fermez pas cette page"} : il partira quand vous vous reconnecterez.`,
  gone: () => "Non enregistré : cette situation a été retirée, ou n’est pas accessible avec ce compte. Copiez votre texte avant de quitter la page.",
  closed: ({ sentences }) => `Non enregistré : ${sentences.join(" ")}`,
  choice: () => "Deux textes pour un même champ : choisissez ci-dessous, rien n’est perdu.",
  refused: () => "Non enregistré : un champ est à corriger.",
};
const CALM = new Set(["saving", "saved"]);

export class StateLine {
  constructor(element) {
    this.element = element;
    this.words = element.querySelector("[data-words]");
    this.way = element.querySelector("a");
    this.at = "";
  }

  show(name, facts = {}) {
    if (facts.at) this.at = facts.at;
    const sentence = this.element.dataset[name] ?? SENTENCES[name]({ at: this.at, ...facts });
    this.element.dataset.state = name;
    this.element.classList.toggle("calm", CALM.has(name));
    if (this.words.textContent !== sentence) this.words.textContent = sentence;
    this.way.hidden = name !== "session";
  }
}
