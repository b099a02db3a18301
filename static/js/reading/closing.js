// The chair's closing: reasons and motives save themselves until the stage is closed.
import { keptForm } from "../editor/kept-form.js";
import { leaveWhenKept } from "./leaving.js";

export function startClosing() {
  const form = document.querySelector("form[data-closing]");
  if (!form) return;
  const { autosave } = keptForm(form, { onSaved: () => {} });
  let isSent = false;
  // What is typed goes with the closing itself: nothing more is kept of a draft that is being decided.
  form.addEventListener("submit", async (event) => {
    if (isSent || !autosave.isLeft) return;
    event.preventDefault();
    const { submitter } = event;
    await autosave.flush();
    await new Promise((done) => { setTimeout(done); }); // a form asked again while it is being sent stays silent
    isSent = true;
    form.requestSubmit(submitter);
  });
  leaveWhenKept(document.querySelectorAll("main [data-leave]"), autosave);
  autosave.start();
}
