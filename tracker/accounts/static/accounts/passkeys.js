// The phone's own lock in place of a code: the server's question goes to the phone, its answer into the form.
// Without this script, or a browser that can do it, the part of the page stays hidden and the code remains.

const bytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
};

const text = (buffer) => {
  const signs = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(signs).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
};

const named = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

const answered = (key) => {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const response = {};
  for (const part of parts) if (key.response[part]) response[part] = text(key.response[part]);
  return JSON.stringify({
    id: key.id,
    rawId: text(key.rawId),
    type: key.type,
    authenticatorAttachment: key.authenticatorAttachment,
    clientExtensionResults: key.getClientExtensionResults(),
    response,
  });
};

const make = async (form) => {
  const { publicKey } = JSON.parse(document.getElementById(form.dataset.asked).textContent);
  const user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  const challenge = bytes(publicKey.challenge);
  const excludeCredentials = named(publicKey.excludeCredentials);
  return navigator.credentials.create({ publicKey: { ...publicKey, user, challenge, excludeCredentials } });
};

const ask = async (form) => {
  const answer = await fetch(form.dataset.asks, { method: "POST", body: new FormData(form), redirect: "error" });
  if (!answer.ok) throw new Error(answer.status);
  const { publicKey } = await answer.json();
  const challenge = bytes(publicKey.challenge);
  return navigator.credentials.get({ publicKey: { ...publicKey, challenge, allowCredentials: [] } });
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const part = form.closest("[data-passkey-part]");
  part.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = part.querySelector("[data-failed]");
    failed.hidden = true;
    try {
      const key = await (form.dataset.passkey === "make" ? make(form) : ask(form));
      form.elements.credential.value = answered(key);
      form.submit();
    } catch {
      // Called off by the person, or no key here: the page says what else there is.
      failed.hidden = false;
    }
  });
}
