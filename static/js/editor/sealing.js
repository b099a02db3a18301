// A text closed on this device under a key that the server gives to its writer's own pages, and to no other.
const KIND = "AES-GCM";
const NONCE_BYTES = 12;
const encoded = (words) => new TextEncoder().encode(words);
const decoded = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

export class Box {
  // keys: in base64, the one in use first, then those that an earlier day closed with.
  constructor(keys) {
    this.keys = keys;
  }

  imported(key) {
    return crypto.subtle.importKey("raw", decoded(key), KIND, false, ["encrypt", "decrypt"]);
  }

  // Bound to `name`: what was closed under one name does not open under another.
  async close(text, name) {
    const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const how = { name: KIND, iv, additionalData: encoded(name) };
    return { iv, sealed: await crypto.subtle.encrypt(how, await this.imported(this.keys[0]), encoded(text)) };
  }

  // null when no key of this person opens it.
  async open({ iv, sealed }, name) {
    const how = { name: KIND, iv, additionalData: encoded(name) };
    for (const key of this.keys) {
      const words = await crypto.subtle.decrypt(how, await this.imported(key), sealed).catch(() => null);
      if (words) return new TextDecoder().decode(words);
    }
    return null;
  }
}
