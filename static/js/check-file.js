// A certificate's file, checked without leaving the computer: its digest is made here, and only that is sent.
// The file itself goes to the server when its reader asks for it, with the button of the answer.
export function checkFile() {
  const form = document.querySelector("form[data-check-file]");
  if (!form || !window.crypto?.subtle) return;
  const input = form.elements.file;
  const answer = document.querySelector("[data-file-answer]");
  form.querySelector("[data-stays]").hidden = false;
  form.querySelector("[data-goes]").hidden = true;
  form.querySelector("[data-or-drop]").hidden = false;

  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    check(input.files[0]);
  });
  input.addEventListener("change", () => input.files.length && check(input.files[0]));
  const zone = form.querySelector(".dropzone");
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over-it");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over-it"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over-it");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    check(input.files[0]);
  });

  async function check(file) {
    say("Contrôle en cours…");
    let content;
    try {
      content = await file.arrayBuffer();
    } catch {
      input.value = "";  // so that choosing the same one again is a change
      say("Ce fichier n’a pas pu être lu : un dossier, ou un fichier déplacé ou protégé. Choisissez de nouveau le PDF.");
      return;
    }
    const bytes = await crypto.subtle.digest("SHA-256", content);
    const digest = Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
    await ask({ digest }, file);
  }

  async function ask(fields, file) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    let response;
    try {
      response = await fetch(form.action, { method: "POST", body });
    } catch {
      say("Le serveur n’a pas répondu. Recommencez dans un instant.");
      return;
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.querySelector("[data-answer]") ?? page.querySelector("main .notice");
    if (!found) {
      say("Le serveur n’a pas pu répondre. Recommencez dans un instant.");
      return;
    }
    answer.replaceChildren(document.adoptNode(found));
    const send = answer.querySelector("[data-send-file]");
    if (send) {
      send.hidden = false;
      send.addEventListener("click", () => ask({ file }, file));
    }
    answer.scrollIntoView({ block: "nearest" });
  }

  function say(sentence) {
    const line = document.createElement("p");
    line.className = "notice section-gap";
    line.textContent = sentence;
    answer.replaceChildren(line);
  }
}
