// Texts kept in this browser until the server has confirmed them (IndexedDB).
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

export const keepDraft = (draft) => run("readwrite", (store) => store.put(draft));
export const forgetDraft = (id) => run("readwrite", (store) => store.delete(id));
export const allDrafts = () => run("readonly", (store) => store.getAll());

// Only if nothing was typed meanwhile: in one transaction, so that no newer text goes with the old one.
export function forgetDraftOf(id, text) {
  return run("readwrite", (store) => {
    const request = store.get(id);
    request.onsuccess = () => { if (request.result?.text === text) store.delete(id); };
    return request;
  });
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
