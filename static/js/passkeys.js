// Passkeys: from the server's options to what the device answers, sent with the form.
const WORDS = {
  NotAllowedError: "Rien n’a été confirmé sur l’appareil. Vous pouvez réessayer.",
  InvalidStateError: "Cet appareil a déjà une clé pour votre compte.",
  SecurityError: "Les clés d’accès demandent l’adresse habituelle du service, en https.",
  NotSupportedError: "Cet appareil ne propose pas de clé d’accès.",
};
const OTHERWISE = "La clé d’accès n’a pas pu être utilisée. Réessayez, ou choisissez un autre moyen.";

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withBytes = (known) => known?.map((one) => ({ ...one, id: toBytes(one.id) }));

async function created({ publicKey }) {
  const selection = { ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" };
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: withBytes(publicKey.excludeCredentials),
      authenticatorSelection: selection,
    },
  });
  const { clientDataJSON, attestationObject } = credential.response;
  return answer(credential, {
    clientDataJSON: toText(clientDataJSON),
    attestationObject: toText(attestationObject),
    transports: credential.response.getTransports?.() ?? [],
  });
}

async function given({ publicKey }) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      allowCredentials: withBytes(publicKey.allowCredentials),
      userVerification: "required",
    },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response;
  return answer(credential, {
    clientDataJSON: toText(clientDataJSON),
    authenticatorData: toText(authenticatorData),
    signature: toText(signature),
    userHandle: userHandle ? toText(userHandle) : null,
  });
}

const answer = (credential, response) => ({
  id: credential.id,
  rawId: credential.id,
  type: credential.type,
  authenticatorAttachment: credential.authenticatorAttachment,
  clientExtensionResults: credential.getClientExtensionResults(),
  response,
});

async function optionsOf(form) {
  const here = document.getElementById(form.dataset.passkeyOptions);
  const told = here
    ? JSON.parse(here.textContent)
    : await (await fetch(form.dataset.passkeyFrom, { headers: { Accept: "application/json" } })).json();
  return told.creation_options ?? told.request_options;
}

function offer(form) {
  const refusal = form.querySelector("[data-passkey-refusal]");
  const field = form.querySelector("[name=credential]");
  field.value = ""; // « null », or what was refused
  form.addEventListener("submit", async (event) => {
    if (field.value) return;
    event.preventDefault();
    refusal.hidden = true;
    try {
      if (!window.PublicKeyCredential) throw new DOMException("", "NotSupportedError");
      const options = await optionsOf(form);
      field.value = JSON.stringify(await (form.dataset.passkey === "create" ? created(options) : given(options)));
      form.submit();
    } catch (error) {
      refusal.textContent = WORDS[error.name] ?? OTHERWISE;
      refusal.hidden = false;
    }
  });
}

export function offerPasskeys() {
  for (const form of document.querySelectorAll("form[data-passkey]")) offer(form);
}
