// Texts kept in this browser until the server has confirmed them (IndexedDB), closed: whoever comes next to this
// device finds none to read, be they signed in or not.
import { Box } from "./sealing.js";

const STORE = "textes";
let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("brouillons", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

async function run(mode, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode);
    const request = act(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export class Drafts {
  constructor({ person, keys }) {
    this.person = person;
    this.box = new Box(keys);
    this.last = new Map(); // the text that each draft of this page holds, or will in its turn
    this.turn = Promise.resolve();
  }

  // Closing takes its time: what is kept and what is forgotten follow each other as they were asked.
  inTurn(act) {
    const done = this.turn.then(act);
    this.turn = done.catch(() => {});
    return done;
  }

  keep(draft) {
    const { id, text } = draft;
    this.last.set(id, text);
    return this.inTurn(async () => {
      if (this.last.get(id) !== text) return; // a newer one waits for its turn
      const closed = await this.box.close(JSON.stringify(draft), id);
      await run("readwrite", (store) => store.put({ id, person: this.person, ...closed }));
    });
  }

  forget(id) {
    this.last.delete(id);
    return this.inTurn(() => run("readwrite", (store) => store.delete(id)));
  }

  // Only if nothing was typed meanwhile: no newer text goes with the old one.
  async forgetText(id, text) {
    if (this.last.get(id) === text) await this.forget(id);
  }

  // This person's, and nothing that somebody else could have put there: all that is believed was closed.
  async all() {
    const found = [];
    for (const { id, person, iv, sealed } of await run("readonly", (store) => store.getAll())) {
      const draft = person === this.person && sealed ? await this.box.open({ iv, sealed }, id) : null;
      if (draft) found.push(JSON.parse(draft));
    }
    return found;
  }
}

// Pages that are still open hold a lock by their name; the drafts of the others are to be taken up.
export function holdPage(client) {
  navigator.locks?.request(`page:${client}`, () => new Promise(() => {}));
}

export async function openPages() {
  if (!navigator.locks) return new Set();
  const { held } = await navigator.locks.query();
  return new Set(held.map((lock) => lock.name.replace("page:", "")));
}
