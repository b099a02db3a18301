// One field that saves itself: what the server has, what is typed, and the other text when there are two.
export class Field {
  constructor(element) {
    this.element = element;
    this.name = element.dataset.field;
    this.number = Number(element.dataset.number);
    this.writer = element.dataset.client;
    this.codes = element.dataset.codes ? JSON.parse(element.dataset.codes) : null;
    this.confirmed = this.value;
    this.due = 0;
    this.refused = null; // a text that the server will not take, until it is changed
    this.other = null; // { text, number, at }: what another window wrote
    this.waiting = []; // further texts to be chosen from, one after the other
  }

  get input() { return this.element.querySelector("textarea, input[type=text], select"); }
  get radios() { return [...this.element.querySelectorAll("input[type=radio]")]; }
  get boxes() { return [...this.element.querySelectorAll("input[type=checkbox], input[type=hidden][name=blocks]")]; }

  get value() {
    if (this.radios.length) return this.radios.find((radio) => radio.checked)?.value ?? "";
    if (!this.codes) return this.input.value;
    const on = this.boxes.filter((box) => box.type === "hidden" || box.checked);
    return on.map((box) => this.codes[box.value]).sort().join(",");
  }

  set value(text) {
    if (this.radios.length) {
      for (const radio of this.radios) radio.checked = radio.value === text;
      return;
    }
    if (this.codes) {
      const on = new Set(text.split(","));
      for (const box of this.boxes) if (box.type === "checkbox") box.checked = on.has(this.codes[box.value]);
      return;
    }
    const { selectionStart, selectionEnd } = this.input;
    this.input.value = text;
    if (document.activeElement === this.input && this.input.setSelectionRange) this.input.setSelectionRange(selectionStart, selectionEnd);
    this.input.dispatchEvent(new CustomEvent("textset", { bubbles: true }));
  }

  // A text as a person reads it: of a choice, the words beside its button.
  words(text) {
    const radio = this.radios.find((one) => one.value === text);
    if (radio) return radio.labels[0].querySelector("span").textContent;
    const option = [...(this.input?.options ?? [])].find((one) => one.value === text);
    return option?.textContent ?? text;
  }

  get isTouched() { return this.value !== this.confirmed; }
  get isToSave() { return this.isTouched && !this.other && this.refused?.text !== this.value; }

  showRefusal(sentences) {
    const place = this.element.querySelector("[data-refusal]");
    place.textContent = sentences.join(" ");
    place.hidden = !sentences.length;
    if (this.input) this.input.setAttribute("aria-invalid", String(Boolean(sentences.length)));
  }

  // The answer to a text that was sent. Says whether the map may have changed.
  take(answer, sent) {
    this.number = answer.number;
    this.writer = null;
    this.showRefusal([]);
    if (answer.text !== undefined && this.value === sent) this.value = answer.text;
    this.confirmed = answer.text ?? sent;
    this.syncForm();
  }

  // What the server wrote here by itself, for what was saved elsewhere on the page.
  follow(text) {
    if (this.isTouched || this.other || this.value === text) return;
    this.value = this.confirmed = text;
    this.syncForm();
  }

  dispute(other) {
    if (this.other) { this.waiting.push(other); return; }
    this.other = other;
    this.showChoice();
  }

  showChoice() {
    const place = this.element.querySelector("[data-choice]");
    place.replaceChildren();
    if (!this.other) return;
    const panel = document.getElementById("two-texts").content.cloneNode(true);
    const fill = (name, text) => { panel.querySelector(`[data-${name}]`).textContent = this.words(text) || "(vide)"; };
    if (!this.input?.matches("textarea, input")) panel.querySelector("[value=both]").parentElement.remove();
    panel.querySelector("[data-at]").textContent = this.other.at ? `, ${this.other.at}` : "";
    fill("mine", this.value);
    fill("theirs", this.other.text);
    for (const button of panel.querySelectorAll("button")) {
      button.type = "button";
      button.addEventListener("click", () => this.choose(button.value));
    }
    place.append(panel);
  }

  refreshChoice() {
    const mine = this.element.querySelector("[data-choice] [data-mine]");
    if (mine) mine.textContent = this.words(this.value) || "(vide)";
  }

  choose(which) {
    const { text, number } = this.other;
    this.number = number;
    if (which === "other") this.value = text;
    const between = this.input?.matches("textarea") ? "\n\n" : " / "; // a title has one line
    if (which === "both") this.value = [text.trimEnd(), this.value.trimStart()].filter(Boolean).join(between);
    this.confirmed = text;
    this.other = this.waiting.shift() ?? null;
    if (this.other) this.other.number = number;
    this.showChoice();
    this.input?.focus();
    this.element.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));
  }

  // The plain form, should it be sent, must tell what this field was typed on.
  syncForm() {
    const version = this.element.querySelector("[name^=n_]");
    const digest = this.element.querySelector("[name^=h_]");
    if (version) version.value = this.number;
    if (digest) digest.value = "";
  }
}
