// Each field saves itself, one after the other; nothing typed leaves this device before the server has it.
import { Drafts, holdPage, openPages } from "./drafts.js";

const PAUSE = 800; // after the last key
const RETRIES = [2_000, 4_000, 8_000, 15_000, 30_000];
const FINAL = new Set(["gone", "closed"]);

function randomName() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Autosave {
  constructor(form, { fields, sender, line, onSaved }) {
    Object.assign(this, { form, fields, sender, line, onSaved });
    this.client = randomName();
    this.drafts = new Drafts({ person: form.dataset.person, keys: form.dataset.draftKeys.split(" ") });
    this.page = `${form.dataset.person}/${form.dataset.dossier}/${form.dataset.key}`;
    this.isNew = form.hasAttribute("data-new");
    this.seq = 0;
    this.trouble = null;
    this.facts = {};
    this.failures = 0;
    this.isKept = true;
    this.sending = null;
  }

  async start() {
    holdPage(this.client);
    for (const field of this.fields) {
      field.element.addEventListener("input", () => this.typed(field));
      field.element.addEventListener("focusout", () => this.soon(field, 0));
      field.element.addEventListener("chosen", () => this.typed(field, 0));
    }
    for (const event of ["online", "focus", "pageshow"]) window.addEventListener(event, () => this.again());
    window.addEventListener("pagehide", () => this.lastWords());
    window.addEventListener("beforeunload", (event) => { if (this.isLeft && !this.isKept) event.preventDefault(); });
    await this.takeUp().catch(() => { this.isKept = false; });
    this.tell();
    this.pump();
  }

  // --- what is typed ------------------------------------------------------------------------------------
  typed(field, pause = PAUSE) {
    field.refreshChoice();
    this.keep(field);
    this.soon(field, pause);
    this.tell();
  }

  keep(field) {
    if (!field.isTouched && !field.other) return this.drafts.forget(`${this.page}/${field.name}/${this.client}`).catch(() => {});
    const draft = {
      id: `${this.page}/${field.name}/${this.client}`, page: this.page,
      dossier: this.form.dataset.dossier, name: field.name, client: this.client, base: field.number,
      text: field.value, isNew: this.isNew, at: Date.now(),
    };
    return this.drafts.keep(draft).then(() => { this.isKept = true; }, () => { this.isKept = false; this.tell(); });
  }

  soon(field, pause) {
    field.due = Date.now() + pause;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.pump(), pause);
  }

  get isLeft() { return this.fields.some((field) => field.isTouched); }

  // --- what is sent -------------------------------------------------------------------------------------
  pump(isForced = false) {
    this.isForced ||= isForced;
    this.sending ??= this.run().finally(() => { this.sending = null; this.isForced = false; this.tell(); });
    return this.sending;
  }

  next() {
    const now = Date.now();
    return this.fields.find((field) => field.isToSave && (this.isForced || field.due <= now + 5));
  }

  async run() {
    clearTimeout(this.retry);
    for (let field = this.next(); field && !FINAL.has(this.trouble); field = this.next()) {
      this.tell();
      if (!(await this.save(field))) { this.later(); return; }
    }
    const waiting = this.fields.filter((field) => field.isToSave).map((field) => field.due);
    if (waiting.length) this.timer = setTimeout(() => this.pump(), Math.max(20, Math.min(...waiting) - Date.now()));
  }

  body(field, text) {
    const body = { text, base: field.number, client: this.client, seq: ++this.seq };
    return this.isNew ? { ...body, is_new: "on" } : body;
  }

  async save(field) {
    const text = field.value;
    const { word, answer } = await this.sender.post(this.form.dataset.fields + field.name + "/", this.body(field, text));
    this.facts = answer ?? {};
    if (word === "saved") {
      this.settle(field, text, answer);
      return true;
    }
    if (word === "choice") { field.dispute(answer); this.trouble = null; return true; }
    if (word === "refused") {
      field.refused = { text };
      field.showRefusal(answer.sentences);
      this.trouble = null;
      return true;
    }
    this.trouble = word;
    return false;
  }

  settle(field, text, answer) {
    this.trouble = null;
    this.failures = 0;
    field.take(answer, text);
    this.line.show("saving", { at: answer.at });
    if (this.isNew) {
      this.isNew = false;
      history.replaceState(null, "", answer.url);
      this.form.action = answer.url;
    }
    const id = `${this.page}/${field.name}/${this.client}`;
    if (field.isTouched) this.keep(field);
    else this.drafts.forgetText(id, text).catch(() => {});
    this.onSaved(field, answer);
  }

  later() {
    if (FINAL.has(this.trouble)) return;
    const pause = RETRIES[Math.min(this.failures++, RETRIES.length - 1)];
    this.retry = setTimeout(() => this.pump(true), pause);
  }

  again() {
    if (this.trouble && !FINAL.has(this.trouble)) this.pump(true);
  }

  // Everything, now. True when the server has it all.
  async flush() {
    await this.pump(true);
    if (this.fields.some((field) => field.isToSave)) await this.pump(true);
    this.tell();
    return !this.isLeft;
  }

  // The page goes: the browser may still carry this much; what it cannot is kept as a draft.
  lastWords() {
    if (FINAL.has(this.trouble)) return;
    for (const field of this.fields.filter((one) => one.isToSave)) {
      this.sender.post(this.form.dataset.fields + field.name + "/", this.body(field, field.value), { keepalive: true });
    }
  }

  // --- what an earlier page left ------------------------------------------------------------------------
  async takeUp() {
    const open = await openPages();
    const { dossier } = this.form.dataset;
    const left = (await this.drafts.all())
      .filter((draft) => !open.has(draft.client))
      .filter((draft) => draft.page === this.page || (this.isNew && draft.isNew && draft.dossier === dossier))
      .sort((one, other) => one.at - other.at);
    const taken = new Set();
    for (const draft of left) {
      const field = this.fields.find((one) => one.name === draft.name);
      if (!field) continue;
      if (draft.text !== field.value) this.takeUpOne(field, draft, taken);
      if (field.isTouched || field.other) await this.keep(field);
      await this.drafts.forget(draft.id);
    }
  }

  takeUpOne(field, draft, taken) {
    const isAfterWhatIsKept = draft.base === field.number || draft.client === field.writer;
    if (taken.has(field)) {
      field.dispute({ text: draft.text, number: field.number, at: "" });
    } else if (isAfterWhatIsKept) {
      field.value = draft.text;
    } else {
      const kept = { text: field.value, number: field.number, at: field.element.dataset.at };
      field.value = draft.text;
      field.number = draft.base; // until a choice is made, this text still stands on what it was typed on
      field.dispute(kept);
    }
    taken.add(field);
  }

  // --- what is said -------------------------------------------------------------------------------------
  tell() {
    const isOffline = this.trouble === "offline" || this.trouble === "server";
    const word =
      this.trouble && this.isLeft ? (isOffline && navigator.onLine ? "server" : isOffline ? "offline" : this.trouble)
      : this.fields.some((field) => field.other) ? "choice"
      : this.fields.some((field) => field.isTouched && field.refused?.text === field.value) ? "refused"
      : this.isLeft ? "saving"
      : "saved";
    this.line.show(word, { isKept: this.isKept, sentences: this.facts.sentences ?? [] });
  }
}
