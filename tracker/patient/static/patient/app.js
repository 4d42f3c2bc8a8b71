// Begins everything: the worker, the plan that is kept, the outbox at each occasion, sign-out, a new version, install.
(() => {
  const told = (name) => document.querySelector(`meta[name="${name}"]`)?.content;
  const owner = told("owner");
  const isShell = Boolean(document.getElementById("nothing-kept"));
  let registration;
  let offered;

  // Nobody is pulled out of a sentence: what is typed and not sent stays.
  const isTyping = () =>
    document.activeElement?.matches("textarea, input:not([type=hidden], [type=radio], [type=checkbox])") ||
    [...document.querySelectorAll("main textarea, main input:not([type=hidden])")].some(
      (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked,
    );

  async function start() {
    if (!("indexedDB" in self) || !navigator.locks) return;
    if (owner) await isOf(owner);
    await phone.load();
    if (!isShell || !(await phone.draw(location.pathname))) await marks.put();
    listen();
    await Promise.allSettled([work(), send(), renew()]);
  }

  // Another person on the same phone finds nothing of the one before; what that one has not sent waits for them.
  async function isOf(person) {
    if ((await kept.get("owner")) !== person) {
      await Promise.all(["plan", "signed_out"].map(kept.drop));
      await kept.keep("owner", person);
    }
    await kept.keep("csrf", told("csrf"));
    await kept.keep("signed_out", false);
  }

  async function renew() {
    if (!owner) return;
    const version = (await kept.get("plan"))?.version || "";
    const answer = await fetch(`/me/kept.json?version=${version}`, { redirect: "manual", cache: "no-store" }).catch(() => {});
    if (answer?.type === "opaqueredirect" || answer?.status === 401) return kept.lock();
    if (answer?.status === 200) await kept.keep("plan", await answer.json());
    if (answer?.status === 200 && (await outbox.mine()).length) await again();
  }

  async function send() {
    const before = (await outbox.mine()).length;
    if (!before) return;
    const told = await outbox.flush();
    const after = (await outbox.mine()).length;
    if (after) await outbox.later();
    if (after < before || (told.signed_out && phone.drawn)) await again();
  }

  // The page again, now that more is known: the server's own where there is a signal.
  async function again() {
    if (isTyping() || document.body.classList.contains("alarm")) return;
    if (!phone.drawn) return location.reload();
    const answer = await fetch("/health/live", { cache: "no-store" }).catch(() => {});
    if (answer?.ok) location.reload();
    else await phone.draw(phone.drawn);
  }

  function listen() {
    addEventListener("online", () => send().then(() => phone.drawn && again()));
    addEventListener("offline", () => marks.line());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "visible") return;
      send();
      if (phone.drawn === phone.TODAY && !isTyping()) phone.draw(phone.TODAY);
    });
    setInterval(send, 30_000);
    outbox.news.addEventListener("message", (event) => event.data === "signed out" && location.replace("/"));
    addEventListener("popstate", () => location.reload());
  }

  // Sign-out leaves nothing; what is not sent is sent first, or said.
  async function leave(event) {
    const form = event.target;
    if (!form.action.endsWith("/accounts/patient/sign-out/") || form.dataset.sent) return;
    event.preventDefault();
    await outbox.flush();
    const waits = (await outbox.mine()).length;
    if (waits && !confirm(phone.plan?.words.leave || "")) return;
    form.dataset.sent = "yes";
    outbox.news.postMessage("signed out");
    await stopReminders().catch(() => {});
    await forget();
    form.submit();
  }

  // Who holds the phone next is shown no reminder of who signed out.
  async function stopReminders() {
    const there = await registration?.pushManager?.getSubscription();
    if (!there) return;
    const headers = { "X-CSRFToken": (await kept.get("csrf")) || "" };
    const body = new URLSearchParams({ address: there.endpoint });
    const signal = AbortSignal.timeout(3000);
    await fetch("/me/push/leave/", { method: "POST", redirect: "manual", headers, body, signal }).catch(() => {});
    await there.unsubscribe();
  }

  async function forget() {
    const person = await kept.get("owner");
    const others = (await kept.entries()).filter((entry) => entry.owner !== person);
    if (others.length) {
      for (const entry of await outbox.mine()) await kept.erase(entry);
      await Promise.all(["plan", "owner", "csrf", "signed_out", "push"].map(kept.drop));
    } else await kept.forget();
    for (const name of await caches.keys()) if (name.startsWith("shortcourse-")) await caches.delete(name);
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
  }

  async function work() {
    if (!("serviceWorker" in navigator)) return;
    registration = await navigator.serviceWorker.register("/sw.js", { scope: "/me/", updateViaCache: "none" });
    const look = () => registration.waiting && navigator.serviceWorker.controller && sayNew();
    look();
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", look);
    });
  }

  function sayNew() {
    const main = document.querySelector("main");
    if (!phone.plan || main.querySelector('[data-act="reload"]')) return;
    if (isTyping()) document.addEventListener("focusout", () => setTimeout(sayNew, 500), { once: true });
    else main.prepend(marks.part("new-version"));
  }

  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offered = event;
    for (const place of document.querySelectorAll("[data-install]")) place.hidden = false;
  });

  async function act(event) {
    const what = event.target.closest("[data-act]")?.dataset.act;
    if (what === "install") await offered?.prompt();
    if (what === "reload") {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      registration.waiting?.postMessage("take over");
    }
  }

  // A page that comes back from the browser's memory may be somebody else's by now.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.body.hidden = true;
    location.reload();
  });

  document.addEventListener("submit", leave);
  document.addEventListener("click", act);
  start();
})();
