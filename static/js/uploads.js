// Files sent one after the other, each with its bar and its cancel; the page works without.
import { refreshWhilePreparing } from "./refresh.js";

const STOPPED = "Envoi annulé.";
const CUT = "La connexion a été coupée. Vérifiez le réseau, puis choisissez de nouveau ce fichier.";
const SIGNED_OUT = "Votre session est terminée. Reconnectez-vous, puis choisissez de nouveau ce fichier.";

export function sendFiles() {
  const form = document.querySelector("form[data-uploads]");
  const input = form?.querySelector("input[type=file]");
  if (!input) return;
  const zone = form.querySelector("[data-drop]");
  const queue = [];
  let busy = false;

  form.querySelector("[data-send]").hidden = true;
  form.querySelector("[data-drop-words]").hidden = false;
  input.addEventListener("change", () => { take(input.files); input.value = ""; });
  form.addEventListener("submit", (event) => event.preventDefault());
  watchDrops(zone, take);
  window.addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });

  function take(files) {
    for (const file of files) queue.push(lineFor(form, file));
    sendNext();
  }

  async function sendNext() {
    if (busy) return;
    const line = queue.shift();
    if (!line) return;
    busy = true;
    if (!line.isOver) await send(form, line);
    busy = false;
    if (queue.length) return sendNext();
    await refreshList();
    return sendNext();
  }
}

function watchDrops(zone, take) {
  const isOfFiles = (event) => event.dataTransfer?.types.includes("Files");
  for (const kind of ["dragenter", "dragover"]) {
    // a file dropped beside the zone must not replace the page
    document.addEventListener(kind, (event) => {
      if (!isOfFiles(event)) return;
      event.preventDefault();
      zone.classList.toggle("over-it", zone.contains(event.target));
    });
  }
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) zone.classList.remove("over-it"); });
  document.addEventListener("drop", (event) => {
    if (!isOfFiles(event)) return;
    event.preventDefault();
    zone.classList.remove("over-it");
    if (zone.contains(event.target)) take(event.dataTransfer.files);
  });
}

function lineFor(form, file) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  const cancel = document.createElement("button");
  const bar = document.createElement("progress");
  const said = document.createElement("span");
  name.textContent = file.name;
  name.className = "file-name";
  cancel.type = "button";
  cancel.className = "btn btn-quiet btn-sm";
  cancel.textContent = "Annuler";
  cancel.setAttribute("aria-label", `Annuler l’envoi de ${file.name}`);
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", `Envoi de ${file.name}`);
  said.className = "said";
  said.textContent = "En attente";
  item.append(name, cancel, bar, said);
  form.querySelector("[data-progress]").append(item);

  const line = { file, bar, said, isOver: false, request: null };
  const heardBy = form.querySelector("[data-said]");
  line.end = (state, sentence) => {
    line.isOver = true;
    item.className = state;
    said.textContent = sentence;
    bar.remove();
    cancel.remove();
    heardBy.textContent = `${file.name} : ${sentence}`;
  };
  cancel.addEventListener("click", () => {
    const field = form.querySelector("input[type=file]");
    if (line.request) line.request.abort();
    else line.end("refused", STOPPED);
    field.focus();
  });
  if (file.size > Number(form.dataset.maxBytes)) line.end("refused", form.dataset.tooHeavy);
  return line;
}

function send(form, line) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    body.append("files", line.file);
    line.request = request;
    line.said.textContent = "Envoi…";
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const share = Math.floor((100 * event.loaded) / event.total);
      line.bar.value = share;
      line.said.textContent = share < 100 ? `Envoi… ${share} %` : "Vérification…";
    });
    request.addEventListener("load", () => { conclude(request, line); resolve(); });
    request.addEventListener("error", () => { line.end("refused", CUT); resolve(); });
    request.addEventListener("abort", () => { line.end("refused", STOPPED); resolve(); });
    request.open("POST", form.action || location.href);
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
  });
}

function conclude(request, line) {
  let answer = null;
  try { answer = JSON.parse(request.responseText); } catch { /* a page: signed out, or the server failed */ }
  if (answer?.added?.length) return line.end("done", "Ajouté. Décrivez-le ci-dessous.");
  if (answer?.refused?.length) return line.end("refused", answer.refused.map(([, sentence]) => sentence).join(" "));
  if (request.status === 413) return line.end("refused", "Cet envoi est trop lourd.");
  if (request.status < 500) return line.end("refused", SIGNED_OUT);
  return line.end("refused", "Le service n’a pas pu recevoir ce fichier. Réessayez dans quelques minutes.");
}

// Only the list changes: what is being read or sent above it stays.
async function refreshList() {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("annexes-list");
  if (!fresh) return;
  document.getElementById("annexes-list").replaceWith(document.adoptNode(fresh));
  refreshWhilePreparing();
}
