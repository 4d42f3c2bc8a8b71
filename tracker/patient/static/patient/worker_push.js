// Push: what the worker does when a message arrives. Brought in by worker.js, after kept.js.
//
// Every push shows a notification: a browser takes the leave to push away from a worker that stays silent. What it says
// was decided by the server; a tap on a button is sent with the signed token that came inside the encrypted message.
(() => {
  const TODAY = "/me/";
  const SENT_WITHIN = 15_000;

  self.addEventListener("push", (event) => {
    const told = read(event.data);
    event.waitUntil(Promise.allSettled([show(told), received(told.data.received)]));
  });

  // What cannot be read is a reminder all the same.
  function read(data) {
    let told = {};
    try {
      told = data.json().notification;
    } catch {}
    return { title: "Reminder", ...told, data: { ...told?.data } };
  }

  function show({ title, body, tag, lang, dir, actions, data }) {
    const shown = { body, tag, lang, dir, data, renotify: Boolean(tag), icon: "/static/look/icon-192.png" };
    const buttons = (actions || []).map(({ action, title: label }) => ({ action, title: label }));
    return self.registration.showNotification(title, { ...shown, actions: buttons });
  }

  const post = (path, told) =>
    fetch(`/me/push/${path}/`, {
      method: "POST",
      body: new URLSearchParams(told),
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(SENT_WITHIN),
    });

  const received = (token) => token && post("received", { token });

  self.addEventListener("notificationclick", (event) => {
    const { action, notification } = event;
    const token = notification.data?.[action];
    notification.close();
    event.waitUntil(token ? act(action, token, notification) : open(TODAY));
  });

  // What the server cannot do without asking, a page asks. Without a signal nothing is lost silently: the message comes
  // back, and its tap leads to the page that keeps a dose until there is one.
  async function act(action, token, notification) {
    let answer;
    // A dose that was tapped without a signal goes first, so that the same one is not told twice.
    await self.outbox.flush().catch(() => {});
    try {
      answer = await (await post(action, { token })).json();
    } catch {
      return again(notification);
    }
    if (!answer.done) return open(answer.open || TODAY);
    const pages = await self.clients.matchAll({ type: "window" });
    for (const page of pages) page.postMessage("a dose was told");
  }

  const again = ({ title, body, tag, lang, dir, data, actions }) =>
    show({ title, body: data.unsent || body, tag, lang, dir, data, actions: [...(actions || [])] });

  async function open(path) {
    const address = new URL(path, self.location.origin).href;
    const [there] = await self.clients.matchAll({ type: "window" });
    if (!there) return self.clients.openWindow(address);
    await there.focus().catch(() => {});
    return there.navigate(address).catch(() => self.clients.openWindow(address));
  }

  // The push service gave the phone another address: subscribe anew with the same key and say so, if that can be said
  // now; else the next page that is opened does.
  self.addEventListener("pushsubscriptionchange", (event) => {
    event.waitUntil(anew(event).catch(() => {}));
  });

  async function anew({ oldSubscription, newSubscription }) {
    const { key, address } = (await self.kept.get("push")) || {};
    if (!key) return;
    const asked = { userVisibleOnly: true, applicationServerKey: key };
    const fresh = newSubscription || (await self.registration.pushManager.subscribe(asked));
    const { endpoint, keys } = fresh.toJSON();
    const answer = await fetch("/me/push/", {
      method: "POST",
      redirect: "manual",
      headers: { "X-CSRFToken": (await self.kept.get("csrf")) || "" },
      body: new URLSearchParams({
        address: endpoint,
        ...keys,
        vapid_key: key,
        former: oldSubscription?.endpoint || address || "",
      }),
    });
    if (answer.ok) await self.kept.keep("push", { key, address: endpoint });
  }
})();
