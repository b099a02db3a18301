// Passages: choose words in a text, say which competence they illustrate, see them underlined.
const SHOWN = 90;

const codePoints = (text, end) => [...text.slice(0, end)].length;
const units = (text, points) => [...text].slice(0, points).join("").length;

// The same as rules/passages.py, on the browser's own counting, while the server has not answered yet.
export function shifted(before, after, span) {
  let first = 0;
  const limit = Math.min(before.length, after.length);
  while (first < limit && before[first] === after[first]) first += 1;
  let tail = 0;
  while (tail < limit - first && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const last = before.length - tail;
  const delta = after.length - before.length;
  if (span.end <= first) return span;
  if (span.start >= last) return { ...span, start: span.start + delta, end: span.end + delta };
  if (first <= span.start && span.end <= last) return null;
  const start = Math.min(span.start, first);
  const end = span.end >= last ? span.end + delta : last + delta;
  return end > start ? { ...span, start, end } : null;
}

export class Passages {
  constructor(field, form, { autosave, sender, competences }) {
    Object.assign(this, { field, form, autosave, sender, competences });
    this.area = field.input;
    this.text = this.area.value;
    this.spans = this.received(JSON.parse(field.element.dataset.passages));
    this.list = field.element.querySelector("[data-linked]");
    this.makeInk();
    this.makeBar();
    this.area.addEventListener("input", () => this.follow());
    this.area.addEventListener("textset", () => this.follow());
    this.area.addEventListener("focus", () => { form.lastText = this; });
    document.addEventListener("selectionchange", () => this.offer());
    this.area.addEventListener("scroll", () => { this.ink.scrollTop = this.area.scrollTop; });
    this.show();
  }

  received(found) {
    return found.map((one) => ({ ...one, start: units(this.area.value, one.start), end: units(this.area.value, one.end) }));
  }

  makeInk() {
    const paper = document.createElement("div");
    paper.className = "paper";
    this.ink = document.createElement("div");
    this.ink.className = "ink";
    this.ink.setAttribute("aria-hidden", "true");
    this.area.replaceWith(paper);
    paper.append(this.ink, this.area);
  }

  makeBar() {
    this.bar = document.createElement("div");
    this.bar.className = "passage-bar";
    this.bar.hidden = true;
    this.bar.setAttribute("role", "group");
    this.bar.setAttribute("aria-label", "Ce passage illustre");
    const words = document.createElement("span");
    words.textContent = "Ce passage illustre";
    this.bar.append(words);
    for (const { pk, code, title } of this.competences) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = code;
      button.title = title;
      button.setAttribute("aria-label", `${code} ${title}`);
      button.addEventListener("click", () => this.link(pk));
      this.bar.append(button);
    }
    this.area.parentElement.after(this.bar);
  }

  get chosen() {
    const { selectionStart: start, selectionEnd: end } = this.area;
    return this.area.value.slice(start, end).trim() ? { start, end } : null;
  }

  offer() {
    if (document.activeElement !== this.area) return;
    this.bar.hidden = !this.chosen;
    document.body.classList.toggle("has-selection", Boolean(this.chosen));
  }

  follow() {
    const after = this.area.value;
    if (after === this.text) return;
    this.spans = this.spans.map((span) => shifted(this.text, after, span)).filter(Boolean);
    this.text = after;
    this.show();
  }

  receive(found, sent) {
    if (this.area.value !== sent) return; // typed meanwhile: the next answer will be right
    this.text = this.area.value;
    this.spans = this.received(found);
    this.show();
  }

  async link(competence) {
    const range = this.chosen;
    if (!range) return;
    await this.autosave.flush();
    const text = this.area.value;
    const body = {
      field: this.field.name, competence, number: this.field.number,
      start: codePoints(text, range.start), end: codePoints(text, range.end),
    };
    const { word, answer } = await this.sender.post(this.form.dataset.fields + "passages/", body);
    if (word === "saved") {
      this.receive(answer.passages, text);
      this.bar.hidden = true;
      this.area.focus();
      this.area.setSelectionRange(range.end, range.end);
      this.autosave.onSaved(this.field, answer);
      this.say(`Passage lié à ${this.competences.find((one) => one.pk === competence).code}.`);
    } else {
      this.say(answer?.sentences?.join(" ") ?? "Le passage n’a pas pu être lié : essayez de nouveau quand le texte est enregistré.");
    }
  }

  async unlink(pk) {
    const text = this.area.value;
    const { word, answer } = await this.sender.post(this.form.dataset.unlink.replace("/0/", `/${pk}/`), {});
    if (word === "saved") this.receive(answer.passages, text);
    this.autosave.onSaved(this.field, null);
    this.say(word === "saved" ? "Le passage n’est plus lié ; le texte reste." : "Le lien n’a pas pu être retiré : essayez de nouveau.");
    this.area.focus();
  }

  say(sentence) { this.field.element.querySelector("[data-said]").textContent = sentence; }

  show() {
    this.showInk();
    this.showList();
  }

  showInk() {
    const text = this.area.value;
    const edges = [...new Set([0, text.length, ...this.spans.flatMap((span) => [span.start, span.end])])].sort((a, b) => a - b);
    const parts = edges.slice(1).map((end, rank) => {
      const start = edges[rank];
      const piece = document.createTextNode(text.slice(start, end));
      if (!this.spans.some((span) => span.start < end && span.end > start)) return piece;
      const mark = document.createElement("mark");
      mark.append(piece);
      return mark;
    });
    this.ink.replaceChildren(...parts, "\n");
  }

  showList() {
    const text = this.area.value;
    this.list.replaceChildren(...this.spans.map((span) => {
      const line = document.createElement("li");
      const words = text.slice(span.start, span.end);
      const quote = document.createElement("button");
      quote.type = "button";
      quote.className = "btn-link-plain";
      quote.textContent = `« ${words.length > SHOWN ? words.slice(0, SHOWN) + "…" : words} »`;
      quote.title = "Montrer ce passage";
      quote.addEventListener("click", () => { this.area.focus(); this.area.setSelectionRange(span.start, span.end); });
      const code = document.createElement("strong");
      code.textContent = span.code;
      code.title = span.title;
      const off = document.createElement("button");
      off.type = "button";
      off.className = "btn-link-plain small";
      off.textContent = "Retirer le lien";
      off.setAttribute("aria-label", `Retirer le lien avec ${span.code}`);
      off.addEventListener("click", () => this.unlink(span.pk));
      line.append(code, " ", quote, " ", off);
      return line;
    }));
  }
}
