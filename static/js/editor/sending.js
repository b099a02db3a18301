// What goes to the server and what comes back, told in one word each.
const PATIENCE = 15_000;

function isRedirect(answer) { return answer.type === "opaqueredirect"; }

export class Sender {
  constructor(form) {
    this.form = form;
    this.token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    this.person = { "X-Person": form.dataset.person }; // whoever signs in beside this page is answered 410
  }

  // { word: saved | choice | refused | closed | gone | session | other | offline | server, answer }
  async post(url, body, { keepalive = false } = {}) {
    let answer = await this.try(url, body, keepalive);
    if (answer?.status === 403 && !keepalive) {
      const word = await this.renewToken();
      if (word) return { word };
      answer = await this.try(url, body, keepalive);
    }
    return this.read(answer);
  }

  async try(url, body, keepalive) {
    try {
      return await fetch(url, {
        method: "POST",
        body: new URLSearchParams(body),
        headers: { "X-CSRFToken": this.token, ...this.person },
        redirect: "manual",
        keepalive,
        signal: keepalive ? undefined : AbortSignal.timeout(PATIENCE),
      });
    } catch {
      return null; // no network, no server, or no answer in time: the text stays here and is sent again
    }
  }

  async read(answer) {
    if (!answer) return { word: "offline" };
    if (isRedirect(answer)) return { word: "session" };
    if (answer.status === 404) return { word: "gone" };
    if (answer.status === 410) return { word: "other" };
    if (![200, 409, 422].includes(answer.status)) return { word: answer.status === 403 ? "session" : "server" };
    const found = await answer.json().catch(() => null);
    if (!found) return { word: "offline" };
    if (answer.status === 200) return { word: "saved", answer: found };
    if (answer.status === 409) return { word: "choice", answer: found };
    return { word: found.closed ? "closed" : "refused", answer: found };
  }

  // Somebody signed in again in another tab: this page's token is no longer the right one.
  async renewToken() {
    const answer = await fetch(this.form.dataset.token, { headers: this.person, redirect: "manual" }).catch(() => null);
    if (!answer) return "offline";
    if (isRedirect(answer)) return "session";
    if (answer.status === 404) return "gone";
    if (answer.status === 410) return "other";
    if (!answer.ok) return "server";
    this.token = (await answer.json()).token;
    return null;
  }
}
